"""Questions to a story world: part of it, what is counted in it, what it comes to; each a function of its layers."""
