"""The journal as a file, exported and imported: an atlas can be restored from it alone."""
