"""The changelog as a page shows it: grouped by day, and within a day by region."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby

from wiki.queries.changelog.entries import ChangelogEntry
from wiki.queries.changelog.sentences import Sentence
from wiki.sections.news import NamedTopic


@dataclass(frozen=True)
class DayLine:
    """A sentence of an entry. Only the first one of an entry has its `change_id`, to link to it.

    `more` is the number of items of the entry for which there is no room; its last line has it.
    """

    sentence: Sentence
    change_id: int | None
    more: int = 0
    entry_id: int = 0


@dataclass(frozen=True)
class RegionLines:
    """The lines of one day about some regions; `topics` is empty where each line names its own."""

    topics: tuple[NamedTopic, ...]
    lines: tuple[DayLine, ...]


@dataclass(frozen=True)
class ChangelogDay:
    """One day of the changelog, with its lines by region."""

    day: date
    regions: tuple[RegionLines, ...]

    @property
    def month(self) -> str:
        """Return the month of the day, such as `2026-11`."""
        return f"{self.day:%Y-%m}"


def group_by_day(entries: Sequence[ChangelogEntry], zone: tzinfo) -> list[ChangelogDay]:
    """Return entries (newest first) in groups by the day, in a time zone, on which they began."""
    days = groupby(entries, key=lambda entry: entry.at.astimezone(zone).date())
    return [ChangelogDay(day, _by_region(some)) for day, some in days]


def _by_region(entries: Iterable[ChangelogEntry]) -> tuple[RegionLines, ...]:
    """Return the lines of a day by region, in the order in which the regions first appear.

    A region that was set up that day has one line, which names it.
    """
    by_topics: dict[tuple[NamedTopic, ...], list[DayLine]] = {}
    for entry in entries:
        last = len(entry.sentences) - 1
        for index, one in enumerate(entry.sentences):
            more = entry.more if index == last else 0
            line = DayLine(one, None if index else entry.change_id, more, entry.change_id)
            by_topics.setdefault(() if one.opening else one.topics, []).append(line)
    return tuple(RegionLines(topics, tuple(lines)) for topics, lines in by_topics.items())
