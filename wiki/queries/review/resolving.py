"""Beliefs whose resolve date has passed and that have no outcome yet."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func

from wiki.dates import format_date
from wiki.db import db
from wiki.queries.beliefs.listing import across
from wiki.queries.review.statements import Dates, Key
from wiki.queries.review.tasks import Task, make_task
from wiki.sections import belief
from wiki.sections.belief import Belief
from wiki.text import is_placeholder
from wiki.visibility import AUTHOR


def list_resolving(dates: Mapping[Key, Dates], today: date) -> list[Task]:
    """Return the beliefs without an outcome whose resolve date is over, the longest over first."""
    day = Belief.resolves_on
    over = func.substr(today.isoformat(), 1, func.length(day))
    query = (
        across(Belief, reader=AUTHOR)
        .where(Belief.outcome == "", day != "", day < over)
        .order_by(None)
        .order_by(day, Belief.id)
    )
    return [
        make_task("resolving", belief.SECTION, one, one.topic, _why(one), dates)
        for one in db.session.scalars(query)
        if not is_placeholder(one.claim)
    ]


def _why(one: Belief) -> tuple[str, ...]:
    return (f"was to resolve by {format_date(one.resolves_on)}",)
