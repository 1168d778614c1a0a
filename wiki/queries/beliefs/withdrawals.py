"""The changes that removed the credence of a belief, so that it had none from then on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.queries.beliefs.points import Point, undone_change_ids
from wiki.visibility import Reader, knows_of


def list_withdrawals(
    points: Mapping[int, Sequence[Point]], *, reader: Reader
) -> dict[int, list[Change]]:
    """Return, by belief id, the changes that withdrew its credence, oldest first.

    `points` are those the reader knows, by belief id. Left out are changes that were undone, and
    those that withdrew a number that the reader never knew.
    """
    before = aliased(Revision)
    query: Any = (
        select(Revision.item_id, Revision.action, Change)
        .join(before, before.id == Revision.previous_id)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(points))
        .where(before.after["credence"].as_string().is_not(None))
        .where(Revision.after.is_not(None), Revision.after["credence"].as_string().is_(None))
        .where(knows_of(reader=reader, kind="belief"))
        .options(joinedload(Change.author))
        .order_by(Revision.id)
    )
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
