"""Readers: one file per source format, each giving a ``Book``; `book.read_book` picks the right one."""
