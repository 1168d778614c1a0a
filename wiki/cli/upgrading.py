"""Upgrading the tables of a database to those of this program, after making a copy."""

import sqlite3
from datetime import datetime
from pathlib import Path

import click

from wiki.backups.restoring import STAMP
from wiki.config import Settings
from wiki.installation import known_versions
from wiki.storage import Unavailable
from wiki.storage.copies import copy_database
from wiki.storage.schema import read_tables


def bring_up_to_date(config: Settings) -> None:
    """Upgrade the tables if they are not the newest, after a copy. Raises Unavailable."""
    if _version_of(config.database_path) == max(known_versions()):
        return
    copy_before_migration(config)
    # Imported here: it takes long, the workers need none of it, and a start hardly ever does.
    import flask_migrate

    flask_migrate.upgrade()


def copy_before_migration(config: Settings, *, always: bool = False) -> None:
    """Copy a database with older tables than this program's into `backups/`.

    With `always`, copy one of the newest version too. A database without tables needs no copy.
    Raises Unavailable where it cannot be read or copied: nothing is migrated then.
    """
    path = config.database_path
    version = _version_of(path)
    if version is None or (version == max(known_versions()) and not always):
        return
    name = f"before-migration-from-{version}-{datetime.now().strftime(STAMP)}"
    copy = copy_database(path, config.backups_path, name)
    click.echo(f"A copy of the database as it was is in {copy}", err=True)


def _version_of(path: Path) -> str | None:
    """Return the version of a database's tables, None where it has none. Raises Unavailable."""
    if not path.exists() or not path.stat().st_size:
        return None
    try:
        return read_tables(path)[1]
    except sqlite3.Error as error:
        raise Unavailable(path, error) from error
