"""Checking which files a new backup may replace: earlier backups, and nothing else."""

import stat
import zipfile
from pathlib import Path

from wiki.backups import Unusable
from wiki.backups.reading import DAMAGED, NEEDED


def check_replaceable(file: Path) -> None:
    """Raise Unusable where a backup may not be written to this path, as another file is there.

    A new name is fine, and so are an empty file and an earlier backup. Raises OSError where the
    existing file cannot be read.
    """
    try:
        status = file.stat()
    except OSError:  # nothing is there; what else may be wrong, whoever writes says better
        return
    if not stat.S_ISREG(status.st_mode):
        raise Unusable(f"{file} is no regular file. Name a new file.")
    if status.st_size and not is_backup(file):
        raise Unusable(f"{file} is there, and is no earlier backup. Name a new file.")


def is_backup(file: Path) -> bool:
    """Return whether a file is a zip as `write_backup` makes it. Raises OSError."""
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist()) >= NEEDED
    except (*DAMAGED, UnicodeError, ValueError):
        return False
