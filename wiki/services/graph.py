"""The graph of the atlas: its topics and the relations between them, drawn whole or in part."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.drawing.chart import Land, Map, Node, Tie
from wiki.drawing.compose import draw, draw_around
from wiki.models import Area, Relation, Topic
from wiki.services.places import find_places
from wiki.services.topics import alive, written
from wiki.text import plain_if_filled

ROADS = 2  # how far from a region its local map names others
MOST_NAMED = 14


@dataclass(frozen=True)
class Graph:
    """What a reader may see of the atlas, in the order of ids: topics, relations and areas."""

    topics: Mapping[int, Any]
    relations: Sequence[tuple[int, int, str]]
    areas: Sequence[Area]
    written: Collection[int]

    @property
    def degrees(self) -> Counter[int]:
        """Return how many relations each topic has."""
        return Counter(end for first, second, _ in self.relations for end in (first, second))


def read_map(*, private: bool) -> Map:
    """Return the map of all topics that a reader may see."""
    return draw_graph(_read(private=private))


def draw_graph(graph: Graph) -> Map:
    """Return the map of a graph."""
    return draw(*_parts(graph))


def read_neighbourhood(topic: Topic, *, private: bool) -> Map | None:
    """Return the map around a topic, None where it has no neighbours."""
    return draw_neighbourhood(_read(private=private), topic)


def draw_neighbourhood(graph: Graph, topic: Topic) -> Map | None:
    """Return the map around a topic of a graph, None where it has no neighbours."""
    nodes, ties, _ = _parts(graph)
    centre = next(place for place, node in enumerate(nodes) if node.id == topic.id)
    near = _near(centre, ties)
    return draw_around(nodes, ties, centre, near) if near else None


def _near(centre: int, ties: Sequence[Tie]) -> list[int]:
    """Return who is within one road, and if those are few, within two: the nearest first."""
    found: list[int] = []
    edge = {centre}
    for road in range(ROADS):
        ends = [(tie.source, tie.target) for tie in ties if {tie.source, tie.target} & edge]
        beyond = dict.fromkeys(end for pair in ends for end in pair)
        new = [end for end in beyond if end != centre and end not in found]
        if road and len(found) + len(new) > MOST_NAMED:
            break
        found += new
        edge = set(new)
    return found


def _read(*, private: bool) -> Graph:
    """Read the whole graph, in a number of queries that does not depend on its size."""
    names = ("id", "slug", "title", "summary", "area_id", "status", "visibility", "x", "y")
    columns = [getattr(Topic, name) for name in names]
    rows = db.session.execute(alive(private=private).with_only_columns(*columns).order_by(Topic.id))
    topics = {row.id: row for row in rows}
    ends = select(Relation.topic_id, Relation.region_id, Relation.kind)
    found = db.session.execute(ends.where(Relation.deleted_at.is_(None)).order_by(Relation.id))
    relations = [
        (first, second, kind)
        for first, second, kind in found
        if first in topics and second in topics
    ]
    used = {row.area_id for row in topics.values()}
    areas = db.session.scalars(
        select(Area).where(Area.deleted_at.is_(None)).order_by(Area.position, Area.id)
    )
    shown = [area for area in areas if area.id in used]
    return Graph(topics, relations, shown, written(list(topics)))


def _parts(graph: Graph) -> tuple[list[Node], list[Tie], list[Land]]:
    """Return all topics as nodes in the order of ids, their ties, and all lands."""
    done, degrees = graph.written, graph.degrees
    by_id = sorted(graph.areas, key=lambda area: area.id)
    numbers = {area.id: number for number, area in enumerate(by_id)}
    titles = {area.id: area.title for area in graph.areas}
    spots = find_places(
        [
            _Row(r.id, r.area_id if r.area_id in titles else None, r.visibility, r.x, r.y)
            for r in graph.topics.values()
        ],
        [(first, second) for first, second, _ in graph.relations],
    )
    nodes = [
        Node(
            row.id,
            row.slug,
            row.title,
            plain_if_filled(row.summary),
            titles.get(row.area_id),
            numbers.get(row.area_id, -1),
            row.status,
            row.id not in done,
            degrees[row.id],
            *spots[row.id],
        )
        for row in graph.topics.values()
    ]
    place = {topic_id: number for number, topic_id in enumerate(graph.topics)}
    ties = [Tie(place[first], place[second], kind) for first, second, kind in graph.relations]
    return nodes, ties, [Land(numbers[a.id], a.slug, a.title) for a in graph.areas]


@dataclass(frozen=True)
class _Row:
    """A topic as places depend on it; its area is None where that was deleted."""

    id: int
    area_id: int | None
    visibility: str
    x: int | None
    y: int | None
