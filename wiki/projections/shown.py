"""Numbers that visitors see from a change on, although it gave none: they were written before.

So it is when a region is opened, or a belief moved to an open one. What visitors can read counts
for them from that day on; what was said before, and when, they do not learn.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from wiki.actions import RECALL
from wiki.credence_pairs import bounds
from wiki.journal_tables import DatedCredence, WrittenRevision
from wiki.models import PUBLIC
from wiki.projections.belief_history import KIND
from wiki.projections.regions import find_model, in_batches, with_region
from wiki.projections.standings import find_unknown
from wiki.recorded import Recorded

Shown = tuple[str, int, DatedCredence]  # the kind and id of an item, and what it is held at


def find_shown(
    connection: Connection,
    appeared: Sequence[Recorded],
    revisions: Iterable[WrittenRevision],
    today: date,
) -> list[Shown]:
    """Return the items whose numbers visitors see now, and did not know before.

    `appeared` are the rows that came into the sight of visitors with a change, and `revisions` what
    it wrote so far: a number that the change gives itself is known from that.
    """
    if not appeared:
        return []
    given = {
        one.item_id
        for one in revisions
        if one.kind == KIND and one.credence is not None and one.published and one.action != RECALL
    }
    rows = _read_rows(connection, sorted(_find_ids(connection, appeared) - given))
    unknown = find_unknown(connection, {row.id: row.credence for row in rows})
    return [
        (KIND, row.id, DatedCredence(row.credence, today, *bounds(row.range)))
        for row in rows
        if row.id in unknown
    ]


def _find_ids(connection: Connection, appeared: Iterable[Recorded]) -> set[int]:
    """Return the ids of the beliefs among some rows, and of all in the topics among them."""
    model, rows = find_model(KIND), list(appeared)
    topics = [row.id for row in rows if row.__kind__ == "topic"]
    ids = {row.id for row in rows if row.__kind__ == KIND}
    if not topics:
        return ids
    return ids | set(connection.scalars(select(model.id).where(model.topic_id.in_(topics))))


def _read_rows(connection: Connection, ids: Sequence[int]) -> list[Any]:
    """Return those of some beliefs that visitors see, and see held at a number."""
    fields = ("credence", "range", "outcome")
    return [
        row
        for some in in_batches(ids)
        for row in connection.execute(with_region(KIND, fields, some))
        if row.has_region and row.visibility == PUBLIC
        if row.credence is not None and not row.outcome
    ]
