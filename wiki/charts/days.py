"""A year as a calendar of days: a column for each week, a row for each day of the week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

CELL, GAP, LEFT, TOP = 11, 2, 28, 16
STEP = CELL + GAP
WEEK = 7
MOST_LEVEL = 4  # darker squares than this are not told apart


@dataclass(frozen=True)
class Day:
    """A square of the calendar: its place, its date as ISO text, its count, and its darkness.

    `level` is 0 for a count of 0, and at most MOST_LEVEL.
    """

    x: int
    y: int
    day: str
    count: int
    level: int


@dataclass(frozen=True)
class Calendar:
    """All squares of a year, and where each month begins: its x coordinate and `2026-05`."""

    days: tuple[Day, ...]
    months: tuple[tuple[int, str], ...]
    width: int
    height: int
    cell: int = CELL


def draw_calendar(year: int, counts: Mapping[str, int]) -> Calendar:
    """Return the calendar of a year; weeks begin on Monday. `counts` is by day as ISO text."""
    first = date(year, 1, 1)
    length = (date(year, 12, 31) - first).days + 1
    days = [_draw_day(first, first + timedelta(offset), counts) for offset in range(length)]
    months = tuple((one.x, one.day[:7]) for one in days if one.day.endswith("-01"))
    return Calendar(tuple(days), months, days[-1].x + CELL, TOP + WEEK * STEP)


def _draw_day(first: date, day: date, counts: Mapping[str, int]) -> Day:
    index = (day - first).days + first.weekday()
    iso = day.isoformat()
    count = counts.get(iso, 0)
    x, y = LEFT + index // WEEK * STEP, TOP + index % WEEK * STEP
    return Day(x, y, iso, count, min(count, MOST_LEVEL))
