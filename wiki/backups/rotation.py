"""Daily copies of the database: making today's, and removing those that are too old.

Copies are counted, not dated: a clock that was wrong for a day removes at most one of them.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wiki.storage.copies import copy_database, remove_abandoned
from wiki.storage.schema import read_atlas_id

WEEKS = 4
PREFIX = "daily-"
_NAME = re.compile(rf"{PREFIX}(\d{{4}}-\d\d-\d\d)(?:-\d+)?\.sqlite")


@dataclass(frozen=True)
class Daily:
    """A daily copy of the database, and the day in its name."""

    day: date
    path: Path


def find_daily(folder: Path, database: Path) -> list[Daily]:
    """Return the daily copies of an atlas in a folder, the newest first.

    What has the name of one and is none is left out, be it a folder, the copy of another atlas or a
    file that cannot be read: it neither counts as a copy nor is removed.
    """
    copies, atlas = [], read_atlas_id(database)
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            if (named := _NAME.fullmatch(path.name)) and _is_copy_of(path, atlas):
                with suppress(ValueError):
                    copies.append(Daily(date.fromisoformat(named[1]), path))
    return _newest_first(copies)


def _is_copy_of(path: Path, atlas: str | None) -> bool:
    """Return whether a file is a copy of this atlas (an id); None stands for one without an id."""
    return path.is_file() and (atlas is None or read_atlas_id(path, is_copy=True) == atlas)


def _newest_first(copies: Iterable[Daily]) -> list[Daily]:
    return sorted(copies, key=lambda one: (one.day, one.path.name), reverse=True)


def to_remove(copies: Sequence[Daily], *, days: int, weeks: int = WEEKS) -> list[Daily]:
    """Return which daily copies to remove; `copies` has all of them, the newest first.

    One copy stays for each of the last `days` days that have one, and of older copies one for each
    of the last `weeks` weeks that have one: always the newest of its day or week.
    """
    by_day: dict[date, Daily] = {}
    for one in copies:
        by_day.setdefault(one.day, one)
    daily, older = list(by_day.values())[:days], list(by_day.values())[days:]
    by_week: dict[tuple[int, int], Daily] = {}
    for one in older:
        by_week.setdefault(one.day.isocalendar()[:2], one)
    staying = {one.path for one in (*daily, *list(by_week.values())[:weeks])}
    return [one for one in copies if one.path not in staying]


def make_daily(database: Path, folder: Path, today: date, *, days: int) -> Path | None:
    """Make today's copy of the database, then remove the copies that are too old to stay.

    Returns the path of the new copy; None where there is one of today already, and nothing is done
    then. Raises Unavailable where no copy can be made, and removes nothing then.
    """
    copies = find_daily(folder, database)
    if any(one.day == today for one in copies):
        return None
    copy = copy_database(database, folder, f"{PREFIX}{today.isoformat()}")
    for one in to_remove(_newest_first([*copies, Daily(today, copy)]), days=days):
        if one.path != copy:
            one.path.unlink(missing_ok=True)
    remove_abandoned(folder)
    return copy
