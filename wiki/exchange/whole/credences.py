"""Every credence that was ever held, as the file that `flask import --forecasts` reads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from wiki.clock import Clock
from wiki.credence import format_credence
from wiki.dates import first_day
from wiki.db import db
from wiki.exchange.cells import write_csv
from wiki.exchange.forecasts import ALL_COLUMNS, OUTCOMES
from wiki.queries.beliefs.points import Point, list_points, with_history
from wiki.sections.belief import Belief
from wiki.visibility import AUTHOR

BELIEFS = 200  # whose histories are read together


def write_forecasts(topics: Sequence[Any], clock: Clock) -> Iterator[str]:
    """Yield the text of the file in pieces: a line for each credence of each belief."""
    known = {topic.id: topic for topic in topics}
    yield write_csv(ALL_COLUMNS, [])
    query = (
        select(Belief)
        .where(Belief.deleted_at.is_(None))
        .order_by(Belief.topic_id, Belief.position, Belief.id)
    )
    ids = db.session.scalars(query.with_only_columns(Belief.id)).all()
    for start in range(0, len(ids), BELIEFS):
        beliefs = db.session.scalars(query.where(Belief.id.in_(ids[start : start + BELIEFS]))).all()
        held = with_history(belief for belief in beliefs if belief.topic_id in known)
        points = list_points([belief.id for belief in held], reader=AUTHOR)
        rows = [
            row
            for belief in held
            for row in _rows(known[belief.topic_id], belief, points.get(belief.id, []), clock)
        ]
        yield write_csv(ALL_COLUMNS, rows).partition("\r\n")[2]


def _rows(
    topic: Any, belief: Any, points: Sequence[Point], clock: Clock
) -> Iterator[Sequence[str]]:
    is_resolved = belief.outcome in OUTCOMES and belief.ended_on
    resolved = _ended(belief.ended_on) if is_resolved else ""
    days = Counter(point.held_on for point in points)
    for point in points:
        at = _at(point, clock, alone=days[point.held_on] == 1)
        credence = f"{format_credence(point.credence)}%"
        outcome = belief.outcome if is_resolved else ""
        said = (at, credence, resolved, outcome, point.reason)
        yield topic.title, belief.claim, *said, topic.visibility


def _at(point: Point, clock: Clock, *, alone: bool) -> str:
    """Return when a credence was held: its day, or the moment where that is known.

    Of two that were recorded on one day, the moments tell which is the later one.
    """
    if point.held_at and "T" in point.held_at:
        return point.held_at
    moment = point.change.at
    is_then = clock.day_of(moment) == point.held_on
    return moment.isoformat() if is_then and not alone else point.held_on.isoformat()


def _ended(iso: str) -> str:
    """Return a day or a moment as it is, and the first day of a month or year."""
    return iso if len(iso) >= len("2026-05-01") else f"{first_day(iso)}"
