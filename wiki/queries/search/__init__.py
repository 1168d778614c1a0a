"""Search over everything that is written: reading a search, finding items, spelling."""
