"""The names that each line of a journal file may have, and the check of each value.

A name with "!" is required.
"""

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
from wiki.exchange.journal.header import NEXT_VERSION
from wiki.exchange.journal.values import (
    Check,
    is_bool,
    is_count,
    is_date,
    is_day,
    is_id,
    is_moment,
    is_percent,
    is_text,
)
from wiki.recorded import Recorded

ACTIONS = {ADD, DELETE, EDIT, MERGE, MOVE, RELINK, RELOCATE, RESTORE, REVIEW, PURGED, *POINTS}


def _is_text(value: Any) -> bool:
    return value is None or is_text(value)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and is_text(value) and 0 < len(value) <= 100


def _is_kind(value: Any) -> bool:
    return isinstance(value, str) and value in Recorded.kinds


def _is_uuid(value: Any) -> bool:
    try:
        return bool(str(UUID(value)) == value)
    except (ValueError, AttributeError, TypeError):
        return False


HEADER: dict[str, Check] = {
    "format!": is_count,
    "atlas!": _is_uuid,
    "zone!": _is_name,
    "changes!": is_count,
    "authors!": lambda value: isinstance(value, list),
    "is_demo": is_bool,
    "replaced": lambda value: value is None or _is_uuid(value),
    "begun_with": is_count,
    "next_versions": lambda value: isinstance(value, list),
}
AUTHOR: dict[str, Check] = {"id!": is_id, "name!": _is_name}
WAITING: dict[str, Check] = {f"{name}!": lambda value: True for name in NEXT_VERSION} | {
    "kind!": _is_kind,
    "item_id!": is_id,
    "base!": is_count,
    "number!": is_count,
    "typed!": lambda value: isinstance(value, dict),  # `typed.wrong_in` knows what is in it
    "saved_at!": is_moment,
    "author_id": is_id,
    "is_discarded!": is_bool,
}
del WAITING["author_id!"]
CHANGE: dict[str, Check] = {
    "id!": is_id,
    "at!": is_moment,
    "author_id": is_id,
    "reason": _is_text,
    "cause_kind": _is_kind,
    "cause_id": is_id,
    "minor": is_bool,
    "undoes_id": is_id,
}
REVISION: dict[str, Check] = {
    "id!": is_id,
    "kind!": _is_kind,
    "item_id!": is_id,
    "action!": lambda value: isinstance(value, str) and value in ACTIONS,
    "previous_id": is_id,
    "published!": is_bool,
    "credence": is_percent,
    "low": is_percent,
    "high": is_percent,
    "held_on": is_day,
    "held_at": lambda value: is_date(value) or is_moment(value),
    "reason": _is_text,
    "after!": lambda value: value is None or isinstance(value, dict),
    "left": lambda value: isinstance(value, dict),
    "topics!": lambda v: isinstance(v, list) and all(map(is_id, v)) and len({*v}) == len(v),
}

NOT_COLUMNS = ("topics!", "left")  # no columns of a revision
