"""Restoring a backup in place of an atlas, so that a crash at any moment leaves one of the two.

The old database is copied first. The new one then takes its name in one step.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wiki.backups.own_copies import BESIDE, OF_DAMAGED
from wiki.backups.reading import Contents, opened
from wiki.backups.writing import AtlasPaths
from wiki.media.names import is_name
from wiki.media.shelf import WORDS, Shelf
from wiki.storage import code_of, make_private, make_private_folder, sibling_path
from wiki.storage.copies import DRAFT, free_path, sync, sync_folder
from wiki.storage.wal import is_left_over

UNREADABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
STAMP = "%Y-%m-%d-%H%M%S"


class InUse(Exception):
    """Another process has the database open, so it cannot be replaced."""


@dataclass(frozen=True, kw_only=True)
class RestoredBackup:
    """What a restore did: the contents of the backup, and the copy of the former database.

    `copy` is None where there was no former database.
    """

    contents: Contents
    copy: Path | None


def restore(file: Path, target: AtlasPaths, folder: Path, now: datetime) -> RestoredBackup:
    """Restore a backup in place of an atlas; `folder` gets a copy of the former database.

    The backup is read and checked as a whole before anything is changed. Pictures are added, and
    none is removed. Raises Unusable, InUse, Unavailable, OSError and sqlite3.Error.
    """
    database = target.database.resolve()
    make_private_folder(database.parent)
    with opened(file, database.parent) as backup, locked(database) as holder:
        copy = _copy_former(database, folder, f"before-restore-{now.strftime(STAMP)}", holder)
        shelf = Shelf(target.media)
        for picture, data in backup.pictures():
            _add(shelf, picture, data)
        if holder is None:
            _remove_beside(database)
        os.replace(backup.database, database)
        _remove_beside(database)
        sync_folder(database.parent)
    return RestoredBackup(contents=backup.contents, copy=copy)


@contextmanager
def locked(database: Path) -> Iterator[sqlite3.Connection | None]:
    """Lock a database against every other process while it is replaced.

    The content of its `-wal` is written into it first. Yields the connection that has the lock, or
    None where there is nothing to lock: the file is missing, is damaged, or has the `-wal` of
    another database beside it. Raises InUse where another process has it open, and sqlite3.Error.
    """
    if _is_missing(database) or is_stale(database):
        yield None
        return
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as holder:
        yield holder if _lock(holder) else None


def is_stale(database: Path) -> bool:
    """Return whether the `-wal` beside a database belongs to another database."""
    with suppress(sqlite3.Error):
        return is_left_over(database, sibling_path(database, "-wal"))
    return False


def _lock(holder: sqlite3.Connection) -> bool:
    """Lock a database for this connection alone, and leave WAL mode; return whether it can be read.

    Raises InUse, and sqlite3.Error.
    """
    try:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        (mode,) = holder.execute("PRAGMA journal_mode = DELETE").fetchone()
        holder.execute("BEGIN EXCLUSIVE")
        holder.execute("COMMIT")  # in this mode the lock stays
    except sqlite3.Error as error:
        if code_of(error) in UNREADABLE:
            return False
        if code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise InUse from error
        raise
    if mode != "delete":
        raise InUse
    return True


def _is_missing(database: Path) -> bool:
    return not database.exists() or not database.stat().st_size


def _copy_former(
    database: Path, folder: Path, name: str, holder: sqlite3.Connection | None
) -> Path | None:
    """Copy the former database and return the copy's path, None where there was none.

    With a `holder`, that connection copies it: opening and closing the file would release the lock.
    Without one, the bytes of all of its files are copied.
    """
    if _is_missing(database):
        return None
    make_private_folder(folder)
    path = free_path(folder, name, f"{OF_DAMAGED if holder is None else ''}.sqlite")
    if holder is not None:
        draft = folder / f".{path.name}{DRAFT}"
        make_private(draft)
        with closing(sqlite3.connect(draft)) as copy:
            holder.backup(copy)
        sync(draft)
        draft.rename(path)
    else:
        for ending in ("", *BESIDE):
            if (old := sibling_path(database, ending)).is_file():
                _copy_bytes(old, path.with_name(path.name + ending))
    sync_folder(folder)
    return path


def _copy_bytes(old: Path, new: Path) -> None:
    make_private(new)
    with open(old, "rb") as source, open(new, "wb") as copy:
        shutil.copyfileobj(source, copy, 2**20)
    sync(new)


def _add(shelf: Shelf, name: str, data: bytes) -> None:
    """Write a picture, or the file with its description; existing ones stay."""
    if is_name(name):
        if shelf.read(name) != data:
            shelf.keep(name, data)
    elif not shelf.words(picture := name.removesuffix(WORDS)) and (own := shelf.read(picture)):
        shelf.keep(picture, own, data.decode(errors="replace"))


def _remove_beside(database: Path) -> None:
    for ending in BESIDE:
        sibling_path(database, ending).unlink(missing_ok=True)
