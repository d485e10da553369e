"""The values that flow through fabula. They import nothing else of it."""
