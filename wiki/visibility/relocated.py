"""What visitors may see of items that were moved from one topic's page to another's.

What was done to an item while it was in a topic that visitors may not see now stays hidden, even if
the item has a public topic by now. And an item that was moved to a topic which visitors may not see
is hidden with all its past.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from wiki.actions import RELOCATE
from wiki.db import db
from wiki.journal_tables import Revision
from wiki.models import Shared, Topic, TopicItem
from wiki.recorded import Recorded
from wiki.visibility.conditions import readable_topic_ids
from wiki.visibility.fixed_sql import fixed
from wiki.visibility.hidden_homes import hidden_by_tags


def is_relocation(revision: Any = Revision) -> ColumnElement[bool]:
    """Return an SQL condition: that a revision moved its item to another topic's page."""
    moved: ColumnElement[bool] = revision.action == RELOCATE
    return moved


def was_moved_from_hidden(revision: Any = Revision) -> ColumnElement[bool]:
    """Return an SQL condition: that a revision's item was then where visitors may not look now.

    It is true only for items that were moved to another topic since.
    """
    condition: ColumnElement[bool] = revision.id.bool_op("IN")(_revisions_in_secret())
    return condition


def was_known() -> ColumnElement[bool]:
    """Return an SQL condition: that visitors know of a revision of an item that they see now.

    It was published, and its item was not in a topic that visitors may not see now. It is for items
    of one topic, and says nothing of placeholders.
    """
    return and_(Revision.published, not_(was_moved_from_hidden()))


@cache
def _revisions_in_secret() -> ColumnElement[Any]:
    """Return the query for the ids of the revisions that `was_moved_from_hidden` means.

    Nearly every query about the past needs it: composing it takes longer than running it.
    """
    move, before, earlier = (aliased(Revision) for _ in range(3))
    home = before.after["topic"].as_integer()
    return fixed(
        select(earlier.id)
        .select_from(move)
        .join(before, before.id == move.previous_id)
        .join(
            earlier,
            and_(earlier.kind == move.kind, earlier.item_id == move.item_id, earlier.id < move.id),
        )
        .where(is_relocation(move), home.not_in(readable_topic_ids()))
        .where(~_moved_between(earlier, move))
    )


def _moved_between(one: Any, other: Any) -> ColumnElement[bool]:
    """Return an SQL condition: that the item of two revisions was moved between them."""
    move = aliased(Revision)
    same_item = (move.kind == one.kind, move.item_id == one.item_id)
    return exists().where(is_relocation(move), *same_item, move.id > one.id, move.id < other.id)


def find_moved_to_hidden(kind: str) -> Collection[int]:
    """Return the ids of the items of a kind that were moved to where visitors may not look now.

    A reading or an essay is moved by its tags: it may have left all topics that visitors see.
    """
    model = Recorded.kinds[kind]
    if issubclass(model, Shared):
        return set(db.session.scalars(hidden_by_tags(model)))
    return set(db.session.scalars(_out_of_sight(model))) if issubclass(model, TopicItem) else ()


def _out_of_sight(model: Any) -> Select[Any]:
    move = aliased(Revision)
    moved = select(move.item_id).where(is_relocation(move), move.kind == model.__kind__)
    hidden = model.topic_id.not_in(readable_topic_ids())
    return select(model.id).where(model.id.in_(moved), hidden)


def moved_from(kind: str, topic_ids: Collection[int]) -> Select[Any]:
    """Return a query for the ids of the items of a kind that were moved away from some topics.

    Topics that were merged into one of these count as well, as the visibility of their past follows
    that one.
    """
    before, merged = aliased(Revision), aliased(Topic)
    query = select(Revision.item_id).join(before, before.id == Revision.previous_id)
    home = before.after["topic"].as_integer()
    into = select(merged.id).where(merged.merged_into.in_(topic_ids))
    was_there = or_(home.in_(topic_ids), home.in_(into))
    return query.where(is_relocation(), Revision.kind == kind, was_there)
