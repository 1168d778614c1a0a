"""What visitors could read although it was written in private: their region was opened later."""

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from wiki.journal_tables import Revision


def was_opened_before(state: Any, later: Any) -> ColumnElement[bool]:
    """Return the condition that an item's region was opened after one revision and before another.

    Both are revisions of the item. Between the first one and the opening there was no other: so it
    is what visitors read then. Only items that belong to one region are looked at.
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
