"""Days in addresses: read by one reader, as everywhere else, and never one to come.

Of `?at=` and `?since=`, each day is answered at one address, written `2026-05-01`. Whoever writes
it in another way, such as `1 May 2026` or `yesterday`, is redirected to that.
"""

from datetime import date
from urllib.parse import urlencode

from flask import redirect, request
from flask.typing import ResponseReturnValue

from wiki.dates import DateError, FutureDate, first_day, last_day, parse_date
from wiki.views.context import today

NO_DAY = "That is not a day: write one such as 2026-05-01."
FUTURE = "That day is still to come: ask for today or an earlier one."


class BadDay(Exception):
    """The requested day cannot be read or is in the future; the text is the sentence to show."""


class OtherSpelling(Exception):
    """The parameter `name` names a day, but is not written as `2026-05-01`."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(name, day)
        self.name, self.day = name, day


def read_iso(typed: str) -> str:
    """Read a day, month or year in an address as ISO text; "" for empty text. Raises BadDay."""
    if not typed.strip():
        return ""  # without asking the database for today's date
    try:
        return parse_date(typed, today=today())
    except FutureDate as error:
        raise BadDay(FUTURE) from error
    except DateError as error:
        raise BadDay(str(error)) from error


def read_requested_day(name: str) -> date | None:
    """Return the day that a parameter names, None where it is missing.

    For `at`, a month or year stands for its last day, or for today while it lasts; for `since`,
    for its first day. Raises BadDay.
    """
    typed = request.args.get(name)
    if typed is None:
        return None
    iso = read_iso(typed)
    day = last_day(iso) if name == "at" else first_day(iso)
    if day is None:
        raise BadDay(NO_DAY)
    return min(day, today())


def requested_day(name: str) -> date | None:
    """Return the day in a parameter, None where it is missing.

    Raises BadDay, and OtherSpelling where the day is not written as `2026-05-01`.
    """
    day = read_requested_day(name)
    if day and request.args[name] != day.isoformat():
        raise OtherSpelling(name, day)
    return day


def to_other_spelling(error: OtherSpelling) -> ResponseReturnValue:
    """Redirect to the same address with the day as `2026-05-01`.

    The redirect is not permanent: `yesterday` is another day tomorrow.
    """
    query = [
        (name, error.day.isoformat() if name == error.name else value)
        for name, value in request.args.items(multi=True)
    ]
    return redirect(f"{request.path}?{urlencode(query)}", code=302)
