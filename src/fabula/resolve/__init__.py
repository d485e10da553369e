"""Resolving: who the mentions refer to, and who says what to whom."""
