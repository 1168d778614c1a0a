"""Beliefs and what would change them: how their numbers stand, moved and did."""
