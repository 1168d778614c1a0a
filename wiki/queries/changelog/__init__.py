"""The changelog: sentences about views, read from the journal."""
