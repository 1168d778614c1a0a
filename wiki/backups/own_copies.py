"""The folder of the copies that the program makes: which files in it are backups.

A damaged database is copied with the files beside it. The content of these cannot be known without
the database that they were written for.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wiki.storage.regular_files import find_obstacle
from wiki.storage.schema import read_atlas_id

SQLITE, ZIP = ".sqlite", ".zip"  # what the names of copies end in
CHANGES = ("-wal", "-journal")  # end the names of files that hold pages of the database beside them
BESIDE = (*CHANGES, "-shm")
OF_DAMAGED = "-damaged"  # ends the name of a copy of a damaged database, without its ending


@dataclass(frozen=True)
class StoredBackup:
    """A backup in the folder of the program's own copies, and the time when it was made."""

    path: Path
    made_at: datetime


def list_copies(folder: Path) -> list[Path]:
    """Return all finished copies in a folder, sorted by name, also those of damaged databases.

    A file that was copied beside a database which is gone counts as one.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted(path for path in folder.iterdir() if _is_copy(path))
    return []


def list_backups(folder: Path, database: Path) -> list[StoredBackup]:
    """Return the backups of an atlas in a folder, the newest first.

    Copies of damaged databases are left out, and so are those of other atlases: of another database
    in the same data folder, or of the demo in whose place this atlas began.
    """
    backups, atlas = [], read_atlas_id(database)
    for path in list_copies(folder):
        is_backup = path.suffix in (SQLITE, ZIP) and not path.stem.endswith(OF_DAMAGED)
        if is_backup and not _is_of_another(path, atlas):
            with suppress(FileNotFoundError):  # somebody removed it just now
                made_at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
                backups.append(StoredBackup(path, made_at))
    return sorted(backups, key=lambda one: one.made_at, reverse=True)


def _is_of_another(path: Path, atlas: str | None) -> bool:
    """Return whether a copy of a database is known to be of another atlas than `atlas` (an id).

    False for a zip, for a file that cannot be read, and where `atlas` is None.
    """
    if atlas is None or path.suffix == ZIP:
        return False
    return read_atlas_id(path, is_copy=True) not in (atlas, None)


def files_beside(path: Path) -> list[Path]:
    """Return the existing files beside a copy that belong to it, such as its `-wal`."""
    named = (path.with_name(path.name + ending) for ending in BESIDE)
    return [file for file in named if file.exists()]


def has_changes_beside(path: Path) -> bool:
    """Return whether a file beside a copy has changes that the copy lacks: `-wal` or `-journal`."""
    files = (path.with_name(path.name + ending) for ending in CHANGES)
    return any(file.exists() and file.stat().st_size for file in files)


def list_obstacles(folder: Path) -> list[tuple[Path, str]]:
    """Return what is named like a copy in a folder and is no file, and what it is instead."""
    with suppress(FileNotFoundError, NotADirectoryError):
        named = sorted(path for path in folder.iterdir() if path.suffix in (SQLITE, ZIP))
        return [(path, obstacle) for path in named if (obstacle := find_obstacle(path))]
    return []


def _is_copy(path: Path) -> bool:
    if path.name.startswith(".") or not path.is_file():
        return False
    database, dash, ending = path.name.rpartition("-")
    is_orphan = dash + ending in CHANGES and database.endswith(SQLITE)
    return path.suffix in (SQLITE, ZIP) or (is_orphan and not path.with_name(database).exists())
