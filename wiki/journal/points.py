"""Points: the credences that revisions record."""

from datetime import date
from decimal import Decimal

from wiki.actions import State, differing
from wiki.credence_pairs import bounds
from wiki.journal_tables import DatedCredence


def point_between(before: State | None, after: State | None, today: date) -> DatedCredence | None:
    """Return the credence that a revision records, None where neither it nor its range changed."""
    now, then = after or {}, before or {}
    if now.get("credence") is None or not differing(then, now) & {"credence", "range"}:
        return None
    low, high = bounds(now.get("range", ""))
    return DatedCredence(Decimal(now["credence"]), today, low, high)
