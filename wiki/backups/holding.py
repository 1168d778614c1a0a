"""Which copies of a database, in a folder of backups, still hold some items."""

import sqlite3
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wiki.storage import open_unchanging

ENDINGS = {".sqlite", ".zip"}
DATABASE = "atlas.sqlite"  # within a zip
DAMAGED = (sqlite3.Error, OSError, zipfile.BadZipFile, KeyError, EOFError, RuntimeError)


@dataclass(frozen=True)
class HeldCopy:
    """A backup that holds one of the items, or (`is_readable` false) that may: it is damaged."""

    path: Path
    is_readable: bool = True


def find_holding(
    folder: Path, atlas_id: str, keys: Collection[tuple[str, int]]
) -> Iterator[HeldCopy]:
    """Yield the backups in a folder of this atlas which hold one of some items, by name.

    Items are given by kind and id. Backups of other atlases are left out: the same ids name other
    things there.
    """
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in files:
        if path.suffix not in ENDINGS or not path.is_file():
            continue
        try:
            with _opened(path) as database:
                if _holds(database, atlas_id, keys):
                    yield HeldCopy(path)
        except DAMAGED:
            yield HeldCopy(path, is_readable=False)


def delete_holding(found: Iterable[HeldCopy]) -> None:
    """Delete the backups that hold an item; those that could not be read stay."""
    for copy in found:
        if copy.is_readable:
            copy.path.unlink(missing_ok=True)


def _holds(database: sqlite3.Connection, atlas_id: str, keys: Collection[tuple[str, int]]) -> bool:
    if database.execute("SELECT 1 FROM atlas WHERE id = ?", (atlas_id,)).fetchone() is None:
        return False
    query = "SELECT 1 FROM revision WHERE kind = ? AND item_id = ? AND after IS NOT NULL LIMIT 1"
    return any(database.execute(query, key).fetchone() for key in keys)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a backup for reading: a database, or a zip that has one."""
    if path.suffix != ".zip":
        with closing(open_unchanging(path)) as database:
            yield database
        return
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".reading-") as scratch:
        with zipfile.ZipFile(path) as archive:
            unpacked = Path(archive.extract(DATABASE, scratch))
        with closing(open_unchanging(unpacked)) as database:
            yield database
