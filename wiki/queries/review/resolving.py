"""Beliefs that should have resolved by now, and have no outcome yet."""

from datetime import date

from sqlalchemy import func, not_, text

from wiki.dates import format_date
from wiki.db import db
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.review.tasks import MOST, TaskList, make_task
from wiki.sections import belief
from wiki.sections.belief import RESOLVING, Belief
from wiki.visibility import AUTHOR, is_slot


def list_resolving(today: date) -> TaskList:
    """Return tasks for current beliefs whose resolve date (day, month or year) is over.

    The date longest ago comes first.
    """
    day = Belief.resolves_on
    over = func.substr(today.isoformat(), 1, func.length(day))
    query = items_across_regions(Belief, reader=AUTHOR).order_by(None)
    query = query.where(text(RESOLVING), day < over, not_(is_slot(Belief.claim)))
    total = db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True))
    tasks = [
        make_task("resolving", belief.SECTION, one, one.topic, _why(one))
        for one in db.session.scalars(query.order_by(day, Belief.id).limit(MOST))
    ]
    return TaskList(tuple(tasks), total or 0)


def _why(one: Belief) -> tuple[str, ...]:
    return (f"was to resolve by {format_date(one.resolves_on)}",)
