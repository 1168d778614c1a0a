"""The atlas as a whole: its areas, each with its topics and whether these are stubs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import and_, func, select

from wiki.db import db
from wiki.models import Area, Atlas, Topic
from wiki.queries.areas import list_areas
from wiki.queries.names import by_title
from wiki.queries.paging import ListPage, page_numbers
from wiki.queries.topics import written
from wiki.visibility import Reader, visible_topics

MOST = 150  # regions of an area that the first page lists
ON_A_PAGE = 500  # regions on one page of an area
Name = Callable[[str, int], str]  # from an item's kind and id to its URN


@dataclass(frozen=True)
class ListedTopic:
    """A topic in a list, and whether it is a stub."""

    topic: Topic
    stub: bool


@dataclass(frozen=True)
class AreaWithTopics:
    """An area with its topics; the last one has no area and holds the topics of none.

    `entries` may hold only the first topics; `total` counts all of them.
    """

    area: Area | None
    entries: tuple[ListedTopic, ...]
    total: int

    @property
    def shown(self) -> tuple[ListedTopic, ...]:
        """Return the topics that the first page of the atlas has room for."""
        return self.entries[:MOST]

    @property
    def more(self) -> int:
        """Return how many topics are left out of `shown`."""
        return self.total - len(self.shown)


def atlas_id() -> str:
    """Return the id of this atlas, a UUID as text."""
    return db.session.scalars(select(Atlas.id)).one()


def permanent_ids() -> Name:
    """Return a function from an item's kind and id to its URN, which no other atlas uses."""
    atlas = UUID(atlas_id())
    return lambda kind, item_id: uuid5(atlas, f"{kind}/{item_id}").urn


def list_areas_with_topics(*, reader: Reader) -> list[AreaWithTopics]:
    """Return every area with its first topics, in the author's order.

    The topics without an area come last.
    """
    place = func.row_number().over(partition_by=Area.id, order_by=by_title())
    total = func.count().over(partition_by=Area.id)
    numbered = (
        visible_topics(reader=reader)
        .outerjoin(Area, and_(Area.id == Topic.area_id, Area.deleted_at.is_(None)))
        .with_only_columns(Topic.id, Area.id.label("area"), place.label("n"), total.label("total"))
        .subquery()
    )
    rows = db.session.execute(
        select(Topic, numbered.c.area, numbered.c.total)
        .join(numbered, numbered.c.id == Topic.id)
        .where(numbered.c.n <= MOST)
        .order_by(*by_title())
    ).all()
    totals: dict[int | None, int] = {area: count for _, area, count in rows}
    entries = mark_stubs(topic for topic, _, _ in rows)
    return group_by_area(entries, list_areas(reader=reader), totals)


def group_by_area(
    entries: Sequence[ListedTopic],
    areas: Iterable[Area],
    totals: Mapping[int | None, int] | None = None,
) -> list[AreaWithTopics]:
    """Return areas with their topics, then the topics without an area.

    `totals` maps the id of an area (None for no area) to how many topics it has. It is needed
    where `entries` are only the first of them.
    """

    def group(area: Area | None, own: Iterable[ListedTopic]) -> AreaWithTopics:
        found = tuple(own)
        counted = totals.get(area.id if area else None, 0) if totals is not None else len(found)
        return AreaWithTopics(area, found, counted)

    groups = [group(area, (e for e in entries if e.topic.area_id == area.id)) for area in areas]
    others = group(None, (e for e in entries if e.topic.shown_area is None))
    return [*groups, others] if others.entries else groups


def topics_of(area: Area, number: int, *, reader: Reader) -> ListPage[ListedTopic]:
    """Return one page of an area's topics, by title.

    A page number that is too high gives the last page.
    """
    query = visible_topics(reader=reader).where(Topic.area_id == area.id)
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    number, pages = page_numbers(total, number, ON_A_PAGE)
    first = query.order_by(*by_title()).offset((number - 1) * ON_A_PAGE)
    entries = mark_stubs(db.session.scalars(first.limit(ON_A_PAGE)))
    return ListPage(entries, number, pages, total)


def mark_stubs(topics: Iterable[Topic]) -> list[ListedTopic]:
    """Return the topics, each with whether it is a stub, in one query for all."""
    found = list(topics)
    done = written([topic.id for topic in found])
    return [ListedTopic(topic, topic.id not in done) for topic in found]
