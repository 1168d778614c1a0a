"""Where regions lie on the map: the stored place, or the one that a new region would get."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.map.grid import Ground, Spot
from wiki.map.places import settle
from wiki.models import PUBLIC, Area, Relation, Topic

NEAREST = 40  # between two places that the author sets


AT_ONCE = 400  # regions that are given a place while somebody waits


Ends = Iterable[tuple[int, int]]


def find_places(rows: Iterable[Any], ties: Ends) -> dict[int, Spot]:
    """Return the place of every topic, given rows with id, area, visibility, x and y.

    A private region gives way where its place is too near a public one.
    """
    topics = {row.id: row for row in rows}
    pairs = sorted({(min(ends), max(ends)) for ends in ties})
    public = [row for row in topics.values() if row.visibility == PUBLIC]
    spots = _settled(public, pairs, {})
    hidden = [row for row in topics.values() if row.visibility != PUBLIC]
    crowded = {row.id for row in hidden if _is_crowded(row, spots.values())}
    if hidden:
        spots = _settled(topics.values(), pairs, spots, without=crowded)
    return spots


def placed(rows: Iterable[Any]) -> list[Any]:
    """Return the rows of topics that have a place, and of the others as many as can wait for one.

    After rows came by other ways than an import there may be thousands without a place; they are
    on no map until `flask map relayout` or the saving of newer ones gives them theirs.
    """
    left = AT_ONCE
    found = []
    for row in rows:
        left -= row.x is None
        if row.x is not None or left >= 0:
            found.append(row)
    return found


def read_ground() -> tuple[Sequence[Any], list[tuple[int, int]]]:
    """Return what places depend on: the topics, and the ends of the relations between them."""
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
    """Return a place for each row; those in `spots`, and then those stored, are kept."""
    found, moving = list(rows), set(without)
    found.sort(key=lambda row: row.id)
    at = {row.id: index for index, row in enumerate(found)}
    areas = {area: n for n, area in enumerate(sorted({row.area_id or 0 for row in found} - {0}))}
    ground = Ground(
        tuple(at),
        tuple(areas.get(row.area_id, -1) for row in found),
        tuple((at[one], at[other]) for one, other in pairs if one in at and other in at),
    )
    known = tuple(
        spots.get(row.id) or (None if row.x is None or row.id in moving else (row.x, row.y))
        for row in found
    )
    return dict(zip(at, settle(ground, known), strict=True))


def _is_crowded(row: Any, spots: Iterable[Spot]) -> bool:
    return row.x is not None and any(_far((row.x, row.y), spot) < 2 * NEAREST for spot in spots)


def _far(one: Spot, other: Spot) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)
