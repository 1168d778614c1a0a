"""Which tables a database file has, and the version of the program that made them.

Nothing is written, not even the files that SQLite makes beside a database.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from wiki.storage import has_leftovers, open_unchanging

OURS = {"topic", "change"}
VERSION = "alembic_version"


def read_tables(path: Path) -> tuple[set[str], str | None]:
    """Return the names of the tables, and the version of the schema if there is one.

    Raises sqlite3.Error.
    """
    with closing(_look(path)) as database:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = {name for (name,) in database.execute(query)}
        if VERSION not in tables:
            return tables, None
        found = database.execute(f"SELECT * FROM {VERSION}").fetchone()
    return tables, str(found[0]) if found else None


def _look(path: Path) -> sqlite3.Connection:
    """Open the database for reading, with the changes in its `-wal` if there are any."""
    if has_leftovers(path):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    return open_unchanging(path)
