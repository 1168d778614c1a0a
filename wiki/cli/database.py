"""Checks before a command uses the database: is it this atlas, complete, and not too new?

The checks write nothing, not even the files that SQLite makes beside a database. A database that
must not be used ends the command with a sentence.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

import click

from wiki.backups.own_copies import BESIDE
from wiki.config.database import DATABASE
from wiki.installation import known_versions
from wiki.storage import code_of, sibling_path
from wiki.storage.regular_files import find_obstacle
from wiki.storage.schema import OURS, VERSION, read_tables
from wiki.storage.wal import is_left_over

NO_DATABASE = "{path} is no SQLite database: see WIKI_DATABASE_URL. Nothing was changed."
HEADER_BYTES = 100  # of every SQLite file; some of them are zero


def check_database(path: Path) -> None:
    """Raise ClickException for a database that must not be used; a missing or empty one is new."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        check_left_over(path)
        check_tables(path)
    except sqlite3.Error as error:
        # Other problems, such as a lock, are reported where they occur.
        if code_of(error) == sqlite3.SQLITE_NOTADB:
            raise click.ClickException(NO_DATABASE.format(path=path)) from error


def check_replaceable(path: Path) -> None:
    """Check that what a backup is to take the place of is an atlas, or was one before some damage.

    Raises ClickException for the database of another program, and for a text, unless it has the
    name that an atlas has by itself.
    """
    if not path.exists() or not path.stat().st_size:
        return
    with open(path, "rb") as file:
        is_text = b"\0" not in file.read(HEADER_BYTES)
    if is_text and path.name != DATABASE:
        raise click.ClickException(NO_DATABASE.format(path=path))
    with suppress(sqlite3.Error):
        check_owner(path, read_tables(path)[0])


def check_left_over(path: Path) -> None:
    """Raise ClickException if the `-wal` file belongs to another database, or is no file."""
    for ending in BESIDE:
        if obstacle := find_obstacle(beside := sibling_path(path, ending)):
            raise click.ClickException(
                f"{beside} has the name of a file of the database, but {obstacle}: remove it. "
                "Nothing was changed."
            )
    wal, shm = sibling_path(path, "-wal"), sibling_path(path, "-shm")
    if is_left_over(path, wal):
        raise click.ClickException(
            f"{path} was replaced while {wal.name}, with what was saved last, was left beside it: "
            f"if you put a backup there, delete {wal} and {shm}; if not, run `touch {wal}`. "
            "Nothing was changed."
        )


def check_tables(path: Path) -> None:
    """Raise ClickException for the database of another program or of a later version."""
    tables, version = read_tables(path)
    check_owner(path, tables)
    if version and version not in known_versions():
        raise click.ClickException(
            f"{path} was written by a later version of the atlas ({version} is not known to this "
            "one): start that version, or put a backup from before in its place. "
            "Nothing was changed."
        )


def check_owner(path: Path, tables: set[str]) -> None:
    """Raise ClickException where a database with these tables is that of another program."""
    if tables - {VERSION} and not tables >= OURS:
        raise click.ClickException(
            f"{path} is the database of another program: see WIKI_DATABASE_URL. "
            "Nothing was changed."
        )
