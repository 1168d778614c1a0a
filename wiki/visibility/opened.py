"""What visitors could read although it was written in private: their region was opened later."""

from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from wiki.journal_tables import Revision


def was_opened_before(state: Any, later: Any) -> ColumnElement[bool]:
    """Return the condition that an item's region was opened after one revision and before another.

    Both are revisions of the item. Of those before an opening the last one is what visitors read
    then. Only items that belong to one region are looked at.
    """
    opening, closed = aliased(Revision), aliased(Revision)
    return (
        exists()
        .where(opening.kind == "topic", opening.item_id == state.after["topic"].as_integer())
        .where(opening.id > state.id, opening.id < later.id, opening.published)
        .where(closed.id == opening.previous_id, ~closed.published)
        .correlate(state, later)
    )
