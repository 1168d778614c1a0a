"""What can go wrong, and the status and page that each thing gets."""

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import HTTPException

from wiki.dates import format_date
from wiki.db import db
from wiki.errors import Conflict, Invalid, Moved, NotBegun, NotFound, NoVersion
from wiki.services.topics import find_deleted, near_matches
from wiki.storage import BUSY, Unavailable, sentence_for
from wiki.views.access import current_reader, editable, is_unsafe, kept_text
from wiki.views.archive import BadDay
from wiki.views.context import why_unknown
from wiki.views.query_values import refusal
from wiki.views.topic_page import is_htmx

SENTENCES = {
    400: "The server could not make sense of this request.",
    403: "This request came from another site, so nothing was changed.",
    404: "There is no page at this address.",
    405: "This address does not do that.",
    409: "Something changed in the meantime, so nothing was undone or overwritten.",
    413: "This is more text than one form may send (2 MB). Go back: it is still in the form.",
    503: BUSY,
}
NO_VERSION = "There is no such version: choose one from the history."


def init_app(app: Flask) -> None:
    """Give every error its answer."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotBegun, _not_begun)
    app.register_error_handler(NoVersion, lambda error: _page(404, sentence=NO_VERSION))
    app.register_error_handler(BadDay, lambda error: _page(400, sentence=str(error)))
    app.register_error_handler(Moved, _moved)
    app.register_error_handler(Conflict, lambda error: _page(409, sentence=str(error)))
    app.register_error_handler(Invalid, lambda error: _page(422, sentence=error.message))
    app.register_error_handler(DatabaseError, _unavailable)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(HTTPException, _http)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code == 404:
        return _not_found(error)
    if error.code is None or error.code < 400:
        return error
    body, status = _page(error.code, error.description or "")
    kept = ("allow", "retry-after")
    return body, status, [pair for pair in error.get_headers() if pair[0].lower() in kept]


def _not_found(error: Exception) -> ResponseReturnValue:
    if unknown := why_unknown():  # it may be there for whoever is asking, and hidden from visitors
        return _unavailable(unknown)
    parts = request.path.strip("/").split("/")
    asked = parts[1].split(".")[0] if len(parts) > 1 and parts[0] == "atlas" else ""
    near = near_matches(asked, reader=current_reader()) if asked else []
    gone = find_deleted(asked) if asked and editable() else None
    if _carries_text() and editable() and not is_htmx():
        return kept_text(gone=True), 409 if gone else 404
    words = asked.replace("-", " ").capitalize()
    html = render_template("errors/not_found.html", near=near, gone=gone, asked=asked, words=words)
    return html, 404


def _not_begun(error: NotBegun) -> ResponseReturnValue:
    """Say from which day on there is something to read."""
    if error.day is None:
        return _page(404, sentence="There is nothing to read here yet.")
    day = format_date(error.day.isoformat())
    sentence = f"There was nothing to read here on that day: it begins on {day}."
    return _page(404, sentence=sentence)


def _carries_text() -> bool:
    """Return whether the request sent a form that can be given back; too large a one cannot."""
    try:
        return is_unsafe() and bool(request.form)
    except HTTPException:
        return False


def _moved(error: Moved) -> ResponseReturnValue:
    """Lead from an old slug to the new address, with the same tail and for ever.

    A form goes on to the new address as it was sent: a new name costs nobody their text.
    """
    old = (request.view_args or {})["slug"]
    root, _, tail = request.path[1:].partition("/")
    address = f"/{root}/{error.slug}{tail.removeprefix(old)}"
    query = request.query_string.decode("ascii", "ignore")
    code = 308 if is_unsafe() else 301
    return redirect(f"{address}?{query}" if query else address, code=code)


def _unavailable(error: Unavailable | DatabaseError) -> ResponseReturnValue:
    """Say what is wrong with the disk or a file; any other error of the database is our own."""
    sentence = str(error) if isinstance(error, Unavailable) else sentence_for(error)
    if sentence is None:
        raise error
    body, status = _page(503, sentence=sentence)
    return body, status, {"Retry-After": "2"}


def _page(status: int, description: str = "", *, sentence: str = "") -> tuple[str, int]:
    """Answer with our own sentence where there is one, else with the description of the status."""
    db.session.rollback()
    return refusal(status, sentence or SENTENCES.get(status) or description)
