"""Standings of beliefs whose points may be known to a month or year alone, not to a day."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import exists, func, or_
from sqlalchemy.orm import aliased

from wiki.journal import Revision
from wiki.projections.credence_paths import Standing
from wiki.queries.beliefs.standings import list_standings
from wiki.visibility import Reader

DAY = len("2026-05-01")


@cache
def may_be_rough(model: Any) -> Any:
    """Return an SQL column: whether a day in a standing may stand for its month or year.

    `model` is `BeliefStanding` or `PastStanding`, which hold the first day of such a month or year.
    Any point of that number and day counts, even one that was undone or that the reader does not
    know.
    """
    now = model.credence
    days = ((model.was, model.was_on), (now, model.since), (now, model.affirmed_on))
    return or_(*(_has_rough(model, *day) for day in days)).label("may_be_rough")


def _has_rough(model: Any, credence: Any, day: Any) -> Any:
    """Return an SQL condition: that a belief has a rough point of this number and day."""
    point = aliased(Revision)
    mine = (point.kind == "belief", point.item_id == model.belief_id, point.held_on == day)
    is_rough = func.length(point.held_at) < DAY
    return exists().where(*mine, point.credence == credence, is_rough).correlate(model)


def read_standings(rows: Iterable[Any], *, reader: Reader) -> dict[int, Standing]:
    """Return the standing in each row, by its `id`, with as much of each day as is known.

    Rows for which `may_be_rough` is false hold all of it; for others the points that the reader
    knows of are read.
    """
    listed = list(rows)
    rough = [row for row in listed if row.may_be_rough]
    read = list_standings(rough, reader=reader) if rough else {}
    return {row.id: read[row.id] if row.id in read else Standing.of(row) for row in listed}
