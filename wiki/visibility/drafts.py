"""Which readings and essays are drafts, or were in a state of the journal.

A work on the reading list counts as a draft here: it is in no log, section or feed, and nothing is
told of it before it was read.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from wiki.db import db
from wiki.journal_tables import Revision
from wiki.models import DRAFT, PUBLISHED, Essay, Reading, Shared
from wiki.recorded import Recorded

MAY_BE_DRAFTS: dict[str, Any] = {model.__kind__: model for model in (Reading, Essay)}


def is_draft_now(row: Recorded) -> bool:
    """Return whether a row is a draft now: then visitors read nothing of its past either."""
    return isinstance(row, Shared) and row.is_set_aside


def draft_ids(kind: str) -> Collection[int]:
    """Return the ids of the items of a kind that are drafts now, none for kinds without drafts."""
    if kind not in MAY_BE_DRAFTS:
        return ()
    return set(db.session.scalars(_drafts(MAY_BE_DRAFTS[kind])))


def is_of_draft() -> ColumnElement[bool]:
    """Return the condition that the item of a revision is a draft now."""
    return or_(
        *(
            and_(Revision.kind == kind, Revision.item_id.in_(_drafts(model)))
            for kind, model in MAY_BE_DRAFTS.items()
        )
    )


def _drafts(model: Any) -> Any:
    # The word stands in the statement itself, so that the database uses the index of drafts.
    drafts = select(model.id).where(model.state == literal(DRAFT, literal_execute=True))
    if model is not Reading:
        return drafts
    return drafts.union_all(select(model.id).where(model.queued.is_not(None)))


def is_draft_state(state: Mapping[str, Any] | None) -> bool:
    """Return whether an item was a draft in a state of the journal, None where it was deleted.

    A state that does not say so was written before there were drafts, and was published.
    """
    return state is not None and (state.get("state") == DRAFT or state.get("queued") is not None)


def says_draft(state: Any) -> ColumnElement[bool]:
    """Return the condition that an item was a draft, given a state of it as a JSON column."""
    is_draft = func.coalesce(state["state"].as_string(), PUBLISHED) == DRAFT
    return or_(is_draft, state["queued"].as_integer().is_not(None))
