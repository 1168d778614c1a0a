"""The command `doctor`: is this installation as it should be, and is its last backup good?"""

import platform
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from shutil import disk_usage

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from wiki import storage
from wiki.backups import Unusable
from wiki.backups.drill import restore_into
from wiki.backups.kept import list_kept
from wiki.cli.backups import told
from wiki.cli.checking import check_all
from wiki.cli.context import progress, reading, settings
from wiki.config import DATABASE, KEY, MEDIA, Settings
from wiki.config.network import EVERYWHERE
from wiki.db import BUSY_MILLISECONDS, db
from wiki.installation import known_versions
from wiki.storage.checkpoints import has_reset_bug
from wiki.storage.schema import read_tables

GOOD, NOTE, WRONG = "ok", "note", "wrong"
LIBRARIES = ("Flask", "SQLAlchemy", "granian")
MEBIBYTE = 2**20
LITTLE_SPACE = 100 * MEBIBYTE
LATE_HOURS = 36
WANTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_MILLISECONDS,
    "wal_autocheckpoint": 0,
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "",
}
Finding = tuple[str, str]


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
    known, wrong = settings(), False
    with reading(), progress("Examining"):
        for examine in EXAMINATIONS:
            for state, line in examine(known):
                wrong = wrong or state == WRONG
                click.echo(f"{state:5}  {line}")
    if wrong:
        raise click.exceptions.Exit(1)


def versions(known: Settings) -> Iterator[Finding]:
    """Say which versions run, and whether this SQLite has the WAL-reset bug."""
    libraries = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    yield GOOD, f"Python {platform.python_version()}, {libraries}"
    if not has_reset_bug():
        yield GOOD, f"SQLite {sqlite3.sqlite_version}: the WAL-reset bug is mended in it"
    else:
        yield (
            GOOD,
            f"SQLite {sqlite3.sqlite_version} has the WAL-reset bug (3.7.0 to 3.51.2), which needs "
            "a commit during a checkpoint; here checkpoints hold the write lock meanwhile",
        )
    newest, (_, version) = max(known_versions()), read_tables(known.database_path)
    if version == newest:
        yield GOOD, f"tables of version {version}, the newest"
    else:
        yield WRONG, f"tables of version {version}: run `flask db upgrade` to get {newest}"


def pragmas(_known: Settings) -> Iterator[Finding]:
    """Compare the pragmas of a connection with those that the atlas relies on."""
    connection = db.session.connection()
    for name, wanted in WANTED.items():
        found = connection.execute(text(f"PRAGMA {name}")).scalar()
        state = GOOD if found == wanted else WRONG
        yield state, f"{name} is {found}" + ("" if state == GOOD else f", and should be {wanted}")
    db.session.rollback()


def contents(_known: Settings) -> Iterator[Finding]:
    """Do what `check` does, and tell what is wrong."""
    lines = [line for is_right, line in check_all() if not is_right]
    yield from ((WRONG, line) for line in lines)
    if not lines:
        yield GOOD, "the database is whole, and rows and projections are as the journal says"


def files(known: Settings) -> Iterator[Finding]:
    """Say whose files can be read by others than their owner, and how much room there is."""
    for path in (known.database_path, known.gate_path, known.instance / KEY):
        if path.exists() and path.stat().st_mode & 0o077:
            yield WRONG, f"others can read {path}: run `chmod 600 {path}`"
    size = known.database_path.stat().st_size
    free = disk_usage(known.instance).free
    state = GOOD if free > max(LITTLE_SPACE, 3 * size) else WRONG
    yield (
        state,
        f"{free // MEBIBYTE:,} MB free in {known.instance}; the database has {size / MEBIBYTE:.1f}",
    )


def network(known: Settings) -> Iterator[Finding]:
    """Say how browsers reach the atlas, and which settings do not fit."""
    yield GOOD, f"browsers reach the atlas at {known.base_url}"
    if not known.is_https and known.host in EVERYWHERE:
        yield NOTE, "it listens on every network without HTTPS: passwords can be read on the way"
    if known.is_https and not known.trusted_proxies:
        yield (
            NOTE,
            "WIKI_TRUSTED_PROXIES is not set: all visitors share one limit of sign-in attempts",
        )


def headers(_known: Settings) -> Iterator[Finding]:
    """Ask for the first page as a visitor, and look at its headers."""
    yield from _answers(current_app._get_current_object())  # type: ignore[attr-defined]  # Flask's proxy


def _answers(app: Flask) -> Iterator[Finding]:
    with app.test_client() as visitor:
        answer = visitor.get("/", base_url=app.extensions["atlas.settings"].base_url)
    yield (
        (GOOD if answer.status_code == 200 else WRONG),
        f"the first page answers {answer.status_code}",
    )
    lacking = [
        name for name, begin in HEADERS.items() if begin not in answer.headers.get(name, "\0")
    ]
    yield from ((WRONG, f"the first page lacks the header {name}") for name in lacking)
    if not lacking:
        yield GOOD, "its security headers are there"


def backups(known: Settings) -> Iterator[Finding]:
    """Say when the last backup was made, and restore it into a folder of its own."""
    if not known.daily_backups:
        yield NOTE, "WIKI_DAILY_BACKUPS is 0: the server makes no backups"
    kept = list_kept(known.backups_path)
    if not kept:
        yield NOTE, f"there is no backup in {known.backups_path} yet: `flask backup FILE` makes one"
        return
    newest = kept[0]
    hours = (datetime.now(UTC) - newest.made_at).total_seconds() / 3600
    state = NOTE if known.daily_backups and hours > LATE_HOURS else GOOD
    yield state, f"{len(kept)} backups; the last one, {newest.path.name}, is {hours:.0f} hours old"
    yield drill(newest.path, known)


def drill(file: Path, known: Settings) -> Finding:
    """Restore a backup into a folder of its own, bring it up to date, and open it."""
    with tempfile.TemporaryDirectory(dir=known.instance, prefix=".drill-") as name:
        try:
            held = restore_into(file, Path(name), DATABASE, MEDIA)
            wrong = _try(Path(name))
        except (OSError, sqlite3.Error, Unusable, storage.Unavailable) as error:
            return WRONG, f"{file.name} could not be restored: {error}"
    if wrong:
        return WRONG, f"{file.name} was restored, and then: {wrong[0]}"
    return GOOD, f"{file.name} was restored for a trial and opened: {told(held)}"


def _try(folder: Path) -> list[str]:
    """Open an atlas in an app of its own, and return what is wrong with it."""
    make: Callable[..., Flask] = current_app.extensions["atlas.make"]
    app = make(folder, {})
    with app.app_context():
        try:
            flask_migrate.upgrade()
            wrong = [line for is_right, line in check_all() if not is_right]
            return wrong + [line for state, line in _answers(app) if state == WRONG]
        finally:
            db.session.remove()
            db.engine.dispose()


EXAMINATIONS = (versions, pragmas, contents, files, network, headers, backups)
