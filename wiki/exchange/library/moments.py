"""Dates as bibliographies, bookmarks and feeds write them, read leniently.

Programs write “no date” as the year 0 or 1, or as the first moment of 1970: these are no days.
"""

import re
from datetime import UTC, date, datetime, tzinfo
from email.utils import parsedate_to_datetime

from wiki.dates import FIRST_YEAR, MONTHS

LONGEST = 100  # characters that are looked at
_NUMBERS = re.compile(
    r"[\s\[c~]*([0-9]{4})(?![0-9])(?:[-/.]([0-9]{1,2})(?![0-9])(?:[-/.]([0-9]{1,2})(?![0-9]))?)?",
    re.ASCII,
)
_PLAIN = re.compile(r"[0-9]{4}(?:[-/][0-9]{1,2}(?:[-/][0-9]{1,2})?)?/{0,3}", re.ASCII)
# `10/18/2026`, in the order of whoever wrote it.
_YEAR_LAST = re.compile(r"\s*([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?![0-9])", re.ASCII)
_WORDS = re.compile(r"[^\W\d_]+|[0-9]+")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = re.compile(r"\s*1970-01-01[t ]00:00(?::00(?:\.0+)?)?(?:z| ?utc| ?[+-]00:?00)?\s*")
# `0`, or a day of the year 0 or 1, at any time.
_NONE = re.compile(
    r"\s*(?:0+|-?000[01][-/][0-9]{1,2}[-/][0-9]{1,2})(?:[t ][0-9:.]+)?(?:z| ?utc|[+-][0-9:]+)?\s*"
)
# A year such as `0001` or `-0001` in the date of a mail; one of two digits is of our time.
_NO_YEAR = re.compile(r"(?<![\d+:.-])0\d{2,3}(?!\d)|^[^:]*[A-Za-z]\s+-\d", re.ASCII)
_UTC = re.compile(r"\s?(?:UTC|GMT)$")
_SECONDS = re.compile(r"[0-9]{9,20}", re.ASCII)


def read_moment(text: str, *, today: date) -> str:
    """Return the date in a text as ISO text, known to the day, the month or the year.

    Return "" where there is none, and for a day that is still to come. Of what may be two days,
    such as `10/11/2026`, only the year is read.
    """
    words = text[:LONGEST].lower()
    if _EPOCH.fullmatch(words):
        return ""
    match = _NUMBERS.match(words)
    iso = _iso(*(int(part) if part else 0 for part in match.groups())) if match else ""
    if len(iso) <= len("2026"):
        days = days_named(words)
        iso = (days.pop() if len(days) == 1 else "") or _spelled(_WORDS.findall(words)) or iso
    is_past = iso <= today.isoformat()[: len(iso)]
    return iso if is_past else ""


def says_more(text: str, iso: str) -> bool:
    """Return whether a text says something that the date read from it does not.

    Of a day that no calendar has, such as `2021-02-30`, only the month or the year is read. What
    programs write for no date says nothing.
    """
    words = text[:LONGEST].lower()
    if not iso and (_NONE.fullmatch(words) or _EPOCH.fullmatch(words)):
        return False
    year_last = _YEAR_LAST.fullmatch(text.strip())
    if not iso or not (year_last or _PLAIN.fullmatch(text.strip())):
        return True
    if year_last:
        return len(iso) < len("2026-05-01")
    return [int(part) for part in re.findall("[0-9]+", text)] != list(map(int, iso.split("-")))


def is_inexact(text: str, iso: str) -> bool:
    """Return whether a text that may name a day was read as no more than a month or a year.

    That is so too where nothing was read of it. A time of day that is left out does not count.
    """
    is_day = len(iso) == len("2026-05-01")
    return bool(text.strip()) and not is_day and says_more(text, iso)


def may_be_two_days(text: str) -> bool:
    """Return whether a text such as `10/11/2026` names one day in America and another in Europe."""
    return len(days_named(text)) > 1


def read_seconds(text: str, *, zone: tzinfo, today: date) -> str:
    """Return the day (ISO) of a time in seconds, milli- or microseconds since 1970; "" for none.

    A day in the future counts as none.
    """
    if not _SECONDS.fullmatch(text.strip()):
        return ""
    seconds = int(text)
    while seconds >= 10**11:
        seconds //= 1000
    day = datetime.fromtimestamp(seconds, UTC).astimezone(zone).date()
    return day.isoformat() if day <= today else ""


def read_instant(text: str, *, zone: tzinfo, today: date) -> str:
    """Return on which day, as ISO text, a moment such as `2026-05-01T23:30:00Z` was in a time zone.

    A moment without an offset is one of that zone. What `fromisoformat` does not read is left to
    `read_moment`, whose answer may be a month or a year. Return "" for what neither reads, and for
    a day after `today`, the day that it is in `zone`. Nothing is raised.
    """
    words = _UTC.sub("Z", text.strip()[:LONGEST])
    try:
        day = _known_day(words, datetime.fromisoformat(words), zone)
    except (ValueError, OverflowError):
        return read_moment(text, today=today)
    return day if day <= today.isoformat() else ""


def read_stamp(text: str, *, zone: tzinfo) -> str:
    """Return the day (ISO) of a feed's date, in ISO format or as in mails; "" for none.

    The day is that in the time zone, and may be in the future.
    """
    words = text.strip()[:LONGEST]
    for read in (datetime.fromisoformat, _read_mail_date):
        try:
            return _known_day(words, read(words), zone)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return read_moment(words, today=date.max)


def _read_mail_date(words: str) -> datetime:
    """Return the moment of a date as in mails, `datetime.min` where it has no valid year.

    Raises ValueError, TypeError and IndexError.
    """
    return datetime.min if _NO_YEAR.search(words) else parsedate_to_datetime(words)


def _known_day(words: str, moment: datetime, zone: tzinfo) -> str:
    """Return the day of a moment that was read from words, "" where it stands for no date.

    Raises OverflowError at the ends of the calendar.
    """
    exact = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    day = day_of(moment, zone)
    is_none = day.year < FIRST_YEAR or (exact == EPOCH and ":" in words)
    return "" if is_none else day.isoformat()


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Return the day of a moment in a time zone; for a moment without an offset, its own day.

    Raises OverflowError at the ends of the calendar.
    """
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def _iso(year: int, month: int = 0, day: int = 0) -> str:
    if year < FIRST_YEAR:
        return ""
    if not 1 <= month <= len(MONTHS):
        return f"{year:04}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return f"{year:04}-{month:02}"


def days_named(text: str) -> set[str]:
    """Return the days that `10/11/2026` may mean, with the month or the day first, as ISO text."""
    match = _YEAR_LAST.match(text[:LONGEST])
    if not match:
        return set()
    first, second, year = (int(match[group]) for group in (1, 3, 4))
    read = (_iso(year, first, second), _iso(year, second, first))
    return {iso for iso in read if len(iso) == len("2026-05-01")}


def _spelled(words: list[str]) -> str:
    """Return the date in words such as `3 may 2019` or `oct. 2007`; a year has to be among them."""
    numbers = [word for word in words if word.isdecimal()]
    year = next((int(word) for word in numbers if len(word) == 4), 0)
    months = (_month(word) for word in words if len(word) > 2 and word.isalpha())
    month = next((one for one in months if one), 0)
    days = [int(word) for word in numbers if len(word) < 3]
    return _iso(year, month, days[0] if days and month else 0)


def _month(word: str) -> int:
    for index, name in enumerate(MONTHS, 1):
        if name.lower().startswith(word):
            return index
    return 9 if word == "sept" else 0
