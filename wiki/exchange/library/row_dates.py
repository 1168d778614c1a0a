"""The dates of a row of a table: that of publication, and the day of reading."""

from collections.abc import Mapping
from datetime import date, tzinfo

from wiki.exchange.library.moments import is_inexact, read_instant, read_moment, says_more
from wiki.exchange.library.work import Work


def set_published_on(work: Work, text: str, today: date) -> None:
    """Set a work's date of publication from a text; if not read whole, it is a detail, too."""
    work.published_on = read_moment(text, today=today)
    if text and says_more(text, work.published_on):
        work.add_date("date", text)


def set_read_on(work: Work, row: Mapping[str, str], name: str, today: date, zone: tzinfo) -> None:
    """Set a work's day of reading, in a time zone, from the cell `name`.

    A text that is not read as a whole day becomes a detail, too.
    """
    text = row.get(name, "")
    work.read_on = read_instant(text, zone=zone, today=today)
    if is_inexact(text, work.read_on):
        work.add_date(name, text)
