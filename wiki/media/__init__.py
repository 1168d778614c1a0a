"""Pictures: files that authors upload, made safe, and stored under names made from their content.

Pillow is imported only in a separate process, for each upload.
"""
