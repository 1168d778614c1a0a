"""Sharing cards: the pictures of pages that other sites show beside a link."""
