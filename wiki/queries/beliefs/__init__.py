"""Beliefs and triggers across regions, how credences moved, and how resolved beliefs score."""
