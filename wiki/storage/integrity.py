"""Checking that a database is intact: its pages and indexes, and references between rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

from wiki.storage import open_unchanging

WHOLE = "ok"


def find_damage(database: sqlite3.Connection) -> list[str]:
    """Return a line for each fault that SQLite finds, [] for an intact database.

    Raises sqlite3.Error where so much is damaged that the file cannot be read.
    """
    faults = [line for (line,) in database.execute("PRAGMA integrity_check(20)")]
    lines = [] if faults == [WHOLE] else [f"integrity: {line}" for line in faults]
    for table, row, parent, _ in database.execute("PRAGMA foreign_key_check"):
        lines.append(f"{table} {row}: belongs to a row of {parent} that is missing")
    return lines


def find_damage_in(copy: Path) -> list[str]:
    """Return a line for each fault of a database file that nobody else has open."""
    try:
        with closing(open_unchanging(copy)) as database:
            return find_damage(database)
    except sqlite3.Error as error:
        return [f"integrity: {error}"]
