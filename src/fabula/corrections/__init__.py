"""Corrections: what a reader says of a world, as actions; kept in a cast file, shown at once, and undone."""
