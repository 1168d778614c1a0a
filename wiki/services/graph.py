"""The graph of the atlas: its topics and the relations between them, drawn whole or in part."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.drawing.chart import Land, Map, Node, Tie
from wiki.drawing.compose import ALL_NAMED, TALL, WIDE, draw, draw_around
from wiki.models import Area, Relation, Topic
from wiki.services.topics import alive, written
from wiki.text import plain_if_filled


@dataclass(frozen=True)
class Graph:
    """What a reader may see of the atlas, in the order of ids: topics, relations and areas."""

    topics: Mapping[int, Any]
    relations: Sequence[tuple[int, int, str]]
    areas: Sequence[Area]

    @property
    def degrees(self) -> Counter[int]:
        """Return how many relations each topic has."""
        return Counter(end for first, second, _ in self.relations for end in (first, second))


def read_map(*, private: bool) -> Map:
    """Return the map of all topics that a reader may see, wide and, if it is small, tall."""
    graph = _read(private=private)
    nodes, ties, lands = _parts(graph, list(graph.topics))
    wide = _in_order(draw(nodes, ties, lands, WIDE), graph)
    if len(nodes) > ALL_NAMED:
        return wide
    return replace(wide, tall=_in_order(draw(nodes, ties, lands, TALL), graph))


def read_neighbourhood(topic: Topic, *, private: bool) -> Map | None:
    """Return a topic among its neighbours, None where it has none."""
    graph = _read(private=private)
    pairs = ((first, second) for first, second, _ in graph.relations)
    beside = [
        second if first == topic.id else first
        for first, second in pairs
        if topic.id in (first, second)
    ]
    if not beside:
        return None
    return draw_around(*_parts(graph, [topic.id, *beside]))


def _read(*, private: bool) -> Graph:
    """Read the whole graph, in a number of queries that does not depend on its size."""
    columns = (Topic.id, Topic.slug, Topic.title, Topic.summary, Topic.area_id, Topic.status)
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
    areas = db.session.scalars(select(Area).where(Area.deleted_at.is_(None)).order_by(Area.id))
    return Graph(topics, relations, [area for area in areas if area.id in used])


def _parts(graph: Graph, chosen: Sequence[int]) -> tuple[list[Node], list[Tie], list[Land]]:
    """Return some topics as nodes in the order given, their ties, and all lands."""
    done, degrees = written(chosen), graph.degrees
    numbers = {area.id: number for number, area in enumerate(graph.areas)}
    titles = {area.id: area.title for area in graph.areas}
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
        )
        for row in (graph.topics[topic_id] for topic_id in chosen)
    ]
    place = {topic_id: number for number, topic_id in enumerate(chosen)}
    ties = [
        Tie(place[first], place[second], kind)
        for first, second, kind in graph.relations
        if first in place and second in place
    ]
    return nodes, ties, [Land(numbers[a.id], a.slug, a.title) for a in graph.areas]


def _in_order(drawn: Map, graph: Graph) -> Map:
    """Return a map with its lands in the author's order; the rest comes last."""
    position = {area.slug: (area.position, area.id) for area in graph.areas}
    known: Iterable[Land] = (land for land in drawn.lands if land.slug)
    rest = [land for land in drawn.lands if not land.slug]
    ordered = sorted(known, key=lambda land: position[land.slug])
    return replace(drawn, lands=(*ordered, *rest))
