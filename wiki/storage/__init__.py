"""Opening SQLite files: private to their owner, and readable where nothing can be written.

A database in WAL mode has two more files beside it, `-wal` and `-shm`, which SQLite creates even
for reading. On a full or read-only disk it cannot; the file is then opened as immutable.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from wiki.storage.regular_files import find_obstacle

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
# For every connection: SQLite is to make no checkpoints by itself (wiki/storage/checkpoints.py says
# why), and to cut a `-wal` file to the length of its content, which that module needs.
ON_OPENING = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA journal_size_limit = 0")
UNWRITABLE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
BUSY = "The atlas is busy. Nothing was changed; try again in a moment."
FULL = "The disk of the atlas is full. Nothing was changed; make room on it, then try again."
FAILING = (
    "The disk of the atlas could not be written or read; perhaps it is full. Nothing was changed; "
    "look after it, then try again."
)
READ_ONLY = (
    "The files of the atlas are read-only, or their folder or disk is. Nothing was changed; make "
    "them writable, then try again."
)
CLOSED = (
    "The files of the atlas cannot be opened. Nothing was changed; look after their folder and who "
    "may read it, then try again."
)
DAMAGED = (
    "The database of the atlas is damaged, or is no SQLite database. Nothing was changed; put a "
    "backup in its place."
)
SENTENCES = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: FAILING,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_PERM: CLOSED,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}


class Unavailable(Exception):
    """A file of the atlas cannot be read or written now; the text is the sentence to show.

    `sentence` is given where none of SENTENCES says what can be done. `reason` is SQLite's message.
    """

    def __init__(self, path: Path, error: sqlite3.Error, sentence: str | None = None) -> None:
        super().__init__(sentence or sentence_for(error) or FAILING)
        self.path, self.reason = path, str(error)
        self.sqlite_errorcode = code_of(error)


class ReadOnly(sqlite3.Connection):
    """A connection to a file that cannot be written; `trouble` has the reason.

    Use it for a short time: it may not see later changes, and it cannot write even when the file
    can be written again.
    """

    trouble: Unavailable


def open_sqlite(path: Path, *, may_make: bool = False, **options: Any) -> sqlite3.Connection:
    """Open an SQLite file that exists; with `may_make` a missing one is made, private to its owner.

    `options` are those of `sqlite3.connect`. If the file cannot be written, the connection is a
    `ReadOnly`. Raises sqlite3.Error if it cannot be read either, or is no regular file.
    """
    if may_make:
        make_private(path)
    if obstacle := find_obstacle(path):
        raise _error(obstacle, sqlite3.SQLITE_NOTADB)
    if file_id(path) is None:  # SQLite would make an empty one
        raise _error("the file is missing", sqlite3.SQLITE_CANTOPEN)
    is_writable = os.access(path, os.W_OK, effective_ids=True)
    factory = sqlite3.Connection if is_writable else ReadOnly
    connection: sqlite3.Connection = sqlite3.connect(path, **options, factory=factory)
    try:
        for pragma in ON_OPENING:
            connection.execute(pragma).fetchone()
        connection.execute("PRAGMA schema_version").fetchone()  # opens the two files beside it
    except sqlite3.Error as error:
        connection.close()
        if code_of(error) not in UNWRITABLE or has_leftovers(path):
            raise
        connection = open_unchanging(path, **options)
        connection.trouble = Unavailable(path, error)
    if isinstance(connection, ReadOnly) and not is_writable:
        connection.trouble = Unavailable(
            path, _error("the file is read-only", sqlite3.SQLITE_READONLY)
        )
    return connection


def open_unchanging(path: Path, **options: Any) -> ReadOnly:
    """Open a file as immutable, without the changes in its `-wal`. Raises sqlite3.Error."""
    address = f"{path.absolute().as_uri()}?immutable=1"
    opened: ReadOnly = sqlite3.connect(address, **options, uri=True, factory=ReadOnly)
    return opened


def file_id(path: Path) -> tuple[int, int] | None:
    """Return the device and inode of the file at a path, None where there is no file.

    No two files have the same. Whoever has a file open compares them with those it had when it was
    opened: into a file that was removed or replaced since, what is written is lost.
    """
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _error(reason: str, code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(reason)
    error.sqlite_errorcode = code
    return error


def make_private(path: Path) -> None:
    """Create an empty file for its owner alone, if there is none and it is possible.

    SQLite gives the files beside it the same permissions.
    """
    if os.path.exists(path):
        return
    with suppress(OSError):  # whoever opens the file next gives a better message
        handle = os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE_FILE)
        os.fchmod(handle, PRIVATE_FILE)  # whatever the umask
        os.close(handle)


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for its owner alone. Raises OSError."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)
    path.mkdir(exist_ok=True)  # raises where it is a file


def sibling_path(path: Path, ending: str) -> Path:
    """Return the path of a file beside a database, such as its `-wal`, with links resolved."""
    real = path.resolve()
    return real.with_name(real.name + ending)


def has_leftovers(path: Path) -> bool:
    """Return whether the `-wal` or `-journal` beside a database has changes not yet in it."""
    waiting = (sibling_path(path, ending) for ending in ("-wal", "-journal"))
    return any(os.path.exists(file) and os.path.getsize(file) for file in waiting)


def sentence_for(error: BaseException | None) -> str | None:
    """Return the sentence for an error of the disk or a lock, None for other errors."""
    return SENTENCES.get(code_of(error))


def code_of(error: BaseException | None) -> int:
    """Return SQLite's primary error code, also of an error wrapped by SQLAlchemy; 0 for none."""
    code: int = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return code & 0xFF
