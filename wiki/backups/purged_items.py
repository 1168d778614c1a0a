"""Finding the backups in a folder that still hold purged items, and deleting them."""

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wiki.backups.own_copies import ZIP, files_beside, has_changes_beside, list_copies
from wiki.backups.reading import DAMAGED, DATABASE
from wiki.storage import open_unchanging
from wiki.storage.copies import DRAFT, remove_abandoned

MOST_BYTES = 2 * 2**30  # of a database that is unpacked to look into it
UNREADABLE = (*DAMAGED, sqlite3.Error, OSError, KeyError)


@dataclass(frozen=True)
class Holding:
    """A backup that holds one of the items, or (`is_readable` false) that may hold one.

    The latter could not be read: it is damaged, or too large to be unpacked, or the `-wal` of
    another database lies beside it.
    """

    path: Path
    is_readable: bool = True


def find_holding(
    folder: Path, atlas_id: str, keys: Mapping[tuple[str, int], int]
) -> Iterator[Holding]:
    """Yield the backups of this atlas in a folder that hold one of some items, by file name.

    Items are given by kind and id, each with the last of its revisions whose text was removed: a
    backup may hold later ones. Backups of other atlases are left out: there the same ids name other
    items. Every zip is unpacked, one after the other, which takes time: do not hold the write
    lock meanwhile.
    """
    try:
        remove_abandoned(folder)
        copies = list_copies(folder)
    except OSError:
        yield Holding(folder, is_readable=False)
        return
    for path in copies:
        try:
            with _opened(path) as database:
                is_held = _holds(database, atlas_id, keys)
            if is_held or has_changes_beside(path):
                yield Holding(path, is_readable=is_held)
        except UNREADABLE:
            yield Holding(path, is_readable=False)


def delete_holding(holdings: Iterable[Holding]) -> list[Path]:
    """Delete the readable backups among these, with the files beside each.

    Returns the files that the disk refused to delete.
    """
    undeleted = []
    for copy in holdings:
        for path in (*files_beside(copy.path), copy.path) if copy.is_readable else ():
            try:
                path.unlink(missing_ok=True)
            except OSError:
                undeleted.append(path)
    return undeleted


def _holds(
    database: sqlite3.Connection, atlas_id: str, keys: Mapping[tuple[str, int], int]
) -> bool:
    if database.execute("SELECT 1 FROM atlas WHERE id = ?", (atlas_id,)).fetchone() is None:
        return False
    mine = "kind = ? AND item_id = ? AND id <= ?"
    query = f"SELECT 1 FROM revision WHERE {mine} AND after IS NOT NULL LIMIT 1"
    return any(database.execute(query, (*key, last)).fetchone() for key, last in keys.items())


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database of a backup, which is a database file or a zip, for reading."""
    if path.suffix != ZIP:
        with closing(open_unchanging(path)) as database:
            yield database
        return
    # Private, and named so that `remove_abandoned()` finds it where a crash left it.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".reading-", suffix=DRAFT)
    try:
        with open(handle, "wb") as plain, zipfile.ZipFile(path) as archive:
            # No more than this is ever unpacked: the rest would not fit the checksum.
            if archive.getinfo(DATABASE).file_size > MOST_BYTES:
                raise zipfile.BadZipFile("the database in it is too large")
            with archive.open(DATABASE) as packed:
                shutil.copyfileobj(packed, plain, 2**20)
        with closing(open_unchanging(Path(name))) as database:
            yield database
    finally:
        os.unlink(name)
