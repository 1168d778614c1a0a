"""Copies of a database file, made while it is in use."""

import errno
import os
import shutil
import sqlite3
import stat
import time
from contextlib import closing, suppress
from glob import escape
from pathlib import Path

from wiki.storage import Unavailable, make_private, make_private_folder, open_sqlite
from wiki.storage.integrity import find_damage_in

DRAFT = ".part"  # what is left of a copy that was interrupted ends so
ABANDONED_SECONDS = 60 * 60  # no copy takes as long
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

    `name` is that of the new file without its ending; if it is taken, a number is added. Copy and
    folder are private to their owner; the copy is complete and on the disk when it has its name.
    Raises Unavailable, and then leaves no copy.
    """
    draft = folder / f".{name}.{os.getpid()}{DRAFT}"
    try:
        make_private_folder(folder)
        draft.unlink(missing_ok=True)
        copy_into(source, draft)
        path = draft.rename(free_path(folder, name))
        sync_folder(folder)
        return path
    except sqlite3.Error as error:
        raise Unavailable(folder, error) from error
    except OSError as error:
        raise Unavailable(folder, as_sqlite(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def copy_into(source: Path, draft: Path) -> None:
    """Copy a database by SQLite's backup API, with the changes in its `-wal`, and check the copy.

    The copy is one private file, on the disk when this returns. Raises OSError, and sqlite3.Error
    where the database is damaged.
    """
    make_private(draft)
    with closing(open_sqlite(source)) as database, closing(sqlite3.connect(draft)) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file alone holds everything
    if damage := find_damage_in(draft):
        error = sqlite3.DatabaseError(f"the copy is damaged, as the database is: {damage[0]}")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    sync(draft)


def free_path(folder: Path, name: str, ending: str = ".sqlite") -> Path:
    """Return a path that does not exist yet, with a number before the ending if needed."""
    path, count = folder / f"{name}{ending}", 1
    while os.path.lexists(path):
        count += 1
        path = folder / f"{name}-{count}{ending}"
    return path


def remove_abandoned(folder: Path, start: str = ".") -> None:
    """Remove the drafts of copies, files or folders, that crashed more than an hour ago.

    Their names begin with `start` and contain `.part`. In a folder that is not the program's own,
    `start` has to be one that nobody else's files have.
    """
    for draft in folder.glob(f"{escape(start)}*{DRAFT}*"):
        with suppress(OSError):
            if time.time() - draft.lstat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(draft) if stat.S_ISDIR(draft.lstat().st_mode) else draft.unlink()


def sync(path: Path) -> None:
    """Wait until what was written into a file is on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names of a folder's files are on the disk, where the system can do that."""
    with suppress(OSError):
        sync(folder)


def as_sqlite(error: OSError) -> sqlite3.OperationalError:
    """Return an error of the file system as the SQLite error for which there is a sentence."""
    sqlite_error = sqlite3.OperationalError(error.strerror or "the folder cannot be used")
    sqlite_error.sqlite_errorcode = CODES.get(error.errno or 0, sqlite3.SQLITE_IOERR)
    return sqlite_error
