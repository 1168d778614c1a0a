"""Beliefs whose day has come: they were to be resolved by now, and are held still."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select

from wiki.dates import format_date
from wiki.db import db
from wiki.models import Topic
from wiki.sections import belief
from wiki.sections.belief import Belief
from wiki.services.review.statements import Dates, Key
from wiki.services.review.tasks import Task, make_task
from wiki.text import is_placeholder


def list_resolving(
    topics: Mapping[int, Topic], dates: Mapping[Key, Dates], today: date
) -> list[Task]:
    """Return held beliefs whose day, or whole month or year, is over, the longest over first."""
    day = Belief.resolves_on
    over = func.substr(today.isoformat(), 1, func.length(day))
    query = (
        select(Belief)
        .where(Belief.deleted_at.is_(None), Belief.outcome == "", Belief.topic_id.in_(topics))
        .where(day != "", day < over)
        .order_by(day, Belief.id)
    )
    return [
        make_task("resolving", belief.SECTION, one, topics[one.topic_id], _why(one), dates)
        for one in db.session.scalars(query)
        if not is_placeholder(one.claim)
    ]


def _why(one: Belief) -> tuple[str, ...]:
    return (f"was to resolve by {format_date(one.resolves_on)}",)
