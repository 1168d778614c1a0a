"""Revisions written in private that visitors could read later, when their region was opened."""

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from wiki.journal_tables import Revision


def was_opened_before(state: Any, later: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that an item's region was opened between two of its revisions.

    `state` is the earlier one and `later` the other. No further revision of the item is between
    `state` and the opening, so that visitors could read `state` then. Only items of one region are
    considered.
    """
    opening, closed, newer = (aliased(Revision) for _ in range(3))
    replaced = exists().where(newer.kind == state.kind, newer.item_id == state.item_id)
    replaced = replaced.where(newer.id > state.id, newer.id < opening.id)
    return (
        exists()
        .where(opening.kind == "topic", opening.item_id == state.after["topic"].as_integer())
        .where(opening.id > state.id, opening.id < later.id, opening.published)
        .where(closed.id == opening.previous_id, ~closed.published)
        .where(~replaced.correlate(state, opening))
        .correlate(state, later)
    )
