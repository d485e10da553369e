"""Annotating: what single sentences and paragraphs show, before anyone is identified."""
