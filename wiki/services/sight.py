"""Since when a visitor could see what: told from the journal, so that the answer never moves."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Subquery, and_, case, func, or_, select, true, union_all

from wiki.journal import Revision

Condition = Callable[[Any], Any]


def first_seen(kind: str, said: Condition, *, alone: Condition | None = None) -> Subquery:
    """Return, by `item_id`, the `first` revision since which visitors could see a shared item.

    `said` gets an item's state in SQL and returns the condition that there was something to see;
    `alone` is what an item without any topic has to meet as well.
    """
    items, topics = _spans(kind), _spans("topic")
    tag = func.json_each(items.c.after, "$.topics").table_valued("value")
    overlap = and_(
        topics.c.item_id == tag.c.value,
        topics.c.published,
        topics.c.after.is_not(None),
        or_(items.c.until.is_(None), topics.c.since < items.c.until),
        or_(topics.c.until.is_(None), items.c.since < topics.c.until),
    )
    later = case((items.c.since > topics.c.since, items.c.since), else_=topics.c.since)
    told = and_(items.c.after.is_not(None), said(items.c.after))
    tagged = (
        select(items.c.item_id, later.label("first"))
        .select_from(items)
        .join(tag, true())
        .join(topics, overlap)
        .where(told)
    )
    untagged = select(items.c.item_id, items.c.since.label("first")).where(
        told,
        func.json_array_length(items.c.after, "$.topics") == 0,
        alone(items.c.after) if alone else true(),
    )
    every = union_all(tagged, untagged).subquery()
    return (
        select(every.c.item_id, func.min(every.c.first).label("first"))
        .group_by(every.c.item_id)
        .subquery()
    )


def _spans(kind: str) -> Subquery:
    """Return the states of a kind's items, each from its revision until the next."""
    next_one = func.lead(Revision.id).over(partition_by=Revision.item_id, order_by=Revision.id)
    return (
        select(
            Revision.item_id,
            Revision.id.label("since"),
            next_one.label("until"),
            Revision.published,
            Revision.after,
        )
        .where(Revision.kind == kind)
        .subquery()
    )
