"""The past: histories, versions, changes since a day, and the atlas as it stood on a day."""
