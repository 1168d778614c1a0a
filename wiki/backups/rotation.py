"""Daily copies of the database: which of them stay, and making the one of today.

They are counted and not aged: a clock that was wrong for a day makes at most one of them go.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wiki.storage.copies import copy_database, remove_abandoned

WEEKS = 4
PREFIX = "daily-"
_NAME = re.compile(rf"{PREFIX}(\d{{4}}-\d\d-\d\d)(?:-\d+)?\.sqlite")


@dataclass(frozen=True)
class Daily:
    """A daily copy, and the day that it is of."""

    day: date
    path: Path


def find_daily(folder: Path) -> list[Daily]:
    """Return the daily copies in a folder, the newest first."""
    found = []
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if named := _NAME.fullmatch(path.name):
                with suppress(ValueError):
                    found.append(Daily(date.fromisoformat(named[1]), path))
    return sorted(found, key=lambda one: (one.day, one.path.name), reverse=True)


def to_remove(found: Iterable[Daily], *, days: int, weeks: int = WEEKS) -> list[Daily]:
    """Return those copies that are not kept; `found` has the newest first.

    Kept are the newest of each of the last `days` days that have one, and before these the
    newest of each of the last `weeks` weeks that have one.
    """
    by_day: dict[date, Daily] = {}
    for one in found:
        by_day.setdefault(one.day, one)
    daily, older = list(by_day.values())[:days], list(by_day.values())[days:]
    by_week: dict[tuple[int, int], Daily] = {}
    for one in older:
        by_week.setdefault(one.day.isocalendar()[:2], one)
    kept = {one.path for one in (*daily, *list(by_week.values())[:weeks])}
    return [one for one in found if one.path not in kept]


def make_daily(database: Path, folder: Path, today: date, *, days: int) -> Path | None:
    """Make the copy of today unless it is there, then remove those that are not kept.

    Return the path of a new copy. Raises Unavailable, and removes nothing then.
    """
    found = find_daily(folder)
    if any(one.day == today for one in found):
        return None
    made = copy_database(database, folder, f"{PREFIX}{today.isoformat()}")
    for one in to_remove(find_daily(folder), days=days):
        if one.path != made:
            one.path.unlink(missing_ok=True)
    remove_abandoned(folder)
    return made
