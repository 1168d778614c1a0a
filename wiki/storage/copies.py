"""Copies of a database file, made while it is in use."""

import errno
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from wiki.storage import Unavailable, make_private, make_private_folder, open_sqlite

CODES = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EACCES: sqlite3.SQLITE_CANTOPEN,
    errno.EPERM: sqlite3.SQLITE_CANTOPEN,
}


def copy_database(source: Path, folder: Path, name: str) -> Path:
    """Copy a database as it was last committed into a folder, and return the path of the copy.

    `name` is that of the new file without its ending; a number follows where it is taken. Copy
    and folder are private to their owner. Raises Unavailable, and leaves no copy then.
    """
    draft = folder / f".{name}.part"
    try:
        make_private_folder(folder)
        draft.unlink(missing_ok=True)
        make_private(draft)
        _copy(source, draft)
        return draft.rename(_free_path(folder, name))
    except sqlite3.Error as error:
        raise Unavailable(folder, error) from error
    except OSError as error:
        raise Unavailable(folder, _as_sqlite(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _copy(source: Path, draft: Path) -> None:
    """Copy with SQLite's backup API, which takes what stands in the `-wal` too."""
    with closing(open_sqlite(source)) as database, closing(sqlite3.connect(draft)) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file alone holds everything


def _free_path(folder: Path, name: str) -> Path:
    path, number = folder / f"{name}.sqlite", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.sqlite"
    return path


def _as_sqlite(error: OSError) -> sqlite3.OperationalError:
    """Return an error of the file system as the one of SQLite that has a sentence of its own."""
    known = sqlite3.OperationalError(error.strerror or "the folder cannot be used")
    known.sqlite_errorcode = CODES.get(error.errno or 0, sqlite3.SQLITE_IOERR)
    return known
