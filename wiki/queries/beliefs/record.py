"""The record: how well the credences of beliefs that resolved true or false predicted this.

A belief is scored by its last credence before the resolution. A resolution that is dated to a day
counts as the first moment of that day at the site, so a credence given on that day is too late. A
resolution that was entered on its own day has its time, and what was saved after it is too late.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wiki.clock import first_moment
from wiki.db import db
from wiki.models import Area, Topic
from wiki.projections.credence_paths import Step, per_cent
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.beliefs.on_the_day import without_later_points
from wiki.queries.beliefs.standings import read_paths
from wiki.scoring import Bin, Movement, Scores, calibrate, measure_movement, score
from wiki.sections.belief import Belief
from wiki.text import is_placeholder
from wiki.visibility import (
    AUTHOR,
    VISITOR,
    is_deleted,
    is_set_public_in_sql,
    is_slot,
    was_deleted_in_public,
)

RESOLVED = {"true": True, "false": False}


@dataclass(frozen=True)
class Scored:
    """A resolved belief with the credence by which it is scored.

    `credence` is the last one held before the belief was resolved, in per cent, and `held_on` the
    day on which it was given. `happened` is true where the claim came true.
    """

    belief: Belief
    credence: Decimal
    held_on: str
    happened: bool
    year: str  # of the resolution

    @property
    def forecast(self) -> tuple[Decimal, bool]:
        """Return the credence in per cent, and whether the belief came true."""
        return self.credence, self.happened


@dataclass(frozen=True)
class ScoreGroup:
    """The scores of the resolved beliefs of one year or one area.

    `name` is the year or the area's title; `area` is None for a year, and for no area (`name` is
    "").
    """

    name: str
    scores: Scores
    area: Area | None = None


@dataclass(frozen=True)
class TrackRecord:
    """All scored beliefs, sorted by resolution, with their scores in all, by bin and by group.

    `unscored` counts the resolved beliefs that had no credence before their resolution, `deleted`
    those that are deleted now: deleting wrong predictions must not improve a record unnoticed.
    """

    scored: Sequence[Scored]
    scores: Scores
    bins: Sequence[Bin]
    years: Sequence[ScoreGroup]
    areas: Sequence[ScoreGroup]
    unscored: int = 0
    deleted: int = 0


def read_record(zone: ZoneInfo) -> TrackRecord:
    """Return the record of the public beliefs, the same for every reader; `zone` is the site's."""
    scored, unscored = read_scored(zone)
    return TrackRecord(
        scored=scored,
        scores=score([each.forecast for each in scored]),
        bins=calibrate([each.forecast for each in scored]),
        years=_by_year(scored),
        areas=_by_area(scored),
        unscored=unscored,
        deleted=_count_deleted(),
    )


def read_scored(zone: ZoneInfo) -> tuple[list[Scored], int]:
    """Return the public beliefs that are scored, sorted by resolution, and how many are not.

    Those that are not had no credence before their resolution; `zone` is the site's.
    """
    query = items_across_regions(Belief, reader=VISITOR).where(Belief.outcome.in_(RESOLVED))
    resolved = [row for row in db.session.scalars(query) if not is_placeholder(row.claim)]
    paths = read_paths({row.id for row in resolved}, reader=VISITOR)
    counted = without_later_points(resolved, paths, zone)
    found = [_score(belief, counted[belief.id], zone) for belief in resolved]
    scored = sorted(
        (each for each in found if each),
        key=lambda each: (first_moment(each.belief.ended_on, zone), each.belief.id),
    )
    return scored, len(resolved) - len(scored)


def _count_deleted() -> int:
    """Return the number of resolved beliefs that were deleted, alone or with their region.

    Those that visitors did not see when they were deleted are left out.
    """
    # Each of the two has an index of its own; for either, SQLite would read all beliefs.
    itself = select(Belief.id).where(is_deleted(Belief), was_deleted_in_public(Belief))
    with_region = select(Belief.id).join(Topic, Topic.id == Belief.topic_id)
    with_region = with_region.where(is_deleted(Topic), was_deleted_in_public(Topic))
    with_region = with_region.where(Belief.deleted_at.is_(None))
    deleted = itself.correlate(None).union(with_region.correlate(None))
    query = select(func.count()).select_from(Belief).join(Topic, Topic.id == Belief.topic_id)
    resolved = (Belief.outcome.in_(RESOLVED), ~is_slot(Belief.claim), is_set_public_in_sql())
    return db.session.scalar(query.where(Belief.id.in_(deleted), *resolved)) or 0


def read_movement() -> Movement | None:
    """Return movement and uncertainty reduction of all unresolved beliefs, also private ones.

    None where there is nothing to measure.
    """
    query = items_across_regions(Belief, reader=AUTHOR).where(Belief.outcome.not_in(RESOLVED))
    beliefs = [row for row in db.session.scalars(query) if not is_placeholder(row.claim)]
    paths = read_paths({row.id for row in beliefs}, reader=AUTHOR)
    return measure_movement([[per_cent(step[0]) for step in path] for path in paths.values()])


def _score(belief: Belief, path: Sequence[Step], zone: ZoneInfo) -> Scored | None:
    """Return a resolved belief with its last credence before that; None for no such credence."""
    if not belief.ended_on:  # a document may say how it ended, and not when
        return None
    end = first_moment(belief.ended_on, zone)
    for credence, day, moment in reversed(path):
        held_on = moment or day
        if first_moment(held_on, zone) < end:
            year = f"{end.astimezone(zone):%Y}"
            return Scored(belief, per_cent(credence), held_on, RESOLVED[belief.outcome], year)
    return None


def _by_year(scored: Sequence[Scored]) -> list[ScoreGroup]:
    return [
        ScoreGroup(year, score([each.forecast for each in members]))
        for year, members in _gathered(scored, lambda each: each.year)
    ]


def _by_area(scored: Sequence[Scored]) -> list[ScoreGroup]:
    """Return the scores by area in the author's order, beliefs without an area last."""
    groups = []
    for area, members in _gathered(scored, lambda each: each.belief.topic.shown_area):
        name = area.title if area else ""
        groups.append(ScoreGroup(name, score([each.forecast for each in members]), area))
    return sorted(groups, key=lambda group: (group.area is None, _list_position(group.area)))


def _list_position(area: Area | None) -> tuple[str, int]:
    return (area.position, area.id) if area else ("", 0)


def _gathered(
    scored: Iterable[Scored], key: Callable[[Scored], Any]
) -> list[tuple[Any, list[Scored]]]:
    groups: dict[Any, list[Scored]] = defaultdict(list)
    for each in scored:
        groups[key(each)].append(each)
    return list(groups.items())
