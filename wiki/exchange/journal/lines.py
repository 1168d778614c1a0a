"""What each line of a journal file may say: every name, and a check of what it holds.

A name with "!" has to be there.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from wiki.actions import (
    ADD,
    DELETE,
    EDIT,
    MERGE,
    MOVE,
    POINTS,
    PURGED,
    RELINK,
    RELOCATE,
    RESTORE,
    REVIEW,
)
from wiki.exchange.journal import fields
from wiki.exchange.journal.header import NEXT_VERSION
from wiki.recorded import Recorded

ACTIONS = {ADD, DELETE, EDIT, MERGE, MOVE, RELINK, RELOCATE, RESTORE, REVIEW, PURGED, *POINTS}
Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return value is None or fields.is_text(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and fields.is_text(value) and 0 < len(value) <= 100


def _is_kind(value: Any) -> bool:
    return isinstance(value, str) and value in Recorded.kinds


def is_count(value: Any) -> bool:
    """Return whether a value is a whole number from 0 on."""
    return value == 0 or fields.is_id(value)


def _is_uuid(value: Any) -> bool:
    try:
        return bool(str(UUID(value)) == value)
    except (ValueError, AttributeError, TypeError):
        return False


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


HEADER: dict[str, Check] = {
    "format!": is_count,
    "atlas!": _is_uuid,
    "zone!": _is_name,
    "changes!": is_count,
    "authors!": lambda value: isinstance(value, list),
    "is_demo": _is_bool,
    "replaced": lambda value: value is None or _is_uuid(value),
    "begun_with": is_count,
    "next_versions": lambda value: isinstance(value, list),
}
AUTHOR: dict[str, Check] = {"id!": fields.is_id, "name!": _is_name}
WAITING: dict[str, Check] = {f"{name}!": lambda value: True for name in NEXT_VERSION} | {
    "kind!": _is_kind,
    "item_id!": fields.is_id,
    "base!": is_count,
    "number!": is_count,
    "typed!": lambda v: isinstance(v, dict) and all(map(fields.is_text, (*v, *v.values()))),
    "saved_at!": fields.is_moment,
    "author_id": fields.is_id,
    "is_discarded!": _is_bool,
}
del WAITING["author_id!"]
CHANGE: dict[str, Check] = {
    "id!": fields.is_id,
    "at!": fields.is_moment,
    "author_id": fields.is_id,
    "reason": _is_text,
    "cause_kind": _is_kind,
    "cause_id": fields.is_id,
    "minor": _is_bool,
    "undoes_id": fields.is_id,
}
REVISION: dict[str, Check] = {
    "id!": fields.is_id,
    "kind!": _is_kind,
    "item_id!": fields.is_id,
    "action!": lambda value: isinstance(value, str) and value in ACTIONS,
    "previous_id": fields.is_id,
    "published!": _is_bool,
    "credence": fields.is_percent,
    "low": fields.is_percent,
    "high": fields.is_percent,
    "held_on": fields.is_day,
    "held_at": lambda value: fields.is_date(value) or fields.is_moment(value),
    "reason": _is_text,
    "after!": lambda value: value is None or isinstance(value, dict),
    "left": lambda value: isinstance(value, dict),
    "topics!": lambda v: isinstance(v, list) and all(map(fields.is_id, v)) and len({*v}) == len(v),
}

BESIDE = ("topics!", "left")  # no columns of a revision
