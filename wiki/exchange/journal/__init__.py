"""The journal as a file, out and in: with it alone an atlas is the same again."""
