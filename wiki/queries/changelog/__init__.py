"""The changelog: sentences about changed views, made from the journal when they are read."""
