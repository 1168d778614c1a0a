"""The atlas as a whole: its identity, and its areas with their topics."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import and_, func, or_, select, text

from wiki.db import db
from wiki.journal_tables import Change
from wiki.models import Area, Atlas, Topic
from wiki.queries.areas import list_areas
from wiki.queries.names import by_title
from wiki.queries.paging import ListPage, page_numbers
from wiki.queries.topics import written
from wiki.visibility import Reader, visible_topics

# What the first page lists at most: areas, regions in all of them, and regions of one. However many
# areas there are, each has room for some.
MOST_AREAS, MOST_REGIONS, MOST = 60, 240, 150
ON_A_PAGE = 500  # regions on one page of an area
Name = Callable[[str, int], str]  # from an item's kind and id to its URN


@dataclass(frozen=True)
class ListedTopic:
    """A topic in a list, as it is (`Topic`) or as it was (`PastNode`), and whether it is a stub."""

    topic: Any
    stub: bool


@dataclass(frozen=True)
class AreaWithTopics:
    """An area with its topics; `area` is None for the group of topics without an area.

    `entries` are the first topics; `total` counts all of them.
    """

    area: Area | None
    entries: tuple[ListedTopic, ...]
    total: int

    @property
    def more(self) -> int:
        """Return how many topics are left out of `entries`."""
        return self.total - len(self.entries)


@dataclass(frozen=True)
class AreasWithTopics:
    """The areas that the first page lists; `more` is the number of areas left out."""

    listed: Sequence[AreaWithTopics]
    more: int = 0


@dataclass(frozen=True)
class Identity:
    """Which atlas this is: its id, and whether it is the demo.

    `replaced` is the id of the atlas whose place it took, None for none. `is_new` says that it is
    the author's own in place of the demo and that nothing was saved in it since.
    """

    id: str
    is_demo: bool
    replaced: str | None
    is_new: bool


def check_readable() -> None:
    """Ask the database for nothing. Raises DatabaseError where it cannot answer."""
    db.session.execute(text("SELECT 1"))


def atlas_id() -> str:
    """Return the id of this atlas, a UUID as text."""
    return db.session.scalars(select(Atlas.id)).one()


def read_identity() -> Identity:
    """Return the identity of this atlas: its id, and whether it is the demo."""
    latest = func.coalesce(select(func.max(Change.id)).scalar_subquery(), 0)
    row, newest = db.session.execute(select(Atlas, latest)).one()
    is_new = row.replaced is not None and newest <= row.begun_with
    return Identity(row.id, row.is_demo, row.replaced, not row.is_demo and is_new)


def has_journal() -> bool:
    """Return whether anything was ever saved in this atlas."""
    return db.session.scalar(select(Change.id).limit(1)) is not None


def permanent_ids() -> Name:
    """Return a function from an item's kind and id to its URN, which is unique to this atlas."""
    atlas = UUID(atlas_id())
    return lambda kind, item_id: uuid5(atlas, f"{kind}/{item_id}").urn


def list_areas_with_topics(*, reader: Reader) -> AreasWithTopics:
    """Return the areas with their first topics, in the author's order.

    The topics without an area come last.
    """
    areas = list_areas(reader=reader)
    rank = func.row_number().over(partition_by=Area.id, order_by=by_title())
    total = func.count().over(partition_by=Area.id)
    numbered = (
        visible_topics(reader=reader)
        .outerjoin(Area, and_(Area.id == Topic.area_id, Area.deleted_at.is_(None)))
        .with_only_columns(Topic.id, Area.id.label("area"), rank.label("n"), total.label("total"))
        .subquery()
    )
    rows = db.session.execute(
        select(Topic, numbered.c.area, numbered.c.total)
        .join(numbered, numbered.c.id == Topic.id)
        .where(numbered.c.n <= room_for(len(areas)))
        .where(or_(numbered.c.area.is_(None), numbered.c.area.in_(shown_ids(areas))))
        .order_by(*by_title())
    ).all()
    totals: dict[int | None, int] = {area: count for _, area, count in rows}
    area_of = {topic.id: area for topic, area, _ in rows}
    own: dict[int | None, list[ListedTopic]] = defaultdict(list)
    for entry in mark_stubs(topic for topic, _, _ in rows):
        own[area_of[entry.topic.id]].append(entry)
    return group_by_area(own, areas, totals)


def room_for(areas: int) -> int:
    """Return how many topics of each area the first page lists where there are so many areas."""
    return min(MOST, MOST_REGIONS // max(1, min(areas, MOST_AREAS)))


def shown_ids(areas: Sequence[Area]) -> list[int]:
    """Return the ids of the first areas, as many as the first page lists."""
    return [area.id for area in areas[:MOST_AREAS]]


def group_by_area(
    own: Mapping[int | None, Sequence[ListedTopic]],
    areas: Sequence[Area],
    totals: Mapping[int | None, int],
) -> AreasWithTopics:
    """Return the first areas with their first topics, then the topics without an area.

    `own` has the topics that may be listed, and `totals` how many there are, by the id of their
    area (None for no area).
    """
    room = room_for(len(areas))
    places = [*areas[:MOST_AREAS], *([None] if own.get(None) else [])]
    ids = [area.id if area else None for area in places]
    groups = [
        AreaWithTopics(area, tuple(own.get(key, ())[:room]), totals.get(key, 0))
        for area, key in zip(places, ids, strict=True)
    ]
    return AreasWithTopics(groups, len(areas) - len(areas[:MOST_AREAS]))


def topics_of(area: Area | None, page: int, *, reader: Reader) -> ListPage[ListedTopic]:
    """Return one page of the topics of an area, or (None) of those without an area, by title.

    A page number that is too high gives the last page.
    """
    query = visible_topics(reader=reader)
    if area:
        query = query.where(Topic.area_id == area.id)
    else:
        query = query.where(~Topic.area.has(Area.deleted_at.is_(None)))
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    page, pages = page_numbers(total, page, ON_A_PAGE)
    first = query.order_by(*by_title()).offset((page - 1) * ON_A_PAGE)
    entries = mark_stubs(db.session.scalars(first.limit(ON_A_PAGE)))
    return ListPage(entries, page, pages, total)


def mark_stubs(topics: Iterable[Topic]) -> list[ListedTopic]:
    """Return the topics, each with whether it is a stub, in one query for all."""
    listed = list(topics)
    written_ids = written([topic.id for topic in listed])
    return [ListedTopic(topic, topic.id not in written_ids) for topic in listed]
