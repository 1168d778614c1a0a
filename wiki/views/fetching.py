"""Filling in title, authors and date of a work from its site, for a script or a sent form."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from wiki.addresses import AddressError, read_address
from wiki.db import db
from wiki.fetch.work import FoundWork
from wiki.queries.duplicates import find_known_reading
from wiki.text import clean_line
from wiki.views.access import signed_in_only
from wiki.views.context import current_author, fetcher

bp = Blueprint("fetching", __name__)
FILLED = ("title", "authors", "published_on")
NOTHING = "Could not fetch the title, type it."


@bp.post("/reading/fetch")
@signed_in_only
def fetch() -> ResponseReturnValue:
    """Return what the site at the address `url` says of a work, as JSON; save nothing.

    404 if fetching is switched off, 422 with a sentence if nothing was found.
    """
    if fetcher() is None:
        raise NotFound
    work = _fetch(request.form.get("url", ""))
    if work is None:
        return jsonify(error=NOTHING), 422
    return jsonify(asdict(work))


def fetch_for_form() -> dict[str, str]:
    """Return the values to fill into a sent form of a reading, by field; {} for none.

    A site is asked only if the form has an address and nothing else, the address is not known yet,
    and no script has asked before.
    """
    typed = {name: request.form.get(name, "").strip() for name in (*FILLED, "url")}
    is_alone = typed["url"] and not any(typed[name] for name in FILLED)
    if not is_alone or fetcher() is None or {"fetched", "create"} & set(request.form):
        return {}
    if "show" in request.args or _is_known(typed["url"]):
        return {}
    work = _fetch(typed["url"])
    return asdict(work) if work else {}


def _is_known(url: str) -> bool:
    try:
        return find_known_reading(url) is not None
    finally:
        db.session.rollback()  # the write lock is taken on a session that has read nothing


def _fetch(typed: str) -> FoundWork | None:
    """Return the work found at a typed address, None if it is no address or nothing is found."""
    asks, author = fetcher(), current_author()
    try:
        url = read_address(clean_line(typed))
    except AddressError:
        return None
    return asks.fetch(url, author.id) if asks and author else None
