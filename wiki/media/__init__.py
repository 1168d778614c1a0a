"""Pictures: what an author uploads, made safe, and kept as files named for their content.

Pillow is imported in a process of its own only, with each upload.
"""
