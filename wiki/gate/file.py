"""The file of the gate: its tables, and opening it to read or to write."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiki.storage import ReadOnly, Unavailable, code_of, open_sqlite
from wiki.storage.checkpoints import checkpoint, is_due
from wiki.storage.integrity import find_damage

BUSY_SECONDS = 2.0
VERSION = 4
WITH_BROWSERS = 3  # the version from which on a session says which browser it is of
WITH_TOKENS = 4  # the version from which on there are tokens of programs
# A file that is no gate, or no whole one. Nothing of the atlas is in it, so it may go.
DAMAGES = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
DAMAGED = (
    "The file of sign-in sessions is damaged; the atlas itself is not touched by that. Nothing was "
    "changed; remove that file alone: a new one is made, everybody signs in again, and programs "
    "need new tokens."
)

TABLES = """
CREATE TABLE IF NOT EXISTS session (
    token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL,
    browser TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS link (
    token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS device (
    token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS token (
    token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, name TEXT NOT NULL, at REAL NOT NULL,
    used_at REAL);
CREATE INDEX IF NOT EXISTS attempt_at ON attempt (at);
"""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the gate's file for reading; yields None where it has no tables yet.

    Raises Unavailable.
    """
    if path.parent.is_dir() and not os.path.lexists(path):  # it is made by whoever writes first
        yield None
        return
    with _opened(path) as gate:
        yield gate if _version(gate) else None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the gate's file as its only writer, with all its tables; an error rolls back.

    Raises Unavailable.
    """
    with _opened(path, may_make=True) as gate:
        if isinstance(gate, ReadOnly):
            raise gate.trouble
        if _version(gate) < VERSION:
            gate.execute("PRAGMA journal_mode = WAL")
            _make_tables(gate)
        gate.execute("BEGIN IMMEDIATE")
        try:
            yield gate
            gate.execute("COMMIT")
        except BaseException:
            if gate.in_transaction:
                gate.execute("ROLLBACK")
            raise
    if is_due(path):
        checkpoint(path)


def find_faults(path: Path) -> list[str]:
    """Return a sentence for each fault found in the gate's file. Raises Unavailable."""
    with reading(path) as gate:
        if gate is None:
            return []
        for name in ("session", "link", "device", "attempt"):  # in every version
            gate.execute(f"SELECT * FROM {name} LIMIT 1").fetchone()
        return find_damage(gate)


def has_browsers(gate: sqlite3.Connection) -> bool:
    """Return whether sessions have a column for the browser, which an older file lacks."""
    return _version(gate) >= WITH_BROWSERS


def has_tokens(gate: sqlite3.Connection) -> bool:
    """Return whether the file has the table of tokens; an older file has none."""
    return _version(gate) >= WITH_TOKENS


def _make_tables(gate: sqlite3.Connection) -> None:
    """Create the tables that are missing, and add new columns to older tables."""
    gate.execute("BEGIN IMMEDIATE")
    if 0 < _version(gate) < WITH_BROWSERS:
        gate.execute("ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT ''")
    for statement in TABLES.split(";"):
        gate.execute(statement)
    gate.execute(f"PRAGMA user_version = {VERSION}")
    gate.execute("COMMIT")


@contextmanager
def _opened(path: Path, *, may_make: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        gate = open_sqlite(path, may_make=may_make, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            yield gate
        finally:
            gate.close()
    except sqlite3.Error as error:
        sentence = DAMAGED if code_of(error) in DAMAGES else None
        raise Unavailable(path, error, sentence) from error


def _version(gate: sqlite3.Connection) -> int:
    version: int = gate.execute("PRAGMA user_version").fetchone()[0]
    return version
