"""When a page becomes overdue for review, by its status or its own number of days."""

from datetime import date, timedelta

from wiki.dates import format_date
from wiki.models import Topic
from wiki.statuses import review_days


def is_overdue(
    status: str, reviewed_on: date | None, today: date, override: int | None = None
) -> bool:
    """Return whether the last review is longer ago than the status, or `override` days, allows.

    A page that was never reviewed is not overdue.
    """
    days = review_days(status) if override is None else override
    return bool(days and reviewed_on and today > reviewed_on + timedelta(days=days))


def due_on(topic: Topic) -> date | None:
    """Return the first day on which a page is overdue for review, None for never."""
    days = review_days(topic.status) if topic.review_days is None else topic.review_days
    return topic.reviewed_on + timedelta(days=days + 1) if days and topic.reviewed_on else None


def due_since(topic: Topic, today: date) -> str:
    """Return the month since which a page is overdue, such as `August 2026`; "" if it is not."""
    day = due_on(topic)
    return format_date(f"{day:%Y-%m}") if day and today >= day else ""
