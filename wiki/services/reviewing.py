"""When a page is overdue for review: each status has its rhythm."""

from datetime import date, timedelta

from wiki.models import REVIEW_DAYS


def is_overdue(
    status: str, reviewed_on: date | None, today: date, override: int | None = None
) -> bool:
    """Return whether a page was last reviewed longer ago than its rhythm, in days, allows.

    A page that was never reviewed promises nothing, and so is not overdue.
    """
    days = REVIEW_DAYS.get(status) if override is None else override
    return bool(days and reviewed_on and today > reviewed_on + timedelta(days=days))
