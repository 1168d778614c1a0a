"""Importing works from a bibliography, bookmarks, highlights or a feed.

They are shown as a table, then confirmed. `imports` decides which files come here, stores them
until they are confirmed, and answers errors.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from wiki.db import begin_writing, db
from wiki.views.context import clock, signature
from wiki.views.notices import Notice, notice_of, see_other

if TYPE_CHECKING:
    from wiki.exchange.library.report import LibraryReport

NOTHING = "Everything in it is {} already, so nothing was changed."
ZIP = b"PK\x03\x04"


def is_zip(path: Path) -> bool:
    """Return whether a file is a zip, which holds a folder of notes or an export."""
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def try_works(path: Path, digest: str) -> ResponseReturnValue:
    """Show what importing the works of a file would do. Raises UnreadableFile."""
    report = _read(path)
    db.session.rollback()
    choices = {"digest": digest, "publish": "publish" in request.form}
    return render_template("imports/works.html", report=report, asked=choices)


def import_works(path: Path, check: Callable[[], None]) -> Response:
    """Import the works of a file as one change: 303 to the reading log, or to the essays.

    `check` is called once the database is locked, and may raise. Raises UnreadableFile.
    """
    report = _read(path)
    check()
    db.session.commit()
    if report.change is None:
        there = "among your essays" if report.has_essays else "in the reading log"
        return see_other("/import", Notice(text=NOTHING.format(there)))
    page = "/writing" if report.has_essays else "/reading"
    return see_other(page, notice_of(f"Imported. {report.sentence()}", report.change, page))


def _read(path: Path) -> "LibraryReport":
    """Import the works of a file, without committing. Raises UnreadableFile."""
    # Nothing else in a worker reads such files.
    from wiki.exchange.library.importing import import_works as import_read
    from wiki.exchange.library.reading import read_works

    now = clock()
    db.session.rollback()  # a file is read without holding the database
    read = read_works(path.read_bytes(), today=now.today, zone=now.zone)
    begin_writing()
    return import_read(read, signature(), publish="publish" in request.form)
