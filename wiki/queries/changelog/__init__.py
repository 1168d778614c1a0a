"""The changelog: sentences about changes, made from the journal when they are read."""
