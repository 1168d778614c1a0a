"""Which readings and essays were drafts in a state of the journal.

A work on the reading list counts as a draft here: it is in no log, section or feed, and nothing is
told of it before it was read.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, or_

from wiki.models import DRAFT, PUBLISHED


def is_draft_state(state: Mapping[str, Any] | None) -> bool:
    """Return whether an item was a draft in a state of the journal, None where it was deleted.

    A state that does not say so was written before there were drafts, and was published.
    """
    return state is not None and (state.get("state") == DRAFT or state.get("queued") is not None)


def says_draft(state: Any) -> ColumnElement[bool]:
    """Return the condition that an item was a draft, given a state of it as a JSON column."""
    is_draft = func.coalesce(state["state"].as_string(), PUBLISHED) == DRAFT
    return or_(is_draft, state["queued"].as_integer().is_not(None))
