"""Places on the map: the stored coordinates of a region, or those a new region would get."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.map.window import Spot
from wiki.models import Area, Relation, Topic
from wiki.visibility import is_set_public

NEAREST = 40  # least distance between two places that the author sets


AT_ONCE = 400  # regions that are given a place within one request


Ends = Iterable[tuple[int, int]]


def find_places(rows: Iterable[Any], ties: Ends) -> dict[int, Spot]:
    """Return the place (x, y) of every topic; rows have id, area_id, visibility, x and y.

    Public regions are placed without regard to private ones. A private region whose place is
    then too near to a public one gets another.
    """
    topics = {row.id: row for row in rows}
    pairs = sorted({(min(ends), max(ends)) for ends in ties})
    public = [row for row in topics.values() if is_set_public(row)]
    spots = _settled(public, pairs, {})
    hidden = [row for row in topics.values() if not is_set_public(row)]
    crowded = {row.id for row in hidden if _is_crowded(row, spots.values())}
    if hidden:
        spots = _settled(topics.values(), pairs, spots, without=crowded)
    return spots


def placed(rows: Iterable[Any]) -> list[Any]:
    """Return the topics that have a place, and at most AT_ONCE of those that have none.

    Rows inserted by other programs may be thousands without a place. Those left out are on no map
    until `flask map relayout` or later saves give them one.
    """
    room = AT_ONCE
    chosen = []
    for row in rows:
        room -= row.x is None
        if row.x is not None or room >= 0:
            chosen.append(row)
    return chosen


def read_layout_input() -> tuple[Sequence[Any], list[tuple[int, int]]]:
    """Return the input for computing places: all topics, and the topic ids of each relation."""
    area = select(Area.id).where(Area.id == Topic.area_id, Area.deleted_at.is_(None))
    columns = (
        Topic.id,
        area.scalar_subquery().label("area_id"),
        Topic.visibility,
        Topic.x,
        Topic.y,
    )
    rows = db.session.execute(select(*columns).where(Topic.deleted_at.is_(None)).order_by(Topic.id))
    ends = select(Relation.topic_id, Relation.region_id).where(Relation.deleted_at.is_(None))
    return rows.all(), [(one, other) for one, other in db.session.execute(ends)]


def _settled(
    rows: Iterable[Any],
    pairs: Sequence[tuple[int, int]],
    spots: Mapping[int, Spot],
    *,
    without: Iterable[int] = (),
) -> dict[int, Spot]:
    """Return a place for each row: the one in `spots`, else the stored one, else a new one.

    Rows whose id is in `without` get a new one although one is stored.
    """
    topics, moving = list(rows), set(without)
    topics.sort(key=lambda row: row.id)
    at = {row.id: index for index, row in enumerate(topics)}
    areas = {area: n for n, area in enumerate(sorted({row.area_id or 0 for row in topics} - {0}))}
    places = tuple(
        spots.get(row.id) or (None if row.x is None or row.id in moving else (row.x, row.y))
        for row in topics
    )
    stored = [spot for spot in places if spot]
    if len(stored) == len(at):
        return dict(zip(at, stored, strict=True))
    # Imported here, because it takes long and is seldom needed.
    from wiki.map.grid import LayoutInput
    from wiki.map.places import place_regions

    regions = LayoutInput(
        tuple(at),
        tuple(areas.get(row.area_id, -1) for row in topics),
        tuple((at[one], at[other]) for one, other in pairs if one in at and other in at),
    )
    return dict(zip(at, place_regions(regions, places), strict=True))


def _is_crowded(row: Any, spots: Iterable[Spot]) -> bool:
    return row.x is not None and any(_far((row.x, row.y), spot) < 2 * NEAREST for spot in spots)


def _far(one: Spot, other: Spot) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
