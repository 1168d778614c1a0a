"""Backups: one file with the database and the pictures, putting one back, and daily copies.

A backup is a zip. Each file in it has a checksum, and its list of files stands at the end, so one
that is cut or damaged is noticed before anything is done with it; and every system can open it.
"""


class Unusable(Exception):
    """A file cannot be used as a backup; the text is the sentence that says why."""
