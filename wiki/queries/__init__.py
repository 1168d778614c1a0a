"""Questions about the atlas, a module each: read-only, bounded, without HTTP."""
