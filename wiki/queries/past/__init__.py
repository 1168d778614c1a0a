"""The past: histories, versions, what changed since, and the atlas as it stood on a day."""
