"""Accuracy and speed of fabula, each by one command; see ``benchmarks/README.md``."""
