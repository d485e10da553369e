"""The shared network: one pass over the words of a book, from which every later stage reads its scores."""
