"""The command `doctor`: is this installation in order, and can its last backup be restored?"""

import os
import platform
import sqlite3
from collections.abc import Iterator
from importlib import metadata
from shutil import disk_usage

import click
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from wiki import storage
from wiki.cli.checking import check_all
from wiki.cli.context import NO_TABLES, error_sentence, progress, settings
from wiki.cli.database import check_database
from wiki.cli.findings import GOOD, NOTE, WRONG, Examination, Finding
from wiki.cli.trials import backups, headers
from wiki.config import Settings
from wiki.config.database import KEY
from wiki.config.network import EVERYWHERE
from wiki.db import BUSY_MILLISECONDS, db
from wiki.gate.file import find_faults
from wiki.installation import known_versions
from wiki.storage.checkpoints import has_reset_bug
from wiki.storage.schema import OURS, read_tables

LIBRARIES = ("Flask", "SQLAlchemy", "granian")
MEBIBYTE = 2**20
RESET_BUG = (
    "SQLite {} has the WAL-reset bug (3.7.0 to 3.51.2), which needs a commit during a checkpoint; "
    "here checkpoints hold the write lock meanwhile, but for one: that of a purge, if another "
    "process, such as an import, keeps this lock for {} seconds at that moment"
)
LITTLE_SPACE = 100 * MEBIBYTE
WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_MILLISECONDS,
    "wal_autocheckpoint": 0,
}


@click.command()
@with_appcontext
def doctor() -> None:
    """Look over the installation: versions, database, settings, headers, space and backups.

    It restores the newest backup in `backups/` into a folder of its own and opens it there, so
    that you know that it can be done. Nothing of the atlas is changed. Each line begins with `ok`,
    `note` (worth knowing) or `wrong`; it ends with 1 where something is wrong.

    \b
    Example:
      flask doctor
    """
    printed: list[Finding] = []
    with progress("Examining"):
        for finding in examine_all(settings()):
            if finding not in printed:  # the same damage stops several examinations
                printed.append(finding)
                click.echo(f"{finding[0]:5}  {finding[1]}")
    if any(state == WRONG for state, _ in printed):
        raise click.exceptions.Exit(1)


def examine_all(config: Settings) -> Iterator[Finding]:
    """Yield all findings. An examination that fails says why, and the next one begins.

    A database that must not be opened, such as one of a later version, stays closed, and of one
    whose tables are old or missing nothing is asked: its pages would fail.
    """
    database = list(_findings(is_usable, config))
    yield from database
    for examine in OF_THE_REST if database else EXAMINATIONS:
        yield from _findings(examine, config)


def _findings(examine: Examination, config: Settings) -> Iterator[Finding]:
    try:
        yield from examine(config)
    except click.ClickException as error:
        yield WRONG, error.message
    except (DatabaseError, sqlite3.Error, storage.Unavailable) as error:
        yield WRONG, error_sentence(error)
    except OSError as error:
        yield WRONG, f"{error.filename or 'a file'} cannot be used: {error.strerror or error}"
    finally:
        db.session.remove()


def is_usable(config: Settings) -> Iterator[Finding]:
    """Yield a finding if the database cannot be used; none if it can."""
    check_database(config.database_path)
    if not config.database_path.exists():
        yield WRONG, f"there is no atlas yet: {config.database_path} is missing"
        return
    newest, (tables, version) = max(known_versions()), read_tables(config.database_path)
    if not tables >= OURS:
        yield WRONG, NO_TABLES
    elif version != newest:
        yield WRONG, f"tables of version {version}: run `flask db upgrade` to get {newest}"


def versions(_config: Settings) -> Iterator[Finding]:
    """Yield which versions run, and whether this SQLite has the WAL-reset bug."""
    libraries = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    yield GOOD, f"Python {platform.python_version()}, {libraries}"
    if not has_reset_bug():
        yield GOOD, f"SQLite {sqlite3.sqlite_version}: the WAL-reset bug is mended in it"
    else:
        yield NOTE, RESET_BUG.format(sqlite3.sqlite_version, BUSY_MILLISECONDS // 1000)
    yield GOOD, f"tables of version {max(known_versions())}, the newest"


def pragmas(_config: Settings) -> Iterator[Finding]:
    """Yield for each pragma of a connection whether it is as the atlas relies on."""
    connection = db.session.connection()
    for name, wanted in WANTED.items():
        value = connection.execute(text(f"PRAGMA {name}")).scalar()
        state = GOOD if value == wanted else WRONG
        yield state, f"{name} is {value}" + ("" if state == GOOD else f", and should be {wanted}")
    db.session.rollback()


def contents(_config: Settings) -> Iterator[Finding]:
    """Yield what the command `check` finds wrong, or that all is right."""
    is_whole = True
    for is_right, line in check_all():
        if not is_right:
            is_whole = False
            yield WRONG, line
    if is_whole:
        yield GOOD, "the database is whole, and rows and projections are as the journal says"


def files(config: Settings) -> Iterator[Finding]:
    """Yield which files others than their owner can read, and how much disk space is free."""
    for path in (config.database_path, config.gate_path, config.instance / KEY):
        if path.exists() and path.stat().st_mode & 0o077:
            yield WRONG, f"others can read {path}: run `chmod 600 {path}`"
    size = config.database_path.stat().st_size if config.database_path.exists() else 0
    free, folder = disk_usage(config.instance).free, config.instance
    state = GOOD if free > max(LITTLE_SPACE, 3 * size) else WRONG
    yield (
        state,
        f"{free // MEBIBYTE:,} MB free in {folder}; the database has {size / MEBIBYTE:.1f}",
    )


def sessions(config: Settings) -> Iterator[Finding]:
    """Yield whether the gate's file, which holds the sessions, is intact."""
    if not os.path.lexists(config.gate_path):
        yield GOOD, f"{config.gate_path.name} is not there yet: the first sign-in makes it"
        return
    lines = find_faults(config.gate_path)
    yield from ((WRONG, f"{config.gate_path}: {line}") for line in lines)
    if not lines:
        yield GOOD, f"{config.gate_path.name}, which holds the sessions, is whole"


def network(config: Settings) -> Iterator[Finding]:
    """Yield how browsers reach the atlas, and which settings do not fit."""
    yield GOOD, f"browsers reach the atlas at {config.base_url}"
    if not config.is_https and config.host in EVERYWHERE:
        yield NOTE, "it listens on every network without HTTPS: passwords can be read on the way"
    if config.is_https and not config.trusted_proxies:
        yield (
            NOTE,
            "WIKI_TRUSTED_PROXIES is not set: all visitors share one limit of sign-in attempts",
        )


OF_THE_REST: tuple[Examination, ...] = (files, sessions, network, backups)
EXAMINATIONS: tuple[Examination, ...] = (
    versions,
    pragmas,
    contents,
    files,
    sessions,
    network,
    headers,
    backups,
)
