"""Standings in rows that hold days alone, where a number may be known to a month or year."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import exists, func, or_
from sqlalchemy.orm import aliased

from wiki.journal import Revision
from wiki.projections.paths import Standing
from wiki.queries.beliefs.standings import list_standings
from wiki.visibility import Reader

DAY = len("2026-05-01")


@cache
def may_be_rough(model: Any) -> Any:
    """Return a column for rows of `BeliefStanding` or `PastStanding`: may a day be a month or year.

    The table holds the first day of it. This looks at every point of that number and day, also at
    undone ones and at those that the reader does not know; an index finds them.
    """
    now = model.credence
    days = ((model.was, model.was_on), (now, model.since), (now, model.affirmed_on))
    return or_(*(_has_rough(model, *day) for day in days)).label("may_be_rough")


def _has_rough(model: Any, number: Any, day: Any) -> Any:
    """Return whether a belief has a point of a number that is known to no day, but begins on it."""
    point = aliased(Revision)
    mine = (point.kind == "belief", point.item_id == model.belief_id, point.held_on == day)
    is_rough = func.length(point.held_at) < DAY
    return exists().where(*mine, point.credence == number, is_rough).correlate(model)


def read_standings(rows: Iterable[Any], *, reader: Reader) -> dict[int, Standing]:
    """Return the standing in each row, by its `id`, with as much of each day as is known.

    Where `may_be_rough` holds for none of them, the rows say it all; for others the points that
    the reader knows of are read.
    """
    found = list(rows)
    rough = [row for row in found if row.may_be_rough]
    read = list_standings(rough, reader=reader) if rough else {}
    return {row.id: read[row.id] if row.id in read else Standing.of(row) for row in found}
