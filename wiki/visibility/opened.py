"""Which earlier states of an item visitors could read before a later one.

Among them are those written in private whose region was opened meanwhile.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_, or_
from sqlalchemy.orm import aliased

from wiki.journal_tables import Revision
from wiki.visibility.past import was_in_hidden_topics


def was_readable_before(state: Any, later: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that visitors could read a revision before a later one of its item.

    It was published, or its region was opened between the two; and its item was not in topics that
    visitors may not see now.
    """
    was_seen = or_(state.published, _was_opened_before(state, later))
    return and_(was_seen, not_(was_in_hidden_topics(state)))


def _was_opened_before(state: Any, later: Any) -> ColumnElement[bool]:
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
