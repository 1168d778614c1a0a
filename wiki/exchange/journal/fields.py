"""What each value of a journal file may be, so that no page fails on a value that somebody wrote.

A value has the type of its column. Fields of which more is expected have a check by name, as fields
have one name everywhere.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy import inspect as sa_inspect

from wiki.actions import State
from wiki.addresses import AddressError, stored_address
from wiki.anchors import Anchor
from wiki.credence_pairs import bounds, move_ends
from wiki.exchange.journal.values import (
    Check,
    is_bool,
    is_date,
    is_day,
    is_id,
    is_moment,
    is_percent,
    is_text,
    is_written_moment,
)
from wiki.journal.purge import left_columns
from wiki.models import BEARINGS, DRAFT, PRIVATE, PUBLIC, PUBLISHED, RELATION_KINDS
from wiki.recorded import Recorded
from wiki.sections import SECTIONS
from wiki.site.values import FIELDS, UnreadableSetting, read_value
from wiki.statuses import STATUSES

MOST_UNITS = 10**7  # of the map
_SLUG = re.compile(r"[a-z0-9-]{1,200}")
_KEY = re.compile(r"[0-9A-Za-z]{1,5000}")


class BadValue(ValueError):
    """A value that a field cannot have; the text names the field."""


def check_state(kind: str, state: State) -> None:
    """Check the state of an item. Raises BadValue for a wrong, unknown or missing field."""
    checks, needed = _checks(kind)
    for name, value in state.items():
        check = checks.get(name)
        if check is None:
            raise BadValue(f"`{name[:60]}` is no field of a {kind} here")
        if value is not None and not check(value):
            raise BadValue(f"`{name}` of a {kind} cannot be {str(value)[:60]!r}")
    if missing := [name for name in needed if state.get(name) is None]:
        raise BadValue(f"`{missing[0]}` of a {kind} is missing")


def check_left(kind: str, left: Mapping[str, Any]) -> State:
    """Return the values that a purge left of a row, converted for its columns. Raises BadValue."""
    model: Any = Recorded.kinds[kind]
    columns = model.__table__.columns
    names = [name for name in left_columns(model) if name != "id"]
    if left.keys() != set(names):
        raise BadValue(f"What is left of a {kind} has the fields {', '.join(names)}")
    values = dict(left)
    for name, value in left.items():
        check = is_moment if name == "deleted_at" else _of_column(columns[name])
        if name in _NAMED:
            check = _both(check, _NAMED[name])
        elif name == "kind":
            check = _one_of(RELATION_KINDS)
        if not (value is None and columns[name].nullable) and not check(value):
            raise BadValue(f"`{name}` of what is left cannot be {str(value)[:60]!r}")
        if name == "deleted_at" and value is not None:
            values[name] = datetime.fromisoformat(value)
    return values


@cache
def _checks(kind: str) -> tuple[Mapping[str, Check], frozenset[str]]:
    """Return the checks of a kind's fields, and the names of those that no state may lack."""
    model = Recorded.kinds[kind]
    columns = sa_inspect(model).columns
    named = {"site": _SITE}.get(kind, _NAMED) | ({"kind": _one_of(RELATION_KINDS)})
    checks: dict[str, Check] = {}
    needed = set()
    for name in model.__fields__:
        column = columns[name]
        by_column = is_text if name in _ANY_LENGTH else _of_column(column)
        checks[name] = _both(by_column, named.get(name))
        if not column.nullable and column.default is None and column.server_default is None:
            needed.add(name)
    for name in model().snapshot().keys() - checks.keys():
        checks[name] = _CHECKS.get(name, is_text)
    if "topic" in checks:
        needed.add("topic")
    return checks, frozenset(needed)


def _of_column(column: Any) -> Check:
    if isinstance(column.type, JSON):
        return _is_plain
    python = column.type.python_type
    if python is str:
        longest = column.type.length if isinstance(column.type, String) else None
        return lambda value: is_text(value) and (longest is None or len(value) <= longest)
    return _BY_TYPE[python]


def _both(one: Check, other: Check | None) -> Check:
    return (lambda value: one(value) and other(value)) if other else one


