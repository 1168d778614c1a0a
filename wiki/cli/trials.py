"""The trials of `doctor`: asking for the first page, and restoring the last backup."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
from flask import Flask, current_app
from sqlalchemy.exc import DatabaseError

from wiki import storage
from wiki.backups import Unusable
from wiki.backups.drill import restore_into
from wiki.backups.own_copies import list_backups, list_obstacles
from wiki.cli.backups import describe_contents
from wiki.cli.checking import check_all
from wiki.cli.findings import GOOD, NOTE, WRONG, Finding
from wiki.config import Settings
from wiki.config.database import DATABASE, MEDIA
from wiki.db import db
from wiki.storage.copies import DRAFT, remove_abandoned

LATE_HOURS = 36
_DRILLS = ".drill-"  # begins the names of the folders of trials
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "",
}


def headers(_config: Settings) -> Iterator[Finding]:
    """Yield how the first page answers a visitor, and which security headers it lacks."""
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


def backups(config: Settings) -> Iterator[Finding]:
    """Yield how old the last backup is, and whether it can be restored into a new folder."""
    if not config.daily_backups:
        yield NOTE, "WIKI_DAILY_BACKUPS is 0: the server makes no backups"
    folder = config.backups_path
    if os.path.lexists(folder) and not folder.is_dir():
        yield WRONG, f"{folder} stands where the folder of backups should be: no backup is made"
        return
    for path, obstacle in list_obstacles(folder):
        yield WRONG, f"{path} is named like a backup, but {obstacle}"
    stored = list_backups(folder, config.database_path)
    if not stored:
        yield NOTE, f"there is no backup in {folder} yet: `flask backup FILE` makes one"
        return
    newest = stored[0]
    hours = (datetime.now(UTC) - newest.made_at).total_seconds() / 3600
    state = NOTE if config.daily_backups and hours > LATE_HOURS else GOOD
    yield (
        state,
        f"{len(stored)} backups; the last one, {newest.path.name}, is {hours:.0f} hours old",
    )
    yield drill(newest.path, config)


def drill(file: Path, config: Settings) -> Finding:
    """Return whether a backup can be restored into a new folder, upgraded and opened.

    The folder is removed afterwards.
    """
    remove_abandoned(config.instance, _DRILLS)
    with tempfile.TemporaryDirectory(dir=config.instance, prefix=_DRILLS, suffix=DRAFT) as name:
        try:
            contents = restore_into(file, Path(name), DATABASE, MEDIA)
            wrong = _try(Path(name))
        except (OSError, sqlite3.Error, DatabaseError, Unusable, storage.Unavailable) as error:
            return WRONG, f"{file.name} could not be restored: {error}"
    if wrong:
        return WRONG, f"{file.name} was restored, and then: {wrong[0]}"
    return GOOD, f"{file.name} was restored for a trial and opened: {describe_contents(contents)}"


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
