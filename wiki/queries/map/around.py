"""The local map of a region in a large atlas, made without reading the whole atlas."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from wiki.db import db
from wiki.map.drawing import Map
from wiki.map.drawing_cache import MOST_LOCAL
from wiki.map.selection import LARGE
from wiki.map.window import reach
from wiki.models import Relation, Topic
from wiki.projections.standings import LATELY
from wiki.queries.areas import list_areas, number_areas
from wiki.queries.cache import cached, read_newest
from wiki.queries.map.graph import (
    NODE,
    Graph,
    draw_neighbourhood,
    read_sketch,
    sketch_for,
)
from wiki.queries.map.recent import moved_since
from wiki.queries.topics import written
from wiki.visibility import Reader, visible_topics

Ends = tuple[int, int, str]


def read_around(topic: Topic, *, reader: Reader, today: date) -> Map | None:
    """Return the map around a topic; None where it is the only topic, or has no place on the map.

    It is cached until a map may show something else, or the next day.
    """
    return cached(
        "local maps",
        (topic.id, reader, today),
        read_newest().map,
        lambda: _read(topic, reader=reader, today=today),
        most=MOST_LOCAL,
    )


def _read(topic: Topic, *, reader: Reader, today: date) -> Map | None:
    """Return the local map; of a large atlas only topics near the region are read for it."""
    some = visible_topics(reader=reader).with_only_columns(Topic.id).limit(LARGE + 1)
    if topic.x is None or len(db.session.scalars(some).all()) <= LARGE:
        sketch = read_sketch(reader=reader, today=today)
    else:
        graph = _graph_near(topic, reader=reader, today=today)
        sketch = replace(sketch_for(graph, reader=reader, today=today), partial=True)
    return draw_neighbourhood(sketch, topic)


def _graph_near(topic: Topic, *, reader: Reader, today: date) -> Graph:
    """Return the graph of the topics whose territories may be on a topic's local map."""
    nodes = visible_topics(reader=reader).with_only_columns(*NODE).where(Topic.x.is_not(None))
    own = _ties([topic.id])
    related = _rows(nodes.where(Topic.id.in_({topic.id, *_ends(own)})))
    places = {row.id: (row.x, row.y) for row in related}
    others = [spot for topic_id, spot in places.items() if topic_id != topic.id]
    left, top, right, bottom = reach(places[topic.id], others)
    nearby = nodes.where(Topic.x.between(left, right), Topic.y.between(top, bottom))
    topics = {row.id: row for row in sorted({*related, *_rows(nearby)}, key=lambda row: row.id)}
    ties = [tie for tie in _ties(list(topics)) if tie[0] in topics and tie[1] in topics]
    since, areas = today - timedelta(days=LATELY), list_areas(reader=reader)
    used = {row.area_id for row in topics.values()}
    return Graph(
        topics,
        ties,
        [area for area in areas if area.id in used],
        number_areas(areas),
        len(topics),
        written(list(topics)),
        {},
        moved_since(since, reader=reader),
        since,
    )


def _rows(query: Select[Any]) -> Sequence[Any]:
    return db.session.execute(query).all()


def _ties(topic_ids: Collection[int]) -> list[Ends]:
    """Return the relations of topics: pairs of topic ids with a kind, in the order of ids."""
    mine = or_(Relation.topic_id.in_(topic_ids), Relation.region_id.in_(topic_ids))
    query = select(Relation.topic_id, Relation.region_id, Relation.kind)
    query = query.where(mine, Relation.deleted_at.is_(None)).order_by(Relation.id)
    return [(first, second, kind) for first, second, kind in db.session.execute(query)]


def _ends(ties: Iterable[Ends]) -> set[int]:
    return {end for first, second, _ in ties for end in (first, second)}
