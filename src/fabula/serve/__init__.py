"""The reader: a local web server over the library, to look at story worlds, ask them, and correct them."""
