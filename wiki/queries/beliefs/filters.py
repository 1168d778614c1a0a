"""The filters of the list of beliefs; and the list made of given rows, as a past day needs it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import contains_eager

from wiki.models import Area, Topic
from wiki.projections.paths import Standing
from wiki.projections.standings import EVEN
from wiki.text import sort_key
from wiki.visibility import Reader, sees_topic

NEVER = date.min
# What a list reads of the region that an item stands in, of a topic joined with its living area.
REGION = (Topic.slug, Topic.title, Topic.visibility, Area.title.label("area"))


@dataclass(frozen=True)
class AreaName:
    """The area of a region, as a list names it."""

    title: str


@dataclass(frozen=True)
class Region:
    """The region that an item stands in, as a list names it."""

    slug: str
    title: str
    visibility: str
    shown_area: AreaName | None


@dataclass(frozen=True)
class ListedBelief:
    """A belief in the list, with the standing of its credence."""

    belief: Any
    standing: Standing

    @property
    def movement(self) -> Decimal:
        """Return how far the credence last moved, in percentage points; 0 where it never moved."""
        was = self.standing.was
        return abs(self.belief.credence - was.credence) if was else Decimal(0)


@dataclass(frozen=True, kw_only=True)
class BeliefFilter:
    """The filters and the sort order of the list."""

    area: Area | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    moved_since: date | None = None
    not_affirmed_since: date | None = None
    sort: str = "movement"


def items_across_regions(model: Any, *, reader: Reader) -> Select[Any]:
    """Return the query for the items of a kind on all pages a reader may see, with their topics."""
    return (
        select(model)
        .join(model.topic)
        .where(model.deleted_at.is_(None), sees_topic(reader=reader))
        .options(contains_eager(model.topic).joinedload(Topic.area))
        .order_by(model.id)
    )


def with_region(query: Select[Any], model: Any) -> Select[Any]:
    """Return a query of a kind's rows, joined with what the columns of `REGION` are read from."""
    query = query.join(Topic, Topic.id == model.topic_id)
    return query.outerjoin(Area, and_(Area.id == Topic.area_id, Area.deleted_at.is_(None)))


def region_of(row: Any) -> Region:
    """Return the region that a row with the columns of `REGION` tells of."""
    area = AreaName(row.area) if row.area is not None else None
    return Region(row.slug, row.title, row.visibility, area)


def choose(
    beliefs: Iterable[Any], standings: Mapping[int, Standing], sought: BeliefFilter
) -> list[ListedBelief]:
    """Return the beliefs that meet the filters, sorted as asked for."""
    listed = (ListedBelief(belief, standings.get(belief.id, Standing())) for belief in beliefs)
    return sorted((each for each in listed if _fits(each, sought)), key=ORDERS[sought.sort])


def _fits(listed: ListedBelief, sought: BeliefFilter) -> bool:
    number, standing = listed.belief.credence, listed.standing
    area = listed.belief.topic.shown_area
    last_affirmed = standing.affirmed_on or NEVER
    return (
        (sought.area is None or (area is not None and area.id == sought.area.id))
        and (sought.at_least is None or (number is not None and number >= sought.at_least))
        and (sought.at_most is None or (number is not None and number <= sought.at_most))
        and (sought.moved_since is None or (standing.moved_on or NEVER) >= sought.moved_since)
        and (
            sought.not_affirmed_since is None
            or (number is not None and last_affirmed < sought.not_affirmed_since)
        )
    )


def _by_movement(listed: ListedBelief) -> tuple[Any, ...]:
    moved_on = listed.standing.moved_on or NEVER
    return -listed.movement, -moved_on.toordinal(), *_by_region(listed)


def _by_firmness(listed: ListedBelief) -> tuple[Any, ...]:
    """Return the sort key that puts credences farthest from 50% first: 5% comes before 90%."""
    number = listed.belief.credence
    return number is None, -abs((number or EVEN) - EVEN), *_by_region(listed)


def _by_region(listed: ListedBelief) -> tuple[Any, ...]:
    belief = listed.belief
    return sort_key(belief.topic.title), belief.topic_id, belief.position, belief.id


ORDERS: dict[str, Callable[[ListedBelief], tuple[Any, ...]]] = {
    "movement": _by_movement,
    "firmness": _by_firmness,
    "region": _by_region,
}
