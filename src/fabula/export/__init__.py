"""Story worlds as files and tables for other programs: one format each."""
