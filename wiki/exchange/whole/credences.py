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
from wiki.exchange.claims import days_and_moments
from wiki.exchange.forecasts import ALL_COLUMNS, OUTCOMES
from wiki.models import PRIVATE, PUBLIC
from wiki.queries.beliefs.points import Point, list_points, with_history
from wiki.sections.belief import Belief
from wiki.visibility import AUTHOR, VISITOR

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
        some = [belief.id for belief in held]
        points = list_points(some, reader=AUTHOR)
        shown = list_points(some, reader=VISITOR)
        rows = [
            (known[belief.topic_id].title, belief.claim, *row)
            for belief in held
            for row in _rows(belief, points.get(belief.id, []), shown.get(belief.id, []), clock)
        ]
        yield write_csv(ALL_COLUMNS, rows).partition("\r\n")[2]


def _rows(
    belief: Any, points: Sequence[Point], shown: Sequence[Point], clock: Clock
) -> Iterator[Sequence[str]]:
    """Yield what the file says of each point. It is public if it is `shown` to visitors.

    What was written before the region was opened is not, although visitors see the region now.
    """
    is_resolved = belief.outcome in OUTCOMES and belief.ended_on
    resolved = _ended(belief.ended_on) if is_resolved else ""
    days = Counter(point.held_on for point in points)
    for point in points:
        # Of several that were held on one day, the moments tell which is the later one.
        day, *moment = days_and_moments(point, clock)
        at = moment[0] if moment and days[point.held_on] > 1 else day
        credence = f"{format_credence(point.credence)}%"
        outcome = belief.outcome if is_resolved else ""
        visibility = PUBLIC if point in shown else PRIVATE
        yield at, credence, resolved, outcome, point.reason, visibility


def _ended(iso: str) -> str:
    """Return a day or a moment as it is, and the first day of a month or year."""
    return iso if len(iso) >= len("2026-05-01") else f"{first_day(iso)}"