def _one_of(words: Any) -> Check:
    return lambda value: value in words


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _is_plain(value: Any) -> bool:
    """Return whether a value is made of texts, whole numbers, lists and objects of these."""
    if isinstance(value, dict):
        return all(map(is_text, value)) and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, int) or is_text(value)


def _is_extra(value: Any) -> bool:
    """Return whether a value is the unknown part of a document, as stored with a topic.

    `to_document` reads it.
    """
    keys = {"after", "title", "text"}
    front, headings = value.get("front_matter", {}), value.get("headings", [])
    return (
        value.keys() <= {"front_matter", "headings"}
        and isinstance(front, dict)
        and all(map(is_text, front.values()))
        and isinstance(headings, list)
        and all(isinstance(one, dict) and one.keys() == keys for one in headings)
        and all(is_text(text) for one in headings for text in one.values())
    )


def _is_ended(value: Any) -> bool:
    """Return whether a value is a date or a moment, in any form that older versions stored."""
    return is_date(value) or is_written_moment(value)


def _is_reference(value: Any) -> bool:
    return value == "" or Anchor.parse(value) is not None or _is_address(value)


def _is_address(value: Any) -> bool:
    return value == "" or (value[:4].lower() == "http" and _passes(lambda: stored_address(value)))


def _is_bearing(value: Any) -> bool:
    return isinstance(value, dict) and all(
        (belief := Anchor.parse(name)) is not None and belief.kind == "belief" and word in BEARINGS
        for name, word in value.items()
    )


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_id, value)) and len(set(value)) == len(value)


def _are_quotes(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and one.keys() == {"text", "page", "note", "public"}
        and all(map(is_text, (one["text"], one["page"], one["note"])))
        and isinstance(one["public"], bool)
        for one in value
    )


def _passes(read: Callable[[], Any]) -> bool:
    try:
        read()
    except (ValueError, InvalidOperation, AddressError):
        return False
    return True


def _is_setting(name: str) -> Check:
    def check(value: Any) -> bool:
        try:
            read_value(name, value)
        except UnreadableSetting:
            return False
        return True

    return check


def _choices(name: str) -> Check:
    """Return the check that a value is "" or one of the choices that any form has for the field."""
    choices = {""}
    for section in SECTIONS:
        field = section.entry_form(today=date.max)._fields.get(name)
        choices |= {word for word, *_ in getattr(field, "choices", None) or ()}
    return _one_of(choices)


_ANY_LENGTH = frozenset({"ended_on"})  # older versions stored moments as they were typed
_BY_TYPE: dict[type, Check] = {
    Decimal: is_percent,
    date: is_day,
    int: _is_number,
    bool: is_bool,
}
_SITE: dict[str, Check] = {name: _is_setting(name) for name in FIELDS}
_NAMED: dict[str, Check] = {
    "slug": lambda value: _SLUG.fullmatch(value) is not None,
    "url": _is_address,
    "state": _one_of((DRAFT, PUBLISHED)),
    "visibility": _one_of((PUBLIC, PRIVATE)),
    "status": lambda value: value == "" or value in STATUSES,
    "range": lambda value: _passes(lambda: bounds(value)),
    "size": lambda value: _passes(lambda: move_ends(value)),
    "outcome": _choices("outcome"),
    "settled": _choices("settled"),
    "extra": lambda value: isinstance(value, dict) and _is_extra(value),
    "belief": lambda value: value == "" or Anchor.parse(value) is not None,
    "cause": _is_reference,
    "quotes": _are_quotes,
    "ended_on": _is_ended,
    "x": lambda value: abs(value) <= MOST_UNITS,
    "y": lambda value: abs(value) <= MOST_UNITS,
    "review_days": lambda value: 0 < value < 10_000,
} | dict.fromkeys(("read_on", "published_on", "resolves_on", "happened_on"), is_date)
_CHECKS: dict[str, Check] = {
    "topic": is_id,
    "topics": _are_ids,
    "bears": _is_bearing,
    "position": lambda value: value == "" or _KEY.fullmatch(value) is not None,
}
