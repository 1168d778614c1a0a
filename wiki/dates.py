"""Dates known to the day, the month or the year: `2026-05-01`, `2026-05`, `2026`.

They are stored as ISO 8601 text and sort as plain strings. Names of months are English, whatever
the machine's locale.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from wiki.numerals import OTHER_DIGITS, has_other_digits, plain_forms

FIRST_HALF = ["January", "February", "March", "April", "May", "June"]
SECOND_HALF = ["July", "August", "September", "October", "November", "December"]
MONTHS = FIRST_HALF + SECOND_HALF
FIRST_YEAR = 1000
TOO_EARLY = f"The year has to be {FIRST_YEAR} or later."
MOST_DAYS = 3650
WHOLE_DAYS = f"Write a whole number of days from 1 to {MOST_DAYS}, or nothing."
LEAP_YEAR = 2000

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2}) )?([a-z]{3,9})(?: ([0-9]{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9}) ([0-9]{1,2})(?: ([0-9]{4}))?")


class DateError(ValueError):
    """A date that cannot be saved as typed; the text is the sentence to show."""


class FutureDate(DateError):
    """A date is in the future where only today or an earlier day can be meant."""


def parse_date(text: str, *, today: date, ahead: bool = False, begun: date | None = None) -> str:
    """Read a date that is not in the future as ISO text; "" for empty text.

    It accepts `2026-05-01`, `2026-05`, `2026`, `today`, `yesterday`, `3 May`, `3 May 2026`, `May 3,
    2026` and `May 2026`. With `ahead`, a day may be in the future, and one without a year is the
    next such day instead of the last. `begun` is the last day that is not in the future, by default
    `today`. Raises DateError for a text that is no date or no day of the calendar, a future date,
    and a year before 1000.
    """
    words = plain_forms(text[:100]).lower().replace(",", " ").replace(".", " ")
    words = " ".join(words.split())
    if not words:
        return ""
    iso = _read(words, today, ahead)
    if iso is None:
        hint = f"{OTHER_DIGITS} " if has_other_digits(words) else ""
        hint += "Try 2026-05-01, 2026-05 or 2026."
        raise DateError(f"I cannot read “{_shortened(text)}” as a date. {hint}")
    if not ahead and iso > (begun or today).isoformat()[: len(iso)]:
        raise FutureDate("That date is in the future.")
    if int(iso[:4]) < FIRST_YEAR:
        raise DateError(TOO_EARLY)
    return iso


def parse_with_year(text: str) -> str:
    """Read a date that names its year, past or future, as ISO text; "" for empty text.

    It accepts what `parse_date` does, except `today`, `yesterday` and days without a year. Raises
    DateError.
    """
    iso = parse_date(text, today=date.max)
    if iso.startswith(str(date.max.year)):  # where a day without a year is put
        raise DateError("Write the year too, such as 2026-05-01.")
    return iso


def parse_day(text: str, today: date, *, begun: date | None = None) -> date | None:
    """Read a date that has to be a whole day; None for empty text. Raises DateError."""
    iso = parse_date(text, today=today, begun=begun)
    if iso and len(iso) < len("2026-05-01"):
        raise DateError("Write the whole day, such as 2026-05-01.")
    return date.fromisoformat(iso) if iso else None


def parse_days(text: str) -> int | None:
    """Read a number of days, at most ten years; None for empty text. Raises DateError."""
    typed = plain_forms(text[:100]).strip()
    if not typed:
        return None
    if not re.fullmatch(r"0*[1-9][0-9]{0,3}", typed) or int(typed) > MOST_DAYS:
        hint = f" {OTHER_DIGITS}" if has_other_digits(typed) else ""
        raise DateError(WHOLE_DAYS + hint)
    return int(typed)


def first_day(iso: str) -> date | None:
    """Return the first day of a stored date, None for an empty one."""
    return date.fromisoformat((iso + "-01-01")[:10]) if iso else None


def last_day(iso: str) -> date | None:
    """Return the last day of a stored date, None for an empty one."""
    first = first_day(iso)
    if first is None or len(iso) == len("2026-05-01"):
        return first
    month = first.month if len(iso) == len("2026-05") else len(MONTHS)
    return date(first.year, month, monthrange(first.year, month)[1])


def parse_moment(text: str, *, today: date, now: datetime, begun: date | None = None) -> str:
    """Read a date as `parse_date` does, or a moment with its offset in the form of `moment_text`.

    A moment such as `2026-05-01T14:30:00+02:00` is compared with `now`, as the date in it may
    differ from the author's. Raises DateError, also for a moment before the year 1000.
    """
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        return parse_date(text, today=today, begun=begun)
    if moment > now:
        raise DateError("That date is in the future.")
    # A year below 1000 comes first: at the first days of the calendar there may be no UTC.
    if moment.year < FIRST_YEAR or moment.astimezone(UTC).year < FIRST_YEAR:
        raise DateError(TOO_EARLY)
    return moment_text(moment)


def moment_text(moment: datetime) -> str:
    """Return the only form in which a moment with an offset is stored: ISO text in its own zone.

    It has at most 32 characters: digits after those of microseconds are not kept, and a moment
    whose offset is no whole number of minutes, as before 1900, is given in UTC. So is one that is
    before the year 1000 in its own zone alone.
    """
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1) or moment.year < FIRST_YEAR:
        moment = moment.astimezone(UTC)
    return moment.isoformat()


def stated_date(day: date, stated: str | None) -> str:
    """Return a day as ISO text, or `stated`, a month or year, if the day itself is not known."""
    return stated if stated and len(stated) < len("2026-05-01") else day.isoformat()


def format_date(iso: str) -> str:
    """Return a date in full: `1 May 2026`, `May 2026`, `2026`, or "" for an empty one."""
    return _spelled(iso, len("September"))


def format_short(iso: str) -> str:
    """Return a date with a three-letter month: `9 Nov 2026`, `Nov 2026`, `2026`, or ""."""
    return _spelled(iso, 3)


def _read(words: str, today: date, ahead: bool) -> str | None:
    relative = {"today": 0, "yesterday": 1}
    if words in relative:
        return (today - timedelta(days=relative[words])).isoformat()
    if match := _ISO.fullmatch(words):
        year, month, day = match.groups()
        return _iso(int(year), int(month) if month else None, int(day) if day else None)
    if match := _DAY_FIRST.fullmatch(words):
        day, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(words):
        name, day, year = match.groups()
    else:
        return None
    return _named(name, day, year, today, ahead)


def _named(name: str, day: str | None, year: str | None, today: date, ahead: bool) -> str | None:
    month = next((n for n, full in enumerate(MONTHS, 1) if full.lower().startswith(name)), None)
    if month is None or not (day or year):
        return None
    if year:
        return _iso(int(year), month, int(day) if day else None)
    return _nearest(month, int(day or 0), today, ahead)


def _nearest(month: int, day: int, today: date, ahead: bool) -> str:
    """Return the latest such day up to today, or with `ahead` the next one from today on.

    Nine years are searched: between two 29 Februaries there are at most eight.
    """
    _check_day(LEAP_YEAR, month, day, MONTHS[month - 1])
    years = range(today.year, today.year + 9) if ahead else range(today.year, today.year - 9, -1)
    for year in years:
        if date.min.year <= year <= date.max.year and day <= monthrange(year, month)[1]:
            candidate = date(year, month, day)
            if candidate >= today if ahead else candidate <= today:
                return candidate.isoformat()
    raise DateError("There is no such day.")


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    """Return ISO text, None for the year 0.

    Raises DateError for a month or day that does not exist.
    """
    if year < date.min.year:
        return None
    if month is not None and not 1 <= month <= len(MONTHS):
        raise DateError(f"There is no month {month}: write one from 1 to 12, as in 2026-05-01.")
    if day is not None and month is not None:
        name = MONTHS[month - 1]
        _check_day(year, month, day, f"{name} {year}" if name == "February" else name)
    whole = date(year, month or 1, day or 1).isoformat()
    return whole if day is not None else whole[:7] if month is not None else whole[:4]


def _check_day(year: int, month: int, day: int, name: str) -> None:
    """Raise DateError where the month, called `name`, has no such day."""
    most = monthrange(year, month)[1]
    if not 1 <= day <= most:
        raise DateError(f"There is no such day: {name} has {most} days.")


def _spelled(iso: str, letters: int) -> str:
    match = _ISO.fullmatch(iso)
    if match is None or match[2] is None or not 1 <= int(match[2]) <= 12:
        return iso
    month = MONTHS[int(match[2]) - 1][:letters]
    return f"{int(match[3])} {month} {match[1]}" if match[3] else f"{month} {match[1]}"


def _shortened(text: str) -> str:
    words = " ".join(text[:100].split())
    return words if len(words) <= 40 else f"{words[:40]}…"
