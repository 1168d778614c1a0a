"""Removing the bytes of deleted rows from the files of a database."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from wiki.storage.checkpoints import checkpoint

TRIES, PAUSE_SECONDS = 40, 0.25
NOT_EMPTIED = (
    "Others use the atlas at this moment, so its log (`-wal`) could not be emptied, and may "
    "still hold what was purged: run `flask purge --finish` in a moment."
)


class NotErased(Exception):
    """Rows were deleted from the atlas, but bytes of them may remain in its files."""


def overwrite_deleted(connection: Any) -> None:
    """Make SQLite overwrite with zeros what this connection deletes from now on."""
    connection.execute("PRAGMA secure_delete = ON").close()


def erase_traces(connection: Any) -> None:
    """Rewrite the database without the bytes of deleted rows, and empty its `-wal`.

    `connection` is an sqlite3 connection outside a transaction. Raises NotErased if others keep the
    `-wal` from being emptied, and sqlite3.Error.
    """
    overwrite_deleted(connection)
    for statement in (None, "VACUUM"):
        if statement:
            connection.execute(statement).close()
        if not any(_empty_log(connection) for _ in range(TRIES)):
            raise NotErased(NOT_EMPTIED)


def _empty_log(connection: Any) -> bool:
    """Move everything in the `-wal` into the database and empty it; return whether that was done.

    `TRUNCATE` takes the write lock by itself and waits for it as long as `busy_timeout` says. Only
    if others keep it longer, SQLite makes a checkpoint without it (`wal_checkpoint_v2()` in its
    documentation). So a checkpoint under the lock comes first, and nothing is tried where somebody
    writes: what follows then finds hardly anything to move and the lock free.
    """
    (_, _, name), *_ = connection.execute("PRAGMA database_list").fetchall()
    try:
        is_busy = not checkpoint(Path(name))
        if not is_busy:
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] != 0
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_LOCKED:
            raise
        is_busy = True
    if is_busy:
        time.sleep(PAUSE_SECONDS)
    return not is_busy
