"""The graph of the atlas (topics and relations), and the maps that are drawn from it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, union_all

from wiki.db import db
from wiki.map.drawing import Map
from wiki.map.drawing_cache import DRAWINGS
from wiki.map.selection import map_without_picture
from wiki.map.sketch import WHOLE, Land, Node, Sketch, Tie, View
from wiki.models import Area, Relation, Topic
from wiki.projections.standings import LATELY
from wiki.queries.areas import list_areas, number_areas
from wiki.queries.atlas import atlas_id
from wiki.queries.cache import cached, read_newest
from wiki.queries.map.places import find_places, placed
from wiki.queries.map.recent import moved_since
from wiki.queries.plain_words import words_for, words_if_filled
from wiki.queries.review_rhythm import is_overdue
from wiki.queries.topics import written
from wiki.sections.belief import Belief
from wiki.text import ReadWords, plain_if_filled
from wiki.visibility import Reader, visible_topics

ROADS = 2  # relations from a region to the farthest that its local map shows
MOST_NAMED = 14
MOST = 3_000  # regions that are drawn at most: those with most relations
# The columns of a topic that make a node of the sketch.
NODE = (
    *(Topic.id, Topic.slug, Topic.title, Topic.short_title, Topic.summary, Topic.area_id),
    *(Topic.status, Topic.visibility, Topic.x, Topic.y, Topic.reviewed_on, Topic.review_days),
)


@dataclass(frozen=True)
class Graph:
    """The topics, relations and areas that a reader may see.

    `relations` are pairs of topic ids with a kind. `numbers` has a number for every area of the
    reader, by area id, also for those without a drawn topic, so that a local map gives an area the
    colour that it has on the whole map. `topics` may be only the most connected ones; `total`
    counts all. `written` are the topics that are no stubs, `beliefs` counts the beliefs of each,
    `moved` are the topics in which a credence moved since `since`.
    """

    topics: Mapping[int, Any]
    relations: Sequence[tuple[int, int, str]]
    areas: Sequence[Area]
    numbers: Mapping[int, int]
    total: int
    written: Collection[int]
    beliefs: Mapping[int, int]
    moved: Collection[int] = ()
    since: date | None = None

    @property
    def degrees(self) -> Counter[int]:
        """Return the number of relations of each topic, by topic id."""
        return Counter(end for first, second, _ in self.relations for end in (first, second))


def read_map(
    *, reader: Reader, today: date | None = None, view: View = WHOLE, wait: bool = False
) -> Map:
    """Return the map of all topics that a reader may see, or the part or selection in `view`.

    Without `today`, no region is marked as moved or overdue. Unless `wait` is set, the answer for a
    large map can be an earlier drawing, or one without a picture while the first is being made.
    """
    sketch = read_sketch(reader=reader, today=today)
    readers = f"{reader.sees_private} {atlas_id()} {db.engine.url.database}"
    return DRAWINGS.get(readers, sketch, view, wait=wait)


def most_related(topics: Collection[int], ties: Iterable[tuple[int, int, str]]) -> list[int]:
    """Return the ids of at most MOST topics, in order: those with most relations (`ties`)."""
    degrees = Counter(end for first, second, _ in ties for end in (first, second))
    return sorted(sorted(topics, key=lambda topic_id: (-degrees[topic_id], topic_id))[:MOST])


def draw_past(sketch: Sketch, day: date) -> Map:
    """Return the map drawn from a sketch of a past day; the drawing is cached by the day."""
    return DRAWINGS.get(f"{day} {atlas_id()} {db.engine.url.database}", sketch)


def read_graph(*, reader: Reader, today: date | None = None) -> Map:
    """Return the map as data without its picture: all nodes and links."""
    sketch = read_sketch(reader=reader, today=today)
    return map_without_picture(sketch, most=len(sketch.nodes))


def draw_neighbourhood(sketch: Sketch, topic: Topic) -> Map | None:
    """Return the local map around a topic, drawn from a sketch.

    None where the sketch has no other topic, or not this one.
    """
    index = next((index for index, node in enumerate(sketch.nodes) if node.id == topic.id), None)
    if index is None or len(sketch.nodes) == 1:
        return None
    return DRAWINGS.around(sketch, index, _near(index, sketch.ties))


def read_sketch(*, reader: Reader, today: date | None = None) -> Sketch:
    """Return the sketch of the atlas for a reader.

    It is cached until a map may show something else, or the next day.
    """
    return cached(
        "sketches",
        (reader, today),
        read_newest().map,
        lambda: sketch_for(_read(reader=reader, today=today), reader=reader, today=today),
    )


def _near(centre: int, ties: Sequence[Tie]) -> list[int]:
    """Return the indexes of nodes one relation away; if those are few, also those two away."""
    near: list[int] = []
    edge = {centre}
    for road in range(ROADS):
        ends = [(tie.source, tie.target) for tie in ties if {tie.source, tie.target} & edge]
        beyond = dict.fromkeys(end for pair in ends for end in pair)
        new = [end for end in beyond if end != centre and end not in near]
        if road and len(near) + len(new) > MOST_NAMED:
            break
        near += new
        edge = set(new)
    return near


def _read(*, reader: Reader, today: date | None) -> Graph:
    """Return the whole graph, read in a number of queries that does not depend on its size."""
    query = visible_topics(reader=reader).with_only_columns(*NODE)
    found = db.session.execute(query.order_by(Topic.id).limit(MOST + 1)).all()
    total = len(found)
    if total > MOST:
        total = (
            db.session.scalar(visible_topics(reader=reader).with_only_columns(func.count())) or 0
        )
        found = db.session.execute(query.where(Topic.id.in_(_most_related(reader=reader)))).all()
    topics = {row.id: row for row in placed(sorted(found, key=lambda row: row.id))}
    ends = select(Relation.topic_id, Relation.region_id, Relation.kind)
    if total > MOST:
        ends = ends.where(Relation.topic_id.in_(topics), Relation.region_id.in_(topics))
    rows = db.session.execute(ends.where(Relation.deleted_at.is_(None)).order_by(Relation.id))
    relations = [
        (first, second, kind)
        for first, second, kind in rows
        if first in topics and second in topics
    ]
    used = {row.area_id for row in topics.values()}
    areas = list_areas(reader=reader)
    since = today - timedelta(days=LATELY) if today else None
    return Graph(
        topics,
        relations,
        [area for area in areas if area.id in used],
        number_areas(areas),
        total,
        written(list(topics)),
        _beliefs(topics if total > MOST else None),
        moved_since(since, reader=reader) if since else (),
        since,
    )


def _most_related(*, reader: Reader) -> list[int]:
    """Return the ids of the MOST topics with the most relations that this reader sees."""
    seen = visible_topics(reader=reader).with_only_columns(Topic.id)
    both = (Relation.topic_id, Relation.region_id), (Relation.region_id, Relation.topic_id)
    ends = union_all(
        *(
            select(end.label("id")).where(Relation.deleted_at.is_(None), other.in_(seen))
            for end, other in both
        )
    ).subquery()
    degrees = select(ends.c.id, func.count().label("n")).group_by(ends.c.id).subquery()
    query = seen.outerjoin(degrees, degrees.c.id == Topic.id)
    order = func.coalesce(degrees.c.n, 0).desc()
    return list(db.session.scalars(query.order_by(order, Topic.id).limit(MOST)))


def _beliefs(topics: Collection[int] | None) -> dict[int, int]:
    """Return the number of beliefs of each topic, by topic id; None reads it for all topics."""
    query = select(Belief.topic_id, func.count()).where(Belief.deleted_at.is_(None))
    query = query if topics is None else query.where(Belief.topic_id.in_(topics))
    rows = db.session.execute(query.group_by(Belief.topic_id))
    return {row[0]: row[1] for row in rows}


def sketch_for(graph: Graph, *, reader: Reader, today: date | None = None) -> Sketch:
    """Return the sketch of a graph of today, in the words that this reader may read."""
    read = words_for(reader, [row.summary for row in graph.topics.values()])
    return sketch_of(graph, read=read, today=today)


def sketch_of(graph: Graph, *, read: ReadWords, today: date | None = None) -> Sketch:
    """Return a graph as a sketch in the order of ids; `read` makes words of summaries."""
    written_ids, degrees, beliefs = graph.written, graph.degrees, graph.beliefs
    titles = {area.id: area.title for area in graph.areas}
    spots = find_places(
        [
            _Row(r.id, r.area_id if r.area_id in titles else None, r.visibility, r.x, r.y)
            for r in graph.topics.values()
        ],
        [(first, second) for first, second, _ in graph.relations],
    )
    nodes = tuple(
        Node(
            row.id,
            row.slug,
            row.title,
            words_if_filled(read)(row.summary),
            titles.get(row.area_id),
            graph.numbers[row.area_id] if row.area_id in titles else -1,
            row.status,
            row.id not in written_ids,
            degrees[row.id],
            *spots[row.id],
            degrees[row.id] + (1 + beliefs.get(row.id, 0)) * (row.id in written_ids),
            row.id in graph.moved,
            bool(today and is_overdue(row.status, row.reviewed_on, today, row.review_days)),
            short_title=plain_if_filled(row.short_title),
        )
        for row in graph.topics.values()
    )
    index_of = {topic_id: index for index, topic_id in enumerate(graph.topics)}
    ties = tuple(
        Tie(index_of[first], index_of[second], kind) for first, second, kind in graph.relations
    )
    lands = tuple(Land(graph.numbers[a.id], a.slug, a.title) for a in graph.areas)
    return Sketch(nodes, ties, lands, graph.total, graph.since)


@dataclass(frozen=True)
class _Row:
    """A topic with the columns on which its place depends; its area is None if that is deleted."""

    id: int
    area_id: int | None
    visibility: str
    x: int | None
    y: int | None
