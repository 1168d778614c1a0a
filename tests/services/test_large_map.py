"""Maps of very many regions: drawn in the background, capped, and told honestly."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.new_pages import create_topic
from tests.services.test_graph import corners, random_atlas
from wiki.db import begin_writing, db, utc_now
from wiki.journal import Signature, record
from wiki.map import compose, drawing_cache, selection
from wiki.map.drawing import Map
from wiki.map.drawing_cache import Drawings
from wiki.map.local import draw_around
from wiki.map.sketch import WHOLE, Sketch, View
from wiki.map.window import tall_box
from wiki.models import Relation
from wiki.queries.map import graph
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.days import reader_before
from wiki.visibility import VISITOR

BY = Signature(None, date(2026, 11, 20))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Sketch:
    """What counts as too large to wait for."""
    monkeypatch.setattr(drawing_cache, "LARGE", 20)
    return random_atlas(30, 60, 3, seed=11)


def soon(ask: Callable[[], Map]) -> Map:
    """Ask until the drawing is there."""
    deadline = time.monotonic() + 20
    while (found := ask()).late:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def test_large_map_is_drawn_in_the_background_and_told_as_a_list_meanwhile(large: Sketch) -> None:
    drawings = Drawings()
    first = drawings.get("visitors", large)
    assert first.late
    assert not first.drawn
    assert len(first.nodes) == 30
    assert soon(lambda: drawings.get("visitors", large)) == compose.draw(large)


def test_map_of_before_is_shown_until_the_new_one_is_drawn(large: Sketch) -> None:
    drawings = Drawings()
    before = soon(lambda: drawings.get("visitors", large))
    renamed = replace(large, nodes=(replace(large.nodes[0], title="New"), *large.nodes[1:]))
    meanwhile = drawings.get("visitors", renamed)
    assert meanwhile.late
    assert meanwhile.drawn
    assert meanwhile.nodes == before.nodes
    assert "New" in {node.title for node in soon(lambda: drawings.get("visitors", renamed)).nodes}


def test_map_of_before_is_not_shown_where_a_region_on_it_is_gone(large: Sketch) -> None:
    drawings = Drawings()
    soon(lambda: drawings.get("visitors", large))
    kept = [tie for tie in large.ties if 29 not in (tie.source, tie.target)]
    hidden = replace(large, nodes=large.nodes[:29], ties=tuple(kept))
    meanwhile = drawings.get("visitors", hidden)
    assert meanwhile.late
    assert not meanwhile.drawn
    assert large.nodes[29] not in meanwhile.nodes


def test_what_others_saw_before_is_not_shown(large: Sketch) -> None:
    drawings = Drawings()
    soon(lambda: drawings.get("authors", large))
    other = replace(large, nodes=(replace(large.nodes[0], title="New"), *large.nodes[1:]))
    assert not drawings.get("visitors", other).drawn


def test_who_waits_gets_the_drawing(large: Sketch) -> None:
    assert Drawings().get("visitors", large, wait=True).drawn


def test_drawings_are_kept_under_what_they_show(large: Sketch) -> None:
    drawings = Drawings()
    small = random_atlas(9, 12, 2, seed=3)
    assert drawings.get("visitors", small) is drawings.get("visitors", replace(small))
    view = View(shown=(1, 2))
    assert drawings.get("visitors", small, view) is drawings.get("visitors", small, view)
    assert drawings.get("visitors", small, view) is not drawings.get("visitors", small, WHOLE)


def test_more_regions_than_there_is_room_for_are_the_weightiest_and_the_rest_are_ground(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (compose, selection):
        monkeypatch.setattr(module, "FULL", 10)
    sketch = random_atlas(40, 60, 3, seed=5)
    drawn = compose.draw(sketch)
    assert (len(drawn.nodes), drawn.chosen, len(drawn.placed)) == (10, 40, 10)
    least = min(node.weight for node in drawn.nodes)
    others = {node.id for node in sketch.nodes} - {node.id for node in drawn.nodes}
    assert all(node.weight <= least for node in sketch.nodes if node.id in others)
    assert any(land.rest for land in drawn.grounds)
    left, top, wide, high = drawn.box
    closer = compose.draw(sketch, View(box=(left, top, wide // 2, high // 2)))
    assert {node.id for node in closer.nodes} & others


def test_local_map_is_the_same_whether_cut_out_of_the_whole_or_surveyed_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sketch = random_atlas(150, 200, 4, seed=8)
    near = [sketch.ties[0].target]
    whole = draw_around(sketch, sketch.ties[0].source, near)
    monkeypatch.setattr("wiki.map.local.LARGE", 20)
    alone = draw_around(sketch, sketch.ties[0].source, near)
    assert alone.coast
    # The same coast may begin elsewhere, and the lines in the water follow its turns.
    assert replace(alone, coast="", waters=()) == replace(whole, coast="", waters=())


def test_local_map_draws_nothing_beyond_its_edges_but_the_region_it_is_about() -> None:
    sketch = random_atlas(150, 200, 4, seed=8)
    around = draw_around(sketch, sketch.ties[0].source, [sketch.ties[0].target])
    left, top, wide, high = tall_box(around.box)
    others = [node.outline for node in around.nodes if node.slug != around.centre]
    assert len(others) > 20
    for outline in (*others, *(land.border for land in around.grounds), around.coast):
        for x, y in corners(outline):
            assert left - 8 <= x <= left + wide + 8
            assert top - 8 <= y <= top + high + 8
    assert sum(map(len, others)) / len(others) < 110  # details too small to see are left out


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        begin_writing()
        yield


@pytest.mark.usefixtures("context")
def test_of_more_regions_than_a_map_takes_the_most_related_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(graph, "MOST", 4)
    topics = [create_topic({"title": f"Region {n}"}, BY) for n in range(7)]
    hidden = [create_topic({"title": f"Hidden {n}", "visibility": "private"}, BY) for n in "ab"]
    related = [(topics[one], topics[other]) for one, other in ((6, 5), (6, 3), (5, 3))]
    # What a visitor cannot see lifts no region on to the map.
    related += [(topics[2], hidden[0]), (hidden[1], topics[2])]
    with record(BY) as entry:
        for one, other in related:
            entry.add(Relation(topic_id=one.id, region_id=other.id, kind="related"))
    drawn = graph.read_map(reader=VISITOR)
    assert drawn.total == 7
    assert [node.slug for node in drawn.nodes] == ["region-0", "region-3", "region-5", "region-6"]
    assert len(drawn.links) == 3


@pytest.mark.usefixtures("context")
def test_regions_without_a_place_are_given_one_by_and_by_so_that_nobody_waits(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = [create_topic({"title": f"Region {n}", "area": "Open"}, BY) for n in range(6)]
    with record(BY) as entry:
        for topic in topics:
            entry.alter(topic, x=None, y=None)
    for module in ("queries.map.places", "services.new_pages"):
        monkeypatch.setattr(f"wiki.{module}.AT_ONCE", 2)
    drawn = graph.read_map(reader=VISITOR)
    assert (len(drawn.nodes), drawn.total) == (2, 6)
    last = create_topic({"title": "Last", "area": "Open"}, BY)
    assert [topic.x is None for topic in (*topics, last)] == [True] * 5 + [False] * 2
    db.session.commit()
    told = client.get("/map").text
    assert "4 regions of 7: the others have few relations, or no place on the map yet" in told


@pytest.mark.usefixtures("context")
def test_a_past_map_that_leaves_regions_out_has_only_the_areas_of_those_it_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(graph, "MOST", 2)
    areas = ("Open", "Settled", "Open")
    topics = [
        create_topic({"title": f"Region {number}", "area": area}, BY)
        for number, area in enumerate(areas)
    ]
    with record(BY) as entry:
        ends = {"topic_id": topics[0].id, "region_id": topics[2].id}
        entry.add(Relation(kind="related", **ends))
    db.session.commit()
    sketch = PastAtlas(reader_before(utc_now() + timedelta(days=1)), UTC).sketch(date.today())
    assert ([node.title for node in sketch.nodes], sketch.total) == (["Region 0", "Region 2"], 3)
    assert [land.title for land in sketch.lands] == ["Open"]
