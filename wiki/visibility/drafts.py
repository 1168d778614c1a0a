"""Whether a reading or essay was a draft in a state of the journal.

A work on the reading list counts as a draft here: it is in no log, section or feed, and the
changelog has nothing of it before it was read.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from wiki.models import DRAFT, PUBLISHED


def is_draft_state(state: Mapping[str, Any] | None) -> bool:
    """Return whether a state of the journal is that of a draft; a deleted item (None) is none.

    A state without that field was written before there were drafts, and is published.
    """
    return state is not None and (state.get("state") == DRAFT or state.get("queued") is not None)


def was_draft(state: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that an item was a draft, given its state as a JSON column."""
    is_draft = func.coalesce(state["state"].as_string(), PUBLISHED) == DRAFT
    return or_(is_draft, state["queued"].as_integer().is_not(None))
