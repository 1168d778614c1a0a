"""Checks before a command uses the database: is it this atlas, complete, and not too new?

The checks write nothing, not even the files that SQLite makes beside a database. A database that
must not be used ends the command with a sentence.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import click
from flask import current_app

from wiki.storage import beside, code_of, has_leftovers, open_unchanging
from wiki.storage.wal import is_left_over

OURS = {"topic", "change"}
VERSION = "alembic_version"


def check_database(path: Path) -> None:
    """Check the database file; a missing or empty one is new and fine.

    Raises ClickException.
    """
    if not path.exists() or not path.stat().st_size:
        return
    try:
        check_left_over(path)
        check_tables(path)
    except sqlite3.Error as error:
        # Other problems, such as a lock, are reported where they occur.
        if code_of(error) == sqlite3.SQLITE_NOTADB:
            raise click.ClickException(
                f"{path} is no SQLite database: see WIKI_DATABASE_URL. Nothing was changed."
            ) from error


def check_left_over(path: Path) -> None:
    """Raise ClickException where the `-wal` has changes of another database."""
    wal, shm = beside(path, "-wal"), beside(path, "-shm")
    if is_left_over(path, wal):
        raise click.ClickException(
            f"{path} was replaced while {wal.name}, with what was saved last, was left beside it: "
            f"if you put a backup there, delete {wal} and {shm}; if not, run `touch {wal}`. "
            "Nothing was changed."
        )


def check_tables(path: Path) -> None:
    """Raise ClickException for the database of another program or of a later version."""
    tables, version = read_tables(path)
    if tables - {VERSION} and not tables >= OURS:
        raise click.ClickException(
            f"{path} is the database of another program: see WIKI_DATABASE_URL. "
            "Nothing was changed."
        )
    if version and version not in known_versions():
        raise click.ClickException(
            f"{path} was written by a later version of the atlas ({version} is not known to this "
            "one): start that version, or put a backup from before in its place. "
            "Nothing was changed."
        )


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


def known_versions() -> set[str]:
    """Return the versions of the schema that this code knows, from the names of the migrations."""
    folder = Path(current_app.extensions["migrate"].directory) / "versions"
    return {file.name.partition("_")[0] for file in folder.glob("*_*.py")}


def _look(path: Path) -> sqlite3.Connection:
    """Open the database for reading, with the changes in its `-wal` if there are any."""
    if has_leftovers(path):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    return open_unchanging(path)
