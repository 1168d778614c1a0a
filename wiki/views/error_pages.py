"""Errors: the status and page that each gets."""

import sqlite3

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import HTTPException, InternalServerError

from wiki.dates import format_date
from wiki.db import db
from wiki.errors import (
    AddressChanged,
    Conflict,
    Deleted,
    Invalid,
    Merged,
    NotBegun,
    NotFound,
    NothingArrived,
    NoVersion,
    Purged,
    Relocated,
)
from wiki.forms.fields import LINE
from wiki.journal import last_revision
from wiki.models import PRIVATE
from wiki.queries.backlinks import Backlinks, find_wanting
from wiki.queries.names import near_matches, title_error
from wiki.queries.topics import find_deleted
from wiki.storage import BUSY, Unavailable
from wiki.text import clean_line, slugify, unwritten_title
from wiki.views.access import current_reader, editable, is_unsafe
from wiki.views.context import is_htmx, session_error
from wiki.views.failure_pages import failure_page, load_pages
from wiki.views.form_bodies import BrokenForm
from wiki.views.notices import go_to
from wiki.views.query_values import refusal
from wiki.views.refusals import (
    Refusal,
    after_deletion,
    after_merge,
    after_relocation,
    has_typed_text,
    returned_text,
)
from wiki.views.requested_days import BadDay, OtherSpelling, to_other_spelling
from wiki.views.server_failures import UNKNOWN, find_failure
from wiki.views.templating import clock
from wiki.views.tokens import new_once
from wiki.visibility import VISITOR

SENTENCES = {
    400: "The server could not make sense of this request.",
    403: "This request came from another site, so nothing was changed.",
    404: "There is no page at this address.",
    405: "This address does not do that.",
    409: "Something changed in the meantime, so nothing was undone or overwritten.",
    413: "This is more text than one form may send (2 MB). Go back: it is still in the form.",
    503: BUSY,
}
# Errors after which the same form may be accepted when it is sent again.
SENT_AGAIN = {409, 422, 429}
NO_VERSION = "There is no such version: choose one from the history."


