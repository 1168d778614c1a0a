"""Reading which tables a database file has, and the version of its schema.

Nothing is written, not even the files that SQLite makes beside a database.
"""

import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from pathlib import Path

from wiki.storage import has_leftovers, open_unchanging

OURS = {"topic", "change"}
VERSION = "alembic_version"
LINKS = "text_link"


def read_tables(path: Path) -> tuple[set[str], str | None]:
    """Return the names of the tables, and the version of the schema as it is numbered today.

    The version is None if the database has none. Raises sqlite3.Error.
    """
    with closing(_look(path)) as database:
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = {name for (name,) in database.execute(query)}
        if VERSION not in tables:
            return tables, None
        row = database.execute(f"SELECT * FROM {VERSION}").fetchone()
    return tables, numbered_today(str(row[0]), tables) if row else None


def read_atlas_id(path: Path, *, is_copy: bool = False) -> str | None:
    """Return the id of the atlas in a database file, None if it cannot be read.

    For a copy, the files beside it are ignored, as they may belong to another database.
    """
    if not path.is_file():  # SQLite would make it
        return None
    look = open_unchanging if is_copy else _look
    with suppress(sqlite3.Error), closing(look(path)) as database:
        if row := database.execute("SELECT id FROM atlas").fetchone():
            return str(row[0])
    return None


def has_tables(path: Path) -> bool:
    """Return whether a database has the tables of an atlas. Raises sqlite3.Error."""
    return read_tables(path)[0] >= OURS


def numbered_today(version: str, tables: Collection[str]) -> str:
    """Return the present number of a version of the schema; `tables` are the database's own.

    During the development of two migrations their numbers were others for a while: 0014 made the
    tables of links that 0016 makes, and 0024 followed on 0020 and added what 0022 adds. A database
    of that time is older than these migrations, which use what is there already.
    """
    if version == "0014" and LINKS in tables:
        return "0013"
    return "0020" if version == "0024" else version


def _look(path: Path) -> sqlite3.Connection:
    """Open the database for reading, with the changes in its `-wal` if there are any."""
    if has_leftovers(path):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    return open_unchanging(path)
