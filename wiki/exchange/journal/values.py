"""Checks of single values in a journal file, by what they stand for."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from wiki.text import without_controls

Check = Callable[[Any], bool]
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")


def is_text(value: Any) -> bool:
    """Return whether a value is a text that pages and feeds can hold."""
    return isinstance(value, str) and without_controls(value) == value


def is_id(value: Any) -> bool:
    """Return whether a value can be an id."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53


def is_moment(value: Any) -> bool:
    """Return whether a value is a moment with its offset, as ISO text, that UTC has as well."""
    try:
        return is_written_moment(value) and bool(datetime.fromisoformat(value).astimezone(UTC))
    except OverflowError:
        return False


def is_written_moment(value: Any) -> bool:
    """Return whether a value is a moment with its offset in any form, also at the year 1."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).utcoffset() is not None
    except ValueError:
        return False


def is_day(value: Any) -> bool:
    """Return whether a value is a whole day, as ISO text."""
    return is_date(value) and len(value) == len("2026-05-01")


def is_date(value: Any) -> bool:
    """Return whether a value is a day, a month or a year, as ISO text, or empty."""
    if value == "":
        return True
    try:
        matches = isinstance(value, str) and _DATE.fullmatch(value)
        return bool(matches) and date.fromisoformat((value + "-01-01")[:10]).year >= 1000
    except ValueError:
        return False


def is_percent(value: Any) -> bool:
    """Return whether a value is a credence from 0 to 100 per cent, as text such as `12.5`."""
    return isinstance(value, str) and bool(_PERCENT.fullmatch(value)) and Decimal(value) <= 100


def is_bool(value: Any) -> bool:
    """Return whether a value is true or false, and no number."""
    return isinstance(value, bool)


def is_count(value: Any) -> bool:
    """Return whether a value is a whole number from 0 on."""
    return value == 0 or is_id(value)
