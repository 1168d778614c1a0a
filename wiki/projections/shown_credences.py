"""Credences that visitors see only from a change on which did not set them.

So it is when a private region is opened, or a belief moves to an open one: the credence was written
in private. For visitors it counts from the day of that change; they do not learn since when the
author held it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from wiki.actions import RECALL
from wiki.credence_pairs import bounds
from wiki.journal_tables import DatedCredence, WrittenRevision
from wiki.projections.belief_history import KIND
from wiki.projections.regions import find_model, in_batches, with_region
from wiki.projections.standings import find_unknown_to_visitors
from wiki.recorded import Recorded

ShownCredence = tuple[str, int, DatedCredence]  # the kind and id of an item, and what it is held at


def find_shown(
    connection: Connection,
    appeared: Sequence[Recorded],
    revisions: Iterable[WrittenRevision],
    today: date,
) -> list[ShownCredence]:
    """Return the items whose credences visitors see now and did not know, with the credence.

    `appeared` are the rows that a change made visible to visitors, and `revisions` those that it
    wrote so far: visitors know a number that the change itself sets from its revision.
    """
    if not appeared:
        return []
    set_now = {
        one.item_id
        for one in revisions
        if one.kind == KIND and one.credence is not None and one.published and one.action != RECALL
    }
    rows = _read_rows(connection, sorted(_find_ids(connection, appeared) - set_now))
    unknown = find_unknown_to_visitors(connection, {row.id: row.credence for row in rows})
    return [
        (KIND, row.id, DatedCredence(row.credence, today, *bounds(row.range)))
        for row in rows
        if row.id in unknown
    ]


def _find_ids(connection: Connection, appeared: Iterable[Recorded]) -> set[int]:
    """Return the ids of the beliefs among some rows, and of those in the topics among them."""
    model, rows = find_model(KIND), list(appeared)
    topics = [row.id for row in rows if row.__kind__ == "topic"]
    ids = {row.id for row in rows if row.__kind__ == KIND}
    if not topics:
        return ids
    return ids | set(connection.scalars(select(model.id).where(model.topic_id.in_(topics))))


def _read_rows(connection: Connection, ids: Sequence[int]) -> list[Any]:
    """Return rows of those beliefs that visitors see, with a credence and no outcome."""
    fields = ("credence", "range", "outcome")
    return [
        row
        for some in in_batches(ids)
        for row in connection.execute(with_region(KIND, fields, some))
        if row.visitors_see and row.credence is not None and not row.outcome
    ]
