"""Dates and times in a file of forecasts."""

import re
from datetime import date, datetime

from wiki.clock import Clock, moment_of
from wiki.dates import FIRST_YEAR
from wiki.exchange.document_error import DocumentError

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]|$)")
MONTH_OR_YEAR = re.compile(r"[0-9]{4}(?:-[0-9]{2})?")
A_DATE = "Write a date or time such as 2026-05-01 or 2026-05-01T14:30+02:00."
A_DATE_OR_MONTH = "Write a date or time such as 2026-05-01 or 2026-05-01T14:30+02:00, or a month."


def read_date(
    line: int, name: str, text: str, clock: Clock, *, coarse: bool = False
) -> date | datetime:
    """Read a date, or a time as UTC; a time without an offset is in the site's time zone.

    Where it may be `coarse`, a month or year is read as its first day. Raises DocumentError.
    """
    day = f"{text}-01-01"[: len("2026-01-01")]
    try:
        read = _read(day if coarse and MONTH_OR_YEAR.fullmatch(text) else text, clock)
    except (ValueError, OverflowError) as error:
        way_out = A_DATE_OR_MONTH if coarse else A_DATE
        raise DocumentError(line, f"`{name}`: I cannot read “{text[:40]}”. {way_out}") from error
    if read.year < FIRST_YEAR:
        raise DocumentError(line, f"`{name}`: the year has to be {FIRST_YEAR} or later.")
    if clock.is_ahead(read):
        raise DocumentError(line, f"`{name}`: {text[:40]} is in the future.")
    return read


def _read(text: str, clock: Clock) -> date | datetime:
    if not _ISO.match(text):  # Python takes other forms, too, which forms and documents do not
        raise ValueError
    try:
        return date.fromisoformat(text)
    except ValueError:
        return moment_of(text, clock.zone)