def init_app(app: Flask) -> None:
    """Register a handler for every error, which gives it its status and page."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotBegun, _not_begun)
    app.register_error_handler(NoVersion, lambda error: _page(404, sentence=NO_VERSION))
    app.register_error_handler(BadDay, lambda error: _page(400, sentence=str(error)))
    app.register_error_handler(OtherSpelling, to_other_spelling)
    app.register_error_handler(AddressChanged, _moved)
    app.register_error_handler(Merged, _merged)
    app.register_error_handler(Relocated, _relocated)
    app.register_error_handler(Deleted, _deleted)
    app.register_error_handler(Conflict, lambda error: _page(409, sentence=str(error)))
    app.register_error_handler(Purged, lambda error: _page(410, sentence=str(error)))
    app.register_error_handler(Invalid, lambda error: _page(422, sentence=error.message))
    app.register_error_handler(BrokenForm, lambda error: _page(400, sentence=error.description))
    app.register_error_handler(NothingArrived, lambda error: _page(400, sentence=str(error)))
    app.register_error_handler(DatabaseError, _unavailable)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(sqlite3.Error, _unavailable)
    app.register_error_handler(InternalServerError, _failed)
    app.register_error_handler(HTTPException, _http)
    app.before_request(load_pages)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code == 404:
        return _not_found(error)
    if error.code is None or error.code < 400:
        return error
    body, status = _page(error.code, error.description or "")
    names = ("allow", "retry-after")
    return body, status, [pair for pair in error.get_headers() if pair[0].lower() in names]


def _not_found(error: Exception) -> ResponseReturnValue:
    if unknown := session_error():  # it may exist for an author and be hidden from visitors
        return _unavailable(unknown)
    parts = request.path.strip("/").split("/")
    requested = parts[1].split(".")[0] if len(parts) > 1 and parts[0] == "atlas" else ""
    # Capitals and blanks, as in a title, are no part of an address.
    slug = slugify(requested) or requested
    near = near_matches(slug, reader=current_reader()) if requested else []
    named = clean_line(request.args.get("title", ""))[:LINE]
    if not named and any(topic.slug == slug for topic in near):
        requested = ""  # the region is there, but at another address, or nothing below it
    deleted = find_deleted(requested) if requested and editable() else None
    if _carries_form() and editable() and not is_htmx():
        return _page_of(409 if deleted else 404, after_deletion(deleted))
    wanting = find_wanting(requested, named, reader=current_reader()) if requested else Backlinks()
    if wanting.total and not named:
        typed = unwritten_title(wanting.items[0].typed)
        named = f"{typed[:1].upper()}{typed[1:]}" if typed.partition(" ")[0].islower() else typed
    words = named or requested.replace("-", " ").capitalize()
    html = render_template(
        "errors/not_found.html",
        near=near,
        gone=deleted,
        asked=requested,
        words=words,
        refused=title_error(words) if requested and editable() else "",
        backlinks=wanting,
        begins=_visibility(requested, named) if wanting.total and editable() else "",
        once=new_once() if editable() else "",
    )
    return html, 404


def _visibility(slug: str, title: str) -> str:
    """Return the visibility of a region that begins with what links to it: "" for the usual one.

    It is private where visitors can read no text with such a link, so that the title stays hidden.
    """
    return "" if find_wanting(slug, title, reader=VISITOR).total else PRIVATE


def _not_begun(error: NotBegun) -> ResponseReturnValue:
    """Answer 404 with the day from which on there is something to read."""
    if error.day is None:
        return _page(404, sentence="There is nothing to read here yet.")
    day = format_date(error.day.isoformat())
    sentence = f"There was nothing to read here on that day: it begins on {day}."
    return _page(404, sentence=sentence)


def _carries_form() -> bool:
    """Return whether the request has a form that can be sent back, so not one too large."""
    try:
        return is_unsafe() and bool(request.form)
    except HTTPException:
        return False


def _returns_text() -> bool:
    """Return whether the error page is a full page for a form in which something was typed."""
    return is_unsafe() and not is_htmx() and has_typed_text()


def _moved(error: AddressChanged) -> ResponseReturnValue:
    """Redirect permanently from an old slug to the new address, with the same tail (`.json`).

    A form is sent again to the new address, so that renaming loses nobody's text.
    """
    code = 308 if is_unsafe() else 301
    return redirect(_same_tail(error.slug), code=code)


def _merged(error: Merged) -> ResponseReturnValue:
    """Redirect to what something was merged into; a form was not for that, so it is given back.

    Under htmx an author gets the whole page, which says what is open there to visitors.
    """
    if is_unsafe():
        return _page_of(409, after_merge(error))
    return go_to(_same_tail(error.slug)) if editable() and is_htmx() else _moved(error)


def _same_tail(slug: str) -> str:
    """Return the address that was asked for, with another slug."""
    old = (request.view_args or {})["slug"]
    root, _, tail = request.path[1:].partition("/")
    address = f"/{root}/{slug}{tail.removeprefix(old)}"
    query = request.query_string.decode("ascii", "ignore")
    return f"{address}?{query}" if query else address


def _relocated(error: Relocated) -> ResponseReturnValue:
    """Lead to the page that the item was moved to; what was typed for it is given back instead."""
    if is_unsafe():
        return _page_of(409, after_relocation(error))
    old = (request.view_args or {})["slug"]
    return go_to(request.path.replace(f"/{old}/", f"/{error.slug}/", 1))


def _deleted(error: Deleted) -> ResponseReturnValue:
    """Answer 409 with the time when the item that a button or form acts on was deleted."""
    last = last_revision(error.kind, error.item_id)
    when = f"at {clock(last.change.at)}" if last else "meanwhile"
    return _page(409, sentence=f"This {error.noun} was deleted {when}.")


def _unavailable(error: Exception) -> ResponseReturnValue:
    """Say why the database or the gate cannot answer.

    Raises the error again where it is a bug of the program, so that it is logged as one.
    """
    failure = find_failure(error)
    if failure is None:
        raise error
    if failure.sentence != BUSY:
        current_app.logger.error("%s %s: %s", request.method, request.path, error)
    return failure_page(failure, with_text=_returns_text())


def _failed(error: InternalServerError) -> ResponseReturnValue:
    """Answer an unexpected error, which was logged before."""
    cause = error.original_exception
    failure = (find_failure(cause) if cause else None) or UNKNOWN
    return failure_page(failure, with_text=_returns_text())


def _page(status: int, description: str = "", *, sentence: str = "") -> tuple[str, int]:
    """Answer with our own sentence for this error, else with the description of its status.

    An author's typed text comes back with it.
    """
    sentence = sentence or SENTENCES.get(status) or description
    return _page_of(status, Refusal(sentence, again=status in SENT_AGAIN))


def _page_of(status: int, refused: Refusal) -> tuple[str, int]:
    """Answer with a refusal: the author's typed text with it, or its sentence alone."""
    db.session.rollback()
    if editable() and _returns_text():
        return returned_text(refused), status
    return refusal(status, refused.sentence, instead=refused.instead)
