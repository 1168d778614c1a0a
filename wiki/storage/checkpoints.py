"""Moving the content of the `-wal` into the database, without the WAL-reset bug of SQLite.

SQLite 3.7.0 to 3.51.2 can lose pages of a database when a transaction begins the `-wal` anew while
another connection is in the middle of a checkpoint: https://sqlite.org/wal.html#walresetbug. SQLite
makes its own checkpoints after a commit, when any other process may write. `open_sqlite()` switches
them off, and `checkpoint()` holds the write lock as long as it works: nobody can commit meanwhile,
which is what the bug needs. So does the checkpoint of a purge (`wiki.storage.erasing`), unless
others hold the lock for all the time that it waits. The checkpoint that SQLite makes when the last
connection is closed has the file for itself, so it is safe as well.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from wiki.storage import ReadOnly, open_sqlite, sibling_path

LARGE_BYTES = 4 * 2**20  # as SQLite does by itself: 1,000 pages
MENDED = (3, 51, 3)
# Older versions, each with the first of its releases in which the bug is mended too.
BACKPORTS = {(3, 44): 6, (3, 50): 7}
FIRST = (3, 7, 0)

Version = tuple[int, int, int]


def has_reset_bug(version: Version = sqlite3.sqlite_version_info) -> bool:
    """Return whether a version of SQLite has the WAL-reset bug."""
    major, minor, patch = version
    backported = BACKPORTS.get((major, minor))
    if backported is not None and patch >= backported:
        return False
    return FIRST <= version < MENDED


def is_due(path: Path) -> bool:
    """Return whether the `-wal` of a database is so large that a checkpoint should empty it."""
    with suppress(OSError):
        return os.path.getsize(sibling_path(path, "-wal")) >= LARGE_BYTES
    return False


def checkpoint(path: Path) -> bool:
    """Move the content of the `-wal` into the database while nobody else can write.

    Return whether it was done. It is not if another connection writes at this moment; that one does
    it after its write.
    """
    with suppress(sqlite3.Error), closing(_open(path)) as lock, closing(_open(path)) as worker:
        if isinstance(lock, ReadOnly):
            return False
        lock.execute("BEGIN IMMEDIATE")
        # `PASSIVE` waits for no reader: what one still reads is moved the next time.
        busy: int = worker.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0]
        lock.execute("ROLLBACK")
        return not busy
    return False


def _open(path: Path) -> sqlite3.Connection:
    return open_sqlite(path, timeout=0, isolation_level=None)
