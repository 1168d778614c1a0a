"""The belief that moved last, and why: the first page explains the marks of credences by it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, true

from wiki.db import db
from wiki.projections.standings import BeliefStanding
from wiki.queries.beliefs.credence_history import HistoryRow, read_number_steps
from wiki.queries.beliefs.filters import REGION, ListedRegion, region_of, with_region
from wiki.queries.causes import Cause
from wiki.sections.belief import Belief
from wiki.visibility import Reader

MOVE = ("credence", "was", "was_on", "last_move_on")


@dataclass(frozen=True)
class ExampleBelief:
    """A belief with its present credence and the one before, in per cent, and why it moved.

    `stated_was` and `stated_moved` are the days of both as ISO text, or the month or year where the
    day is not known. `reason` is "" and `cause` None where none was given, or none that the reader
    may see.
    """

    id: int
    claim: str
    range: str
    credence: Decimal
    was: Decimal
    stated_was: str
    stated_moved: str
    region: ListedRegion
    reason: str = ""
    cause: Cause | None = None


def find_example(*, reader: Reader) -> ExampleBelief | None:
    """Return the belief that moved last among those the reader may see, None where none has."""
    query = (
        select(Belief.id, Belief.claim, Belief.range, *REGION)
        .add_columns(*(getattr(BeliefStanding, name) for name in MOVE))
        .join(BeliefStanding, BeliefStanding.belief_id == Belief.id)
        .where(BeliefStanding.sees_private == reader.sees_private)
        .where(BeliefStanding.is_listed == true(), BeliefStanding.was.is_not(None))
        .order_by(BeliefStanding.last_move_on.desc(), Belief.id.desc())
    )
    row: Any = db.session.execute(with_region(query, Belief).limit(1)).first()
    if row is None:
        return None
    before, last = _last_move(read_number_steps(row.id, reader=reader), row.credence)
    days = (_stated_date(row.was_on, before), _stated_date(row.last_move_on, last))
    fields = (row.id, row.claim, row.range, row.credence, row.was, *days, region_of(row))
    return ExampleBelief(*fields, last.reason, last.cause) if last else ExampleBelief(*fields)


def _last_move(
    steps: list[HistoryRow], credence: Decimal
) -> tuple[HistoryRow | None, HistoryRow | None]:
    """Return the step that gave a belief its present number, and the step before; None for none.

    The earlier step comes first in the pair.
    """
    last = None
    for step in reversed(steps):
        if step.point is None or step.point.credence != credence:
            return step, last
        last = step
    return None, last


def _stated_date(day: date, step: HistoryRow | None) -> str:
    """Return a day as ISO text; if it is that of a step, only as much of it as is known."""
    return step.stated_date if step and step.day == day else day.isoformat()
