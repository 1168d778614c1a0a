"""The whole atlas as files, in a folder or a zip: out, and from its journal in again."""
