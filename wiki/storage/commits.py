"""Noticing commits to a database, and which regions' pages they may have altered."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

from wiki.storage import ReadOnly, file_id, open_sqlite
from wiki.storage.wal_index import WalIndex, only_began_anew, open_wal_index

# Numbers of commits begin again in another file: see `wiki/commit_effects.py`.
EFFECTS = "SELECT number, token, topics FROM commit_effect WHERE number >= ? ORDER BY number"
NEWEST = "SELECT number, token FROM commit_effect ORDER BY number DESC LIMIT 1"
LOOK_SECONDS = 1.0
Version = tuple[int, int]
Mark = tuple[int, str]  # number and token of a commit
T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """The state of a database at one look, and what commits have altered since the look before.

    `version` is that of `Commits.version()`. `topics` are the ids of the regions whose pages may be
    others than at the look before; None if any answer may be.
    """

    version: Version | None
    topics: frozenset[int] | None = None


UNKNOWN = Seen(None)


class Commits:
    """A connection that never writes, and notices every commit of all others.

    That is SQLite's `data_version`: it is another number after each commit by another connection,
    in this process or any other. It is asked only where the header of the `-shm` file has changed,
    which is quicker to see. Another database could answer with a counter that each transaction
    raises. Only one thread may use it at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._looked_at = 0.0
        self._opened = 0
        self._mark: Mark | None = None
        self._index: WalIndex | None = None
        self._header = b""
        self._version: Version | None = None  # when the header was `_header`, or later

    def version(self) -> Version | None:
        """Return a value that is equal to the last one only if nobody has committed since.

        None is returned if that is not known: the file cannot be read, or is open as immutable.
        """
        self._notice_replacement()
        header = self._read_header()
        if header and (header == self._header or only_began_anew(self._header, header)):
            return self._version
        self._version = self._ask(self._read_version)
        self._header = header
        return self._version

    def see(self) -> Seen:
        """Return the version, and which pages may have been altered since the last call."""
        header = self._read_header()
        seen = self._ask(self._read_seen) or UNKNOWN
        self._version, self._header = seen.version, header
        return seen

    def _notice_replacement(self) -> None:
        """Close the connection if its file was removed or replaced; look once a second."""
        if (now := monotonic()) > self._looked_at + LOOK_SECONDS:
            self._looked_at = now
            if self._connection is not None and file_id(self._path) != self._file:
                self.close()

    def _read_header(self) -> bytes:
        return self._index.header() if self._index is not None else b""

    def _ask(self, read: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what `read` reads over the connection, None if the file cannot be read."""
        try:
            if self._connection is None:
                self._open()
            if self._connection is not None:
                return read(self._connection)
        except sqlite3.Error:
            self.close()
        return None

    def _read_version(self, connection: sqlite3.Connection) -> Version:
        return self._opened, connection.execute("PRAGMA data_version").fetchone()[0]

    def _read_seen(self, connection: sqlite3.Connection) -> Seen:
        """Read both in one transaction, so that neither is newer than the other."""
        connection.execute("BEGIN")
        try:
            topics = self._read_effects(connection)
            version = self._read_version(connection)
        finally:
            connection.execute("ROLLBACK")
        return Seen(version, topics)

    def _read_effects(self, connection: sqlite3.Connection) -> frozenset[int] | None:
        """Return the regions altered by the commits after the last one seen, None for any answer.

        That is so where the last one is not remembered any more, where there is none after it
        although somebody has committed, or where one of them may have altered anything.
        """
        try:
            last, self._mark = self._mark, connection.execute(NEWEST).fetchone()
            if last is None:
                return None
            first, *others = connection.execute(EFFECTS, (last[0],)).fetchall() or [None]
        except sqlite3.OperationalError:  # an atlas before its upgrade has no such table
            self._mark = None
            return None
        if first is None or first[:2] != last or not others:
            return None
        if any(topics is None for _, _, topics in others):
            return None
        return frozenset(topic_id for _, _, topics in others for topic_id in json.loads(topics))

    def close(self) -> None:
        """Close the connection; the next call opens another one."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
        self._mark = self._index = None
        self._header = b""

    def _open(self) -> None:
        self._file = file_id(self._path)
        opened = open_sqlite(self._path, timeout=0, check_same_thread=False, isolation_level=None)
        if isinstance(opened, ReadOnly):  # it may never see what others commit
            opened.close()
            return
        self._connection = opened
        self._index = open_wal_index(self._path)
        self._opened += 1  # another connection counts from another number
