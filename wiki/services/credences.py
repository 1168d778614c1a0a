"""Credences over time: the dated points of beliefs, read from the journal."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.sections.belief import Belief


@dataclass(frozen=True)
class Point:
    """A credence, in per cent, on the day it was held, and the change that told it."""

    credence: Decimal
    held_on: date
    change: Change


def belief_ids(topic: Topic) -> list[int]:
    """Return the ids of a topic's beliefs."""
    mine = (Belief.topic_id == topic.id, Belief.deleted_at.is_(None))
    return list(db.session.scalars(select(Belief.id).where(*mine)))


def taken_back() -> set[int | None]:
    """Return the ids of the changes that were undone, and of every undoing.

    An undo that was itself undone takes nothing back; so the newest are read first.
    """
    rows = select(Change.id, Change.undoes_id).where(Change.undoes_id.is_not(None))
    void: set[int | None] = set()
    undoings: set[int | None] = set()
    for change_id, undone_id in db.session.execute(rows.order_by(Change.id.desc())):
        undoings.add(change_id)
        if change_id not in void:
            void.add(undone_id)
    return void | undoings


def list_points(belief_ids: Collection[int], *, private: bool) -> dict[int, list[Point]]:
    """Return the points of each belief, oldest first, in two queries for all of them."""
    query = (
        select(Revision)
        .where(Revision.kind == "belief", Revision.item_id.in_(belief_ids))
        .where(Revision.credence.is_not(None))
        .options(joinedload(Revision.change).joinedload(Change.author))
        .order_by(Revision.held_on, Revision.id)
    )
    void = taken_back()
    points: dict[int, list[Point]] = defaultdict(list)
    seen: Any = db.session.scalars(query)
    for revision in seen:
        if revision.change_id not in void and (private or revision.published):
            point = Point(revision.credence, revision.held_on, revision.change)
            points[revision.item_id].append(point)
    return points


def earlier(belief_ids: Collection[int], *, private: bool) -> dict[int, Point]:
    """Return the point before the last for each belief whose number has moved."""
    found = list_points(belief_ids, private=private)
    return {
        belief: points[-2]
        for belief, points in found.items()
        if len(points) > 1 and points[-2].credence != points[-1].credence
    }
