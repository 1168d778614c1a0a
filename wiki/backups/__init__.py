"""Backups: a file with the database and the pictures, restoring such a file, and daily copies.

A backup is a zip. Each file in it has a checksum, and its list of files is at the end, so that a
cut or damaged one is noticed before anything is done with it; and every system can open it.
"""


class Unusable(Exception):
    """A file cannot be used as a backup; the text is the sentence that says why."""
