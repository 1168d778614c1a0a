"""A copy of the database before its tables are changed by a new version of the program."""

import sqlite3
from datetime import datetime

import click

from wiki.backups.restoring import STAMP
from wiki.config import Settings
from wiki.installation import known_versions
from wiki.storage import Unavailable
from wiki.storage.copies import copy_database
from wiki.storage.schema import read_tables


def copy_before_migration(known: Settings, *, always: bool = False) -> None:
    """Copy a database whose tables are older than this program into `backups/`.

    With `always`, copy one of the newest version too. One without tables needs no copy. Raises
    Unavailable where it cannot be read or copied: nothing is migrated then.
    """
    path = known.database_path
    if not path.exists() or not path.stat().st_size:
        return
    try:
        _, version = read_tables(path)
    except sqlite3.Error as error:
        raise Unavailable(path, error) from error
    if version is None or (version == max(known_versions()) and not always):
        return
    name = f"before-migration-from-{version}-{datetime.now().strftime(STAMP)}"
    kept = copy_database(path, known.backups_path, name)
    click.echo(f"A copy of the database as it was is in {kept}", err=True)
