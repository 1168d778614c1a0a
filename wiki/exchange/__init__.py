"""Topics as text, one module a format, out of the atlas and into it."""
