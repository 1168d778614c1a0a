"""The public site as files that any static server can serve, without a database or Python."""
