"""The filters of the lists of beliefs, and the rows and columns that these lists show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager

from wiki.models import Area, Topic
from wiki.projections.credence_paths import Standing
from wiki.visibility import Reader, sees_topic

SORTS = ("movement", "firmness", "region")

# The columns that a list reads of an item's region; the area is joined only if it is not deleted.
REGION = (Topic.slug, Topic.title, Topic.visibility, Area.title.label("area"))


@dataclass(frozen=True)
class AreaName:
    """The area of a region, as a list shows it."""

    title: str


@dataclass(frozen=True)
class ListedRegion:
    """The region of an item, as a list shows it."""

    slug: str
    title: str
    visibility: str
    shown_area: AreaName | None


@dataclass(frozen=True)
class BeliefRow:
    """A belief with the fields that a list shows."""

    id: int
    claim: str
    credence: Decimal | None
    why: str
    range: str
    resolves_on: str
    topic: ListedRegion


@dataclass(frozen=True)
class ListedBelief:
    """A belief in a list, with the standing of its credence."""

    belief: BeliefRow
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class BeliefFilter:
    """The filters and the sort order of a list of beliefs.

    `at_least` and `at_most` are credences in per cent; None is for no filter. `sort` is one of
    SORTS.
    """

    area: Area | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    moved_since: date | None = None
    not_affirmed_since: date | None = None
    sort: str = "movement"

    @property
    def chooses(self) -> bool:
        """Return whether any filter is set; the order alone leaves all beliefs in the list."""
        return self != BeliefFilter(sort=self.sort)


def items_across_regions(model: Any, *, reader: Reader) -> Select[Any]:
    """Return a query for the items of a model on all pages a reader may see, with their topics."""
    return (
        select(model)
        .join(model.topic)
        .where(model.deleted_at.is_(None), sees_topic(reader=reader))
        .options(contains_eager(model.topic).joinedload(Topic.area))
        .order_by(model.id)
    )


def with_region(query: Select[Any], model: Any) -> Select[Any]:
    """Return a query of a model's rows joined with topic and area, for the columns of `REGION`."""
    query = query.join(Topic, Topic.id == model.topic_id)
    return query.outerjoin(Area, and_(Area.id == Topic.area_id, Area.deleted_at.is_(None)))


def region_of(row: Any) -> ListedRegion:
    """Return the region of a result row that has the columns of `REGION`."""
    area = AreaName(row.area) if row.area is not None else None
    return ListedRegion(row.slug, row.title, row.visibility, area)


def conditions(sought: BeliefFilter, model: Any) -> list[Any]:
    """Return a filter's SQL conditions on `model`: `BeliefStanding`, or `PastStanding`."""
    credence, affirmed_on = model.credence, model.affirmed_on
    wanted: list[Any] = []
    if sought.area is not None:
        wanted.append(model.area_id == sought.area.id)
    if sought.at_least is not None:
        wanted.append(credence >= sought.at_least)
    if sought.at_most is not None:
        wanted.append(credence <= sought.at_most)
    if sought.moved_since is not None:
        wanted.append(model.moved_on >= sought.moved_since)
    if (day := sought.not_affirmed_since) is not None:
        never_since = or_(affirmed_on.is_(None), affirmed_on < day)
        wanted.append(and_(credence.is_not(None), never_since))
    return wanted


@cache
def orders(model: Any) -> Mapping[str, tuple[Any, ...]]:
    """Return the columns to sort by for each sort order; `model` as for `conditions`."""
    # SQLite takes a missing value for the smallest: in falling order it comes last.
    list_order = (model.region, model.topic_id, model.position, model.belief_id)
    return {
        "movement": (model.movement.desc(), model.moved_on.desc(), *list_order),
        "firmness": (model.firmness.desc(), *list_order),
        "region": list_order,
    }
