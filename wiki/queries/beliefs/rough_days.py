"""Which numbers were held in a month or year of which no day is known."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from wiki.journal import Revision

DAY = len("2026-05-01")


def rough_days(model: Any) -> tuple[Any, ...]:
    """Return columns for the days in a row of `BeliefStanding` or `PastStanding`.

    The table holds days alone, the first one of a month or year. Each column is that month or year,
    None where the day itself is known.
    """
    now = model.credence
    days = ((model.was, model.was_on), (now, model.since), (now, model.affirmed_on))
    names = ("rough_was", "rough_since", "rough_affirmed")
    return tuple(_rough(model, *day).label(name) for day, name in zip(days, names, strict=True))


def _rough(model: Any, number: Any, day: Any) -> Any:
    """Return the query for the month or year of a belief's point; an index finds it."""
    point = aliased(Revision)
    mine = (point.kind == "belief", point.item_id == model.belief_id, point.held_on == day)
    is_rough = func.length(point.held_at) < DAY
    query = select(point.held_at).where(*mine, point.credence == number, is_rough)
    return query.limit(1).correlate(model).scalar_subquery()
