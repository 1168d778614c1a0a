"""Points: the credences that revisions record."""

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
    """Return the credence that a revision records, None where neither it nor its range changed."""
    now, then = after or {}, before or {}
    if now.get("credence") is None or not differing(then, now) & {"credence", "range"}:
        return None
    low, high = bounds(now.get("range", ""))
    return DatedCredence(Decimal(now["credence"]), today, low, high)


def last_days(items: Iterable[tuple[str, int]], after: date) -> dict[tuple[str, int], date]:
    """Return the last day `after` a day for which a credence of each item was given.

    Items are given and found by kind and id. Those without such a credence are left out, and what
    was undone does not count.
    """
    later: Any = select(Revision.item_id, Revision.change_id, Revision.held_on).where(
        Revision.credence.is_not(None), Revision.held_on > after
    )
    rows = [
        (kind, *row)
        for kind, some in by_kind(items)
        if "credence" in Recorded.kinds[kind].__fields__
        for row in db.session.execute(
            later.where(Revision.kind == kind, Revision.item_id.in_(some))
        )
    ]
    undone = find_undone(db.session.connection()) if rows else set()
    found: dict[tuple[str, int], date] = {}
    for kind, item_id, change_id, day in rows:
        if change_id not in undone:
            found[kind, item_id] = max(day, found.get((kind, item_id), day))
    return found
