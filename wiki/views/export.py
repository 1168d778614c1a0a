"""Exports: the page that explains them, and the zip of the whole atlas."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import NotFound
from wiki.queries.pictures import find_missing
from wiki.text import slugify
from wiki.views.access import editable
from wiki.views.context import clock, pictures, site, today

bp = Blueprint("export", __name__)


@bp.get("/export")
def index() -> ResponseReturnValue:
    """Show which exports there are; authors get a button for the whole atlas."""
    missing = find_missing(_present()) if editable() else {}
    return render_template("exports/index.html", name=_name(), missing=missing)


@bp.get("/export.zip")
def archive() -> ResponseReturnValue:
    """Send the whole atlas as a zip, streamed while it is written; 404 for visitors."""
    if not editable():
        raise NotFound
    answer = Response(stream_with_context(_pieces()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name()}.zip"'
    return answer


def _present() -> list[str]:
    """Return the names of the pictures that an export can hold, none where they are unreachable.

    Each is read, as a damaged one is left out, too.
    """
    try:
        return pictures().readable_names()
    except OSError:
        return []


def _pieces() -> Iterator[bytes]:
    """Yield the bytes of the zip; all of it is read as of one moment."""
    # It writes documents, which nothing else in a worker does.
    from wiki.exchange.whole.files import atlas_files
    from wiki.exchange.whole.zipped import zip_pieces

    try:
        yield from zip_pieces(atlas_files(pictures(), clock()))
    finally:
        db.session.rollback()


def _name() -> str:
    return f"{slugify(site().site_title) or 'atlas'}-{today().isoformat()}"
