"""Points: the dated credences that revisions record."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from wiki.actions import State, differing
from wiki.credence_pairs import bounds
from wiki.db import db
from wiki.journal.lookup import by_kind
from wiki.journal_tables import DatedCredence, Revision
from wiki.projections.undone import find_undone
from wiki.recorded import Recorded


def point_between(before: State | None, after: State | None, today: date) -> DatedCredence | None:
    """Return the credence that the edit of an item records, None where credence and range stayed.

    `before` and `after` are the states of the item; `today` is the day it is held from.
    """
    now, then = after or {}, before or {}
    if now.get("credence") is None or not differing(then, now) & {"credence", "range"}:
        return None
    low, high = bounds(now.get("range", ""))
    return DatedCredence(Decimal(now["credence"]), today, low, high)


def last_days(items: Iterable[tuple[str, int]], after: date) -> dict[tuple[str, int], date]:
    """Return the last day after `after` that a credence of each item is dated on, by kind and id.

    Such days come from another time zone. Items without one are left out, and what was undone does
    not count.
    """
    later: Any = select(Revision.item_id, Revision.change_id, Revision.held_on).where(
        Revision.credence.is_not(None), Revision.held_on > after
    )
    rows = [
        (kind, *row)
        for kind, ids in by_kind(items)
        if "credence" in Recorded.kinds[kind].__fields__
        for row in db.session.execute(later.where(Revision.kind == kind, Revision.item_id.in_(ids)))
    ]
    undone = find_undone(db.session.connection()) if rows else set()
    latest: dict[tuple[str, int], date] = {}
    for kind, item_id, change_id, day in rows:
        if change_id not in undone:
            latest[kind, item_id] = max(day, latest.get((kind, item_id), day))
    return latest
