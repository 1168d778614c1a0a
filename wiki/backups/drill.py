"""The drill: restoring a backup into a folder of its own, to see that it can be done."""

from datetime import datetime
from pathlib import Path

from wiki.backups.reading import Contents
from wiki.backups.restoring import restore
from wiki.backups.writing import AtlasPaths


def restore_into(file: Path, folder: Path, database: str, media: str) -> Contents:
    """Restore a backup into an empty folder and return its contents.

    Raises what `restore()` raises.

    `database` and `media` are the names of the database file and the folder of pictures in it.
    """
    target = AtlasPaths(database=folder / database, media=folder / media)
    return restore(file, target, folder / "before", datetime.now()).contents
