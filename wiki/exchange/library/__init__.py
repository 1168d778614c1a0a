"""Bibliographies, bookmarks and highlights from other programs, read as works; feeds of blogs."""
