"""The dates of a row of a table: that of publication, and the day of reading."""

from collections.abc import Mapping
from datetime import date, tzinfo

from wiki.exchange.library.moments import is_inexact, read_instant, read_moment, says_more
from wiki.exchange.library.work import Work


def take_date(work: Work, said: str, today: date) -> None:
    """Set a work's date of publication from a text; if not read whole, it is a detail, too."""
    work.published_on = read_moment(said, today=today)
    if said and says_more(said, work.published_on):
        work.add_date("date", said)


def take_day(work: Work, row: Mapping[str, str], name: str, today: date, zone: tzinfo) -> None:
    """Set a work's day of reading, in a time zone, from the cell `name`.

    A text that is not read as a whole day becomes a detail, too.
    """
    said = row.get(name, "")
    work.read_on = read_instant(said, zone=zone, today=today)
    if is_inexact(said, work.read_on):
        work.add_date(name, said)
