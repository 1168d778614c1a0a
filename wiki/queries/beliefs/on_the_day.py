"""Which credences of the day on which a belief resolved were given before it resolved.

Often only the day of such a credence is known. The journal knows when it was saved, and when a
resolution was entered.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wiki.clock import day_in, first_moment
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.projections.credence_paths import Step
from wiki.queries.beliefs.alterations import alterations
from wiki.queries.beliefs.points import Point, list_points
from wiki.sections.belief import Belief
from wiki.visibility import VISITOR, Reader

Paths = Mapping[int, Sequence[Step]]
AS_IT_HAPPENED = timedelta(minutes=1)  # between the request that entered it and its change
Entered = tuple[int, datetime]  # the id of the change that entered a resolution, and its moment


def without_later_points(beliefs: Sequence[Belief], paths: Paths, zone: ZoneInfo) -> Paths:
    """Return the points of beliefs without those saved after the resolution, on its day.

    `paths` are the points that visitors know of, by belief id. Where a resolution has a day and no
    time, all points of that day count as too late when the belief is scored, and stay here.
    """
    doubtful = [
        row for row in beliefs if any(_is_on_the_day(row, step, zone) for step in paths[row.id])
    ]
    if not doubtful:
        return paths
    points = list_points([row.id for row in doubtful], reader=VISITOR)
    entered = _read_entered(doubtful)
    remaining = {
        row.id: [
            step
            for step, point in zip(paths[row.id], points[row.id], strict=True)
            if not _is_on_the_day(row, step, zone)
            or _is_before(point, row, entered.get(row.id), zone)
        ]
        for row in doubtful
    }
    return {**paths, **remaining}


def read_points_until_end(
    ended: Sequence[Any], *, reader: Reader, zone: ZoneInfo
) -> dict[int, list[Point]]:
    """Return the points of ended beliefs that were held before these ended, by the belief's id.

    The beliefs may be rows of their ids and of when they ended. The record goes by the same rule.
    """
    points, entered = list_points([row.id for row in ended], reader=reader), _read_entered(ended)
    return {
        row.id: [
            point
            for point in points.get(row.id, ())
            if _was_held_before_end(point, row, entered.get(row.id), zone)
        ]
        for row in ended
    }


def _was_held_before_end(
    point: Point, belief: Any, entered: Entered | None, zone: ZoneInfo
) -> bool:
    day, moment = point.held_on.isoformat(), point.held_at
    if _is_on_the_day(belief, (0, day, moment), zone):
        return _is_before(point, belief, entered, zone)
    return first_moment(moment or day, zone) < first_moment(belief.ended_on, zone)


def _is_on_the_day(belief: Belief, step: Step, zone: ZoneInfo) -> bool:
    """Return whether a point without a time is of the day of a resolution that has a time.

    That is the day in the site's zone now, or the day as it was written when it was entered.
    """
    _, day, moment = step
    if moment or "T" not in belief.ended_on:
        return False
    return day in (belief.ended_on[: len(day)], day_in(zone, belief.ended_on))


def _is_before(point: Point, belief: Belief, entered: Entered | None, zone: ZoneInfo) -> bool:
    """Return whether a point was saved before its belief resolved.

    Where the resolution was entered as it happened, the order of the changes decides, as its moment
    is in whole seconds and may be that of another change, too.
    """
    end = first_moment(belief.ended_on, zone)
    if entered and timedelta() <= entered[1] - end < AS_IT_HAPPENED:
        return point.change.id < entered[0]
    return point.change.at < end


def _read_entered(beliefs: Sequence[Belief]) -> dict[int, Entered]:
    """Return, by belief id, the change that first set the present moment of each resolution."""
    ended = Revision.after["ended_on"].as_string()
    query = alterations("ended_on").add_columns(ended, Change.id, Change.at).where(ended != "")
    entered: dict[int, dict[str, Entered]] = defaultdict(dict)
    asked = {"belief_ids": [row.id for row in beliefs]}
    for belief_id, moment, change_id, at in db.session.execute(query, asked):
        entered[belief_id].setdefault(moment, (change_id, at))
    return {
        row.id: entered[row.id][row.ended_on] for row in beliefs if row.ended_on in entered[row.id]
    }
