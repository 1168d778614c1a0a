"""Saving the site's settings and the page “About”."""

from collections.abc import Mapping
from typing import Any

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Entry, Signature, record, version
from wiki.site.values import UnreadableSetting, read_value
from wiki.site_rows import ONLY, About, SiteSettings


def edit_site(values: Mapping[str, str], by: Signature) -> Change | None:
    """Save some of the site's settings, given by name as they were typed; the others stay.

    An empty text takes a setting back to its default. Returns None where nothing differs. Raises
    Invalid with the name of the first wrong one.
    """
    read = {name: _read(name, typed) for name, typed in values.items()}
    with record(by) as entry:
        _put(entry, SiteSettings, read)
    return entry.change


def save_about(body: str, by: Signature, *, base: int) -> Change | None:
    """Save the text of the page “About”; an empty text brings the default text back.

    Returns None where the text is the same. Raises Conflict where it was changed since version
    `base`.
    """
    row = db.session.get(About, ONLY)
    saved = row.body if row and row.deleted_at is None else ""
    if saved == body:
        return None
    if version("about", ONLY) != base:
        raise Conflict
    with record(by) as entry:
        _put(entry, About, {"body": body})
    return entry.change


def _read(name: str, typed: str) -> str:
    try:
        return read_value(name, typed)
    except UnreadableSetting as error:
        raise Invalid(name, str(error)) from error


def _put(entry: Entry, model: type[About] | type[SiteSettings], values: dict[str, str]) -> None:
    """Set columns of a table's only row; where it is missing or deleted, add or restore it."""
    row: Any = db.session.get(model, ONLY)
    blank = dict.fromkeys(model.__fields__, "")
    if row and row.deleted_at is None:
        entry.alter(row, **values)
    elif not any(values.values()):
        return
    elif row:
        entry.restore(row, blank | values)
    else:
        entry.add(model(id=ONLY, **blank | values))
