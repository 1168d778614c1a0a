"""Importing a file: what it would do is shown, then confirmed.

It is a folder of notes as a zip, an export of an atlas, or works that were read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from wiki.addresses import AddressError, read_address
from wiki.db import begin_writing, db
from wiki.exchange.library.work import UnreadableFile
from wiki.forms.fields import LINE
from wiki.text import clean_line, is_seen
from wiki.views import restore, works_import
from wiki.views.access import author_only, signed_in_only
from wiki.views.context import (
    current_author,
    fetcher,
    pictures,
    settings,
    signature,
    today,
)
from wiki.views.notices import Notice, see_other
from wiki.views.opened_forms import find_foreign
from wiki.views.server_failures import find_failure

if TYPE_CHECKING:
    from wiki.exchange.notes.report import FolderReport
    from wiki.exchange.notes.waiting import WaitingFiles
    from wiki.exchange.whole.source import ExportSource
    from wiki.media.shelf import Shelf

FOLDER = "imports"
NO_FILE = "Choose a file: a zip of your folder of notes or of an export, or a list of works."
TOO_LARGE = "A zip may have 64 MiB, and this file has more: leave pictures out, or divide it."
MOST_NOTES = 1_000  # while they are tried and imported, nothing else can be saved
TOO_MANY = (
    "This zip has {:,} notes. The browser takes {:,} at a time: divide it, or import it on the "
    "server, with `flask import`."
)
NO_FEED = (
    "No feed of at most 1 MB came from that address: save the feed as a file, and choose that."
)
IMPORTED_ALREADY = "This file came in already, when it was confirmed before."
NOT_WAITING = "This file is not waiting any more: choose it again."

bp = Blueprint("imports", __name__, url_prefix="/import")


class ImportRefused(Exception):
    """The form cannot be accepted: `field` is where, and `sentence` says why."""

    def __init__(self, field: str, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.status = field, sentence, status


@bp.get("")
@author_only
def form() -> ResponseReturnValue:
    """Show the form to import a file."""
    return _form()


@bp.post("")
@signed_in_only
def try_or_import() -> ResponseReturnValue:
    """Show what importing the sent file would do, and keep the file; with its digest, import it."""
    try:
        digest = request.form.get("digest", "").strip()
        return _import(digest) if digest else _try()
    except RequestEntityTooLarge:
        return _form({"file": TOO_LARGE}), 413
    except ImportRefused as error:
        db.session.rollback()
        return _form({error.field: error.sentence}), error.status
    except UnreadableFile as error:
        db.session.rollback()
        return _form({"file": str(error)}), 422
    except OSError as error:
        db.session.rollback()
        if not (trouble := find_failure(error)):
            raise
        return _form({"file": trouble.sentence}), trouble.status


def _try() -> ResponseReturnValue:
    """Store the file that was sent, and show what importing it would do."""
    file = request.files.get("file")
    data = (file.read() if file else b"") or _fetched()
    if not data:
        raise ImportRefused("file", NO_FILE)
    area, waiting = _area(), _waiting()
    digest = waiting.keep(data)
    try:
        if works := _works(digest):
            return works_import.try_works(works, digest)
        if export := _export(digest):
            with _refusing():
                return restore.ask(export, digest)
        report = _read(digest)
    except BaseException:  # whatever went wrong, nobody can confirm this file
        waiting.drop(digest)
        raise
    db.session.rollback()
    choices: dict[str, Any] = {"digest": digest, "area": area, "public": "public" in request.form}
    return render_template("imports/confirm.html", report=report, asked=choices)


def _fetched() -> bytes:
    """Return the feed at the typed address, b"" if no address was typed. Raises ImportRefused."""
    typed, asks, author = clean_line(request.form.get("address", "")), fetcher(), current_author()
    if not (typed and asks and author):
        return b""
    try:
        feed = asks.fetch_feed(read_address(typed), author.id)
    except AddressError as error:
        raise ImportRefused("address", str(error)) from error
    if not feed:
        raise ImportRefused("address", NO_FEED)
    return feed


def _import(digest: str) -> ResponseReturnValue:
    """Import a waiting file as one change: 303 to what it made, also when asked again.

    Another window may import the same file at this moment: then the file can vanish at any time.
    """
    if answer := _imported_already(digest):
        return answer
    try:
        return _import_waiting(digest)
    except (OSError, ImportRefused, UnreadableFile):
        db.session.rollback()
        if answer := _imported_already(digest):
            return answer
        raise


def _imported_already(digest: str) -> Response | None:
    there = _waiting().find_finished(digest)
    return see_other(there, Notice(text=IMPORTED_ALREADY)) if there else None


def _import_waiting(digest: str) -> ResponseReturnValue:
    if works := _works(digest):
        return _finish(digest, works_import.import_works(works, _check_atlas))
    if export := _export(digest):
        with _refusing():
            answer = restore.restore(export, digest, _check_atlas)
        return _finish(digest, answer) if isinstance(answer, Response) else answer
    report = _read(digest, pictures())
    db.session.commit()
    change = report.documents.change
    if change is None:
        nothing = Notice(text="Nothing in it was new, so nothing was changed.")
        return _finish(digest, see_other("/import", nothing))
    notice = Notice(text=f"Imported. {report.headline()}", change_id=change.id)
    return _finish(digest, see_other(f"/c/{change.id}", notice))


def _finish(digest: str, answer: Response) -> Response:
    """Remove a waiting file; who confirms it once more is led to the same page."""
    _waiting().finish(digest, answer.location or "/")
    return answer


def _export(digest: str) -> "ExportSource | None":
    """Return the export in a waiting file, None if it is no export. Raises ImportRefused."""
    from wiki.exchange.whole.source import find_export

    if (path := _waiting().find(digest)) is None:
        raise ImportRefused("file", NOT_WAITING)
    with _refusing():
        return find_export(path)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn the errors of a zip and of the files in it into ImportRefused."""
    from wiki.exchange.document_error import DocumentError
    from wiki.exchange.notes.files import FolderError

    try:
        yield
    except (FolderError, DocumentError) as error:
        raise ImportRefused("file", str(error)) from error


