"""Bookmarks of linkding in JSON, as its API lists them."""

from datetime import date, tzinfo
from typing import Any

from wiki.exchange.library.moments import is_inexact, read_instant
from wiki.exchange.library.work import Work
from wiki.exchange.privacy import hides

_SIGNS = {"tag_names", "date_added", "is_archived", "unread", "website_title"}
_TEXTS = {"url", "title", "website_title", "description", "notes", "tag_names", "date_added"}
# What says nothing that a reading could keep.
_LEFT_OUT = {"id", "favicon_url", "preview_image_url", "date_modified", "unread"}


def is_linkding(item: dict[str, Any]) -> bool:
    """Return whether an item of JSON is a bookmark of linkding."""
    return isinstance(item.get("url"), str) and bool(_SIGNS & item.keys())


def read_bookmark(line: int, item: dict[str, Any], *, today: date, zone: tzinfo) -> Work:
    """Return the work of a bookmark of linkding, which begins on this line of its file.

    A bookmark that is not shared is private, as in linkding's HTML.
    """
    work = Work(line, title=_text(item, "title") or _text(item, "website_title"))
    work.add_address(_text(item, "url"))
    added = _text(item, "date_added")
    work.read_on = read_instant(added, zone=zone, today=today)
    if is_inexact(added, work.read_on):
        work.add_date("date_added", added)
    for name in ("description", "notes"):
        work.add_note("", note=_text(item, name))
    tags = item.get("tag_names")
    work.add_detail("tags", ", ".join(map(str, tags)) if isinstance(tags, list) else "")
    if item.get("unread") is True:
        work.mark_unread("unread")
    for name, value in item.items():
        if name in _TEXTS | _LEFT_OUT or not isinstance(value, str | bool | int | float):
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        is_hiding = hides(name, text)
        if is_hiding:
            work.hidden_reason = work.hidden_reason or f"{name}: {text[:80]}"
        if value or is_hiding:
            work.add_detail(name, text)
    return work


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""
