"""How beliefs moved, as small lines beside their numbers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import literal, or_, select

from wiki.db import db
from wiki.drawing.credence import spark
from wiki.journal import Revision
from wiki.services.credences import taken_back

LATEST = 40  # points drawn


def list_curves(
    belief_ids: Collection[int], *, private: bool, until: int | None = None
) -> dict[int, str]:
    """Return a line as path data for each belief that held two numbers or more.

    With `until`, the id of a change, nothing after it is known.
    """
    # Columns and not rows: what a belief says otherwise is long, and there may be many points.
    query = (
        select(Revision.item_id, Revision.held_on, Revision.credence, Revision.change_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(belief_ids))
        .where(Revision.credence.is_not(None), or_(literal(private), Revision.published))
        .order_by(Revision.held_on, Revision.held_at, Revision.id)
    )
    query = query if until is None else query.where(Revision.change_id <= until)
    void = taken_back(until=until)
    points: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    for belief_id, held_on, credence, change_id in db.session.execute(query):
        if change_id not in void and held_on is not None and credence is not None:
            points[belief_id].append((held_on, credence))
    return {belief: spark(found[-LATEST:]) for belief, found in points.items() if _moves(found)}


def _moves(points: Sequence[tuple[date, Decimal]]) -> bool:
    return len({credence for _, credence in points}) > 1