def _read(digest: str, shelf: "Shelf | None" = None) -> "FolderReport":
    """Import the notes of a waiting file without committing; pictures only with a shelf."""
    # It reads documents, which nothing else in a worker does.
    from wiki.exchange.notes.files import read_folder
    from wiki.exchange.notes.importing import FolderOptions, import_folder

    path, options = _waiting().find(digest), FolderOptions("public" in request.form, _area())
    if path is None:
        raise ImportRefused("file", NOT_WAITING)
    with _refusing():
        folder = read_folder(path)
        if len(folder.notes) > MOST_NOTES:
            raise ImportRefused("file", TOO_MANY.format(len(folder.notes), MOST_NOTES))
        begin_writing()
        _check_atlas()
        return import_folder(folder, signature(), options, today=today(), shelf=shelf)


def _works(digest: str) -> Path | None:
    """Return the path of a waiting file that is no zip, None if it is one or is gone."""
    path = _waiting().find(digest)
    return path if path and not works_import.is_zip(path) else None


def _check_atlas() -> None:
    """Raise ImportRefused where the form was opened on another atlas, or by another author."""
    if foreign := find_foreign():
        raise ImportRefused("file", foreign.sentence, 409)


def _area() -> str:
    """Return the area that was typed. Raises ImportRefused."""
    name = clean_line(request.form.get("area", ""))
    if len(name) > LINE:
        raise ImportRefused("area", f"Too long: {len(name):,} of {LINE:,} characters.")
    return name if is_seen(name) else ""


def _waiting() -> "WaitingFiles":
    from wiki.exchange.notes.waiting import WaitingFiles

    return WaitingFiles(settings().instance / FOLDER)


def _form(errors: dict[str, str] | None = None) -> str:
    # What was typed cannot be read where the request as a whole was too large.
    too_large = errors and errors.get("file") == TOO_LARGE
    typed: Any = {} if too_large or request.method == "GET" else request.form
    return render_template(
        "imports/new.html", errors=errors or {}, typed=typed, can_fetch=fetcher() is not None
    )
