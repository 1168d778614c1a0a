"""Whether anybody has committed to a database, asked without reading any of it."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from wiki.storage import ReadOnly, open_sqlite


class Commits:
    """A connection that never writes, and notices every commit of all others.

    That is SQLite's `data_version`: it is another number after each commit by another connection,
    in this process or any other, and asking takes a few microseconds. Another database could
    answer with a counter that each transaction raises. Only one thread may use it at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def version(self) -> tuple[int, int] | None:
        """Return what is the same as the last time only if nobody has committed since.

        None where that cannot be told: the file cannot be read, or is open as immutable.
        """
        try:
            if self._connection is None:
                self._open()
            if self._connection is not None:
                number: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
                return self._opened, number
        except sqlite3.Error:
            self.close()
        return None

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _open(self) -> None:
        opened = open_sqlite(self._path, timeout=0, check_same_thread=False, isolation_level=None)
        if isinstance(opened, ReadOnly):  # it may never see what others commit
            opened.close()
            return
        self._connection = opened
        self._opened += 1  # another connection counts from another number
