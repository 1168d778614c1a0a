"""Days in files, which may have been written where it was a later day than it is here."""

from datetime import date

from wiki.clock import last_begun
from wiki.dates import parse_day
from wiki.db import utc_now


def last_written(today: date) -> date:
    """Return the last day that has begun somewhere on earth; here it may be tomorrow.

    A file may have been written there.
    """
    return last_begun(today, utc_now())


def read_day(text: str, today: date) -> date | None:
    """Return the whole day that a text names, None for empty text.

    Raises DateError, also for a day that has begun nowhere on earth yet.
    """
    return parse_day(text, today, begun=last_written(today))
