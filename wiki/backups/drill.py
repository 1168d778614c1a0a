"""Restoring a backup into a folder of its own, for a trial."""

from datetime import datetime
from pathlib import Path

from wiki.backups.reading import Contents
from wiki.backups.restoring import restore
from wiki.backups.writing import Source


def restore_into(file: Path, folder: Path, database: str, media: str) -> Contents:
    """Restore a backup into an empty folder, as `restore` does. Raises what `restore()` raises."""
    place = Source(database=folder / database, media=folder / media)
    return restore(file, place, folder / "before", datetime.now()).contents
