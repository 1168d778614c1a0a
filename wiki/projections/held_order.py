"""The order in which the points of a belief were held; all that reads points uses this rule."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, type_coerce

from wiki.actions import RECALL
from wiki.journal_tables import Change, Revision

# From the day of a point: in no time zone does the day last longer than this.
LONGEST_DAY = "+36 hours"


@cache
def held_moment() -> ColumnElement[str | None]:
    """Return an SQL expression: the moment from which a number was held, as text in UTC, or NULL.

    It sorts points of one day, in queries of revisions joined with their changes. A number that was
    given on its own day was held from the moment at which it was recorded. Of a backdated one
    perhaps only the day is known: it has NULL, which comes first, as a day stands for its first
    moment.
    """
    recorded = type_coerce(Change.at, String)
    ends = func.datetime(type_coerce(Revision.held_on, String), LONGEST_DAY)
    was_then = (Revision.action != RECALL) & (recorded < ends)
    as_held_at = func.replace(recorded, " ", "T")
    return func.coalesce(Revision.held_at, case((was_then, as_held_at)))


@cache
def held_order() -> tuple[Any, ...]:
    """Return the SQL expressions that sort the points of one belief by when they were held.

    The query has revisions joined with their changes.
    """
    return Revision.held_on, held_moment(), Revision.id
