"""The order in which the points of a belief were held: one rule for all that reads them."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, type_coerce

from wiki.actions import RECALL
from wiki.journal_tables import Change, Revision

# From the day of a point: in no time zone does the day last longer than this.
LONGEST_DAY = "+36 hours"


@cache
def held_moment() -> ColumnElement[str | None]:
    """Return what points of one day are sorted by: when each was held, as text in UTC.

    It is for revisions joined with their changes. A number that was given as of that day itself
    was held from the moment at which it was recorded. Of others only the day may be known: they
    have NULL, which comes first, as a day stands for its first moment.
    """
    recorded = type_coerce(Change.at, String)
    ends = func.datetime(type_coerce(Revision.held_on, String), LONGEST_DAY)
    was_then = (Revision.action != RECALL) & (recorded < ends)
    as_held_at = func.replace(recorded, " ", "T")
    return func.coalesce(Revision.held_at, case((was_then, as_held_at)))


@cache
def held_order() -> tuple[Any, ...]:
    """Return what the points of one belief are sorted by, for revisions joined with changes."""
    return Revision.held_on, held_moment(), Revision.id
