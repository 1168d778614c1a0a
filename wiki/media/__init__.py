"""Pictures: what an author uploads, made safe, and kept as files named for their content.

Nothing here is imported for its own sake, so that Pillow is loaded with the first upload only.
"""
