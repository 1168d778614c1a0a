"""The changes that removed the credence of a belief, so that it had none from then on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from wiki.actions import RECALL
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.queries.beliefs.points import Point, list_points, undone_change_ids
from wiki.visibility import Reader, knows_of


def list_withdrawals(
    points: Mapping[int, Sequence[Point]], *, reader: Reader
) -> dict[int, list[Change]]:
    """Return, by belief id, the changes that withdrew its credence, oldest first.

    `points` are those the reader knows, by belief id. Left out are changes that were undone, and
    those that withdrew a number that the reader never knew.
    """
    query = _withdrawing(points, reader=reader).add_columns(Revision.action, Change)
    query = query.order_by(Revision.id)
    found = db.session.execute(query).all()
    if not found:
        return {}
    void = undone_change_ids(until=reader.until)
    changes: dict[int, list[Change]] = defaultdict(list)
    for belief_id, action, change in found:
        knew = any(point.change.id < change.id for point in points[belief_id])
        if knew and void.counts(change.id, action):
            changes[belief_id].append(change)
    return changes


def find_withdrawn(beliefs: Any, by: date, *, reader: Reader, zone: tzinfo) -> set[int]:
    """Return the ids of the beliefs that had no number any more at the end of a day.

    The last one was withdrawn by then, and none was given since. `beliefs` is a query for the ids
    of those to look at: they may be too many to be named one by one.
    """
    ids = set(db.session.scalars(_withdrawing(beliefs, reader=reader)))
    points = list_points(ids, reader=reader) if ids else {}
    found = set()
    for number, changes in list_withdrawals(points, reader=reader).items():
        last = max((one.id for one in changes if one.at.astimezone(zone).date() <= by), default=0)
        given = (one for one in points[number] if one.action != RECALL and one.held_on <= by)
        if last and not any(one.change.id > last for one in given):
            found.add(number)
    return found


def _withdrawing(beliefs: Any, *, reader: Reader) -> Any:
    """Return the query for the ids of beliefs, one for each revision that took their number off.

    `beliefs` are the ids of those to look at, or a query for them.
    """
    before = aliased(Revision)
    return (
        select(Revision.item_id)
        .join(before, before.id == Revision.previous_id)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(beliefs))
        # It is no point: SQLite sees that sooner than it reads the texts for the rest.
        .where(Revision.credence.is_(None))
        .where(before.after["credence"].as_string().is_not(None))
        .where(Revision.after.is_not(None), Revision.after["credence"].as_string().is_(None))
        .where(knows_of(reader=reader, kind="belief"))
    )
