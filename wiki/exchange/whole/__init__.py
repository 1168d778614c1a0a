"""The whole atlas exported to files, in a folder or a zip, and restored from their journal."""
