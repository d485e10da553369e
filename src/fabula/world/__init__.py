"""The story world: claims drawn from who is who and who says what, each with its evidence."""
