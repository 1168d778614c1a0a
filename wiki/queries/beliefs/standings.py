"""Standings: what each credence was before, since when it is held, and when it was reaffirmed.

They are read from columns of the journal for any number of beliefs at once, without the beliefs'
texts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, String, select, type_coerce

from wiki.db import MILLIONTHS, db
from wiki.journal import Revision
from wiki.projections.paths import Standing, Step, standing_of
from wiki.queries.beliefs.points import undone_change_ids
from wiki.visibility import Reader, knows_of

MANY = 500  # from so many on it is quicker to read the points of all beliefs


def list_standings(beliefs: Iterable[Any], *, reader: Reader) -> dict[int, Standing]:
    """Return how each belief stands, given rows with id and credence, in two queries for all."""
    numbered = [row for row in beliefs if row.credence is not None]
    return stand(numbered, read_paths([row.id for row in numbered], reader=reader))


def stand(beliefs: Iterable[Any], paths: Mapping[int, Sequence[Step]]) -> dict[int, Standing]:
    """Return the standing of each belief that has a credence, from the points of each."""
    return {
        row.id: standing_of(int(row.credence * MILLIONTHS), paths[row.id])
        for row in beliefs
        if row.credence is not None
    }


def read_paths(belief_ids: Collection[int], *, reader: Reader) -> dict[int, list[Step]]:
    """Return the points of each belief in the order they were held, none of them undone.

    Visitors see what was told in public, readers of the past what was told by then. They are plain
    values and no rows: there may be tens of thousands.
    """
    query = (
        select(
            Revision.item_id,
            type_coerce(Revision.credence, BigInteger),
            type_coerce(Revision.held_on, String),
            Revision.held_at,
            Revision.change_id,
        )
        .where(Revision.kind == "belief", Revision.credence.is_not(None))
        .where(knows_of(reader=reader))
        .order_by(Revision.item_id, Revision.held_on, Revision.held_at, Revision.id)
    )
    if len(belief_ids) < MANY:
        query = query.where(Revision.item_id.in_(belief_ids))
    void = undone_change_ids(until=reader.until)
    paths: dict[int, list[Step]] = {belief: [] for belief in belief_ids}
    found: Any = db.session.execute(query)
    for belief, millionths, day, moment, change in found:
        if change not in void and belief in paths:
            paths[belief].append((millionths, day, moment))
    return paths
