"""The record: how firmly the author held what was resolved since, and how that did.

A belief counts with the last credence before its resolution. A day counts as its first moment at
the site, so a number given on the day of the resolution is too late.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from wiki.db import db
from wiki.models import Area
from wiki.projections.paths import Step, per_cent
from wiki.queries.beliefs.listing import across
from wiki.queries.beliefs.standings import read_paths
from wiki.scoring import Bin, Movement, Scores, calibrate, measure_movement, score
from wiki.sections.belief import Belief
from wiki.text import is_placeholder
from wiki.visibility import AUTHOR, VISITOR

RESOLVED = {"true": True, "false": False}


@dataclass(frozen=True)
class Scored:
    """A resolved belief, its last credence before that, in per cent, and when it was held."""

    belief: Belief
    credence: Decimal
    held: str
    happened: bool
    year: str  # of the resolution

    @property
    def forecast(self) -> tuple[Decimal, bool]:
        """Return what is scored."""
        return self.credence, self.happened


@dataclass(frozen=True)
class Group:
    """The scores of some of the beliefs: those of a year, or of an area, None for no area."""

    name: str
    scores: Scores
    area: Area | None = None


@dataclass(frozen=True)
class Record:
    """All scored beliefs, the latest resolved last, and their scores: whole, in bins and groups.

    `unscored` counts those resolved beliefs that had no number before their resolution.
    """

    scored: Sequence[Scored]
    scores: Scores
    bins: Sequence[Bin]
    years: Sequence[Group]
    areas: Sequence[Group]
    unscored: int = 0


def read_record(zone: ZoneInfo) -> Record:
    """Return the record of what is public; it is the same for every reader."""
    query = across(Belief, reader=VISITOR).where(Belief.outcome.in_(RESOLVED))
    resolved = [row for row in db.session.scalars(query) if not is_placeholder(row.claim)]
    paths = read_paths({row.id for row in resolved}, reader=VISITOR)
    found = [_score(belief, paths[belief.id], zone) for belief in resolved]
    scored = sorted(
        (each for each in found if each),
        key=lambda each: (_moment(each.belief.ended_on, zone), each.belief.id),
    )
    return Record(
        scored=scored,
        scores=score([each.forecast for each in scored]),
        bins=calibrate([each.forecast for each in scored]),
        years=_by_year(scored),
        areas=_by_area(scored),
        unscored=len(resolved) - len(scored),
    )


def read_movement() -> Movement | None:
    """Return how the numbers moved of all beliefs that did not resolve, private ones among them."""
    query = across(Belief, reader=AUTHOR).where(Belief.outcome.not_in(RESOLVED))
    beliefs = [row for row in db.session.scalars(query) if not is_placeholder(row.claim)]
    paths = read_paths({row.id for row in beliefs}, reader=AUTHOR)
    return measure_movement([[per_cent(step[0]) for step in path] for path in paths.values()])


def _score(belief: Belief, path: Sequence[Step], zone: ZoneInfo) -> Scored | None:
    """Return a resolved belief with its last number before that, None where it had none."""
    if not belief.ended_on:  # a document may say how it ended, and not when
        return None
    end = _moment(belief.ended_on, zone)
    for number, day, moment in reversed(path):
        held = moment or day
        if _moment(held, zone) < end:
            year = f"{end.astimezone(zone):%Y}"
            return Scored(belief, per_cent(number), held, RESOLVED[belief.outcome], year)
    return None


def _moment(iso: str, zone: ZoneInfo) -> datetime:
    """Return the moment that ISO text names; of a day, a month or a year, the first one."""
    if len(iso) <= len("2026-05-01"):
        day = date.fromisoformat((iso + "-01-01")[:10])
        return datetime.combine(day, time(), zone).astimezone(UTC)
    moment = datetime.fromisoformat(iso)
    return moment.replace(tzinfo=moment.tzinfo or zone).astimezone(UTC)


def _by_year(scored: Sequence[Scored]) -> list[Group]:
    return [
        Group(year, score([each.forecast for each in members]))
        for year, members in _gathered(scored, lambda each: each.year)
    ]


def _by_area(scored: Sequence[Scored]) -> list[Group]:
    """Return the areas in the author's order, then what lies outside them."""
    found = []
    for area, members in _gathered(scored, lambda each: each.belief.topic.shown_area):
        name = area.title if area else ""
        found.append(Group(name, score([each.forecast for each in members]), area))
    return sorted(found, key=lambda group: (group.area is None, _place(group.area)))


def _place(area: Area | None) -> tuple[str, int]:
    return (area.position, area.id) if area else ("", 0)


def _gathered(
    scored: Iterable[Scored], key: Callable[[Scored], Any]
) -> list[tuple[Any, list[Scored]]]:
    groups: dict[Any, list[Scored]] = defaultdict(list)
    for each in scored:
        groups[key(each)].append(each)
    return list(groups.items())
