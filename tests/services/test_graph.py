"""The graph and its drawing: who is on it, where, and that nothing is drawn over anything."""

import random
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import event

from wiki.db import begin_writing, db
from wiki.drawing import shapes
from wiki.drawing.chart import Land, Map, Node, Tie
from wiki.drawing.compose import TALL, WIDE, Face, compose, draw, draw_around
from wiki.drawing.lettering import fit, measure
from wiki.journal import Signature, record
from wiki.models import RELATION_KINDS, Relation, Topic
from wiki.sections.stance import Stance
from wiki.services.graph import read_map, read_neighbourhood
from wiki.services.topics import create_topic, find_topic

BY = Signature(None, date(2026, 11, 20))
NAMES = (
    "Timelines",
    "AI control",
    "Coordination & Community Norms",
    "Evaluations and thresholds for dangerous capabilities",
    "Internationalisation",
    "合作與社區規範",
    "Q",
)
Box = tuple[float, float, float, float]


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        begin_writing()
        yield


def make(title: str, **values: object) -> Topic:
    return create_topic({"title": title} | values, BY)


def relate(one: Topic, other: Topic, kind: str = "related") -> None:
    with record(BY) as entry:
        entry.add(Relation(topic_id=one.id, region_id=other.id, kind=kind))


def random_atlas(
    count: int, ties: int, areas: int, seed: int
) -> tuple[list[Node], list[Tie], list[Land]]:
    """Return nodes, ties and lands by chance; with more ties than fit, as many as fit."""
    chance = random.Random(seed)
    pairs = [(one, other) for one in range(count) for other in range(one)]
    chosen = chance.sample(pairs, min(ties, len(pairs)))
    found = [Tie(one, other, chance.choice(list(RELATION_KINDS))) for one, other in chosen]
    lands = [Land(n, f"area-{n}", f"{chance.choice(NAMES)} {n}") for n in range(areas)]
    nodes = [
        Node(
            place,
            f"t-{place}",
            f"{chance.choice(NAMES)} {place}",
            "",
            None,
            chance.randrange(-1, areas),
            "",
            chance.random() < 0.3,
            sum(place in (tie.source, tie.target) for tie in found),
        )
        for place in range(count)
    ]
    return nodes, found, lands


def boxes(drawn: Map) -> list[Box]:
    names = [node.label.box for node in drawn.nodes if node.label]
    return names + [land.label.box for land in drawn.lands if land.label]


def marks(drawn: Map) -> list[Box]:
    found = [(node.x, node.y, shapes.EXTENT * node.radius) for node in drawn.nodes]
    return [(x - reach, y - reach, x + reach, y + reach) for x, y, reach in found]


def overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def faults(drawn: Map) -> list[tuple[Box, Box]]:
    """Return every two things that are drawn over each other, and what leaves the sheet."""
    everything = boxes(drawn) + marks(drawn)
    pairs = [
        (one, other)
        for place, one in enumerate(everything)
        for other in everything[:place]
        if overlap(one, other)
    ]
    sheet = (0.0, 0.0, float(drawn.width), float(drawn.height))
    outside = [
        (box, sheet)
        for box in everything
        if min(box[:2]) < 0 or box[2] > sheet[2] or box[3] > sheet[3]
    ]
    return pairs + outside


# What is on the map


@pytest.mark.usefixtures("context")
def test_empty_atlas_has_an_empty_map() -> None:
    assert read_map(private=False).nodes == ()


@pytest.mark.usefixtures("context")
def test_nodes_stand_by_area_and_title_with_what_a_map_says_of_them() -> None:
    make("Zeal", area="Second")
    make("Alone", summary="Just *here*")
    make("beta", area="Governance", status="Forming")
    make("Alpha", area="Governance")
    drawn = read_map(private=False)
    assert [node.title for node in drawn.nodes] == ["Zeal", "Alpha", "beta", "Alone"]
    alone = drawn.nodes[-1]
    assert (alone.area, alone.land, alone.summary, alone.stub) == (None, -1, "Just here", True)
    assert (drawn.nodes[2].area, drawn.nodes[2].status) == ("Governance", "Forming")


@pytest.mark.usefixtures("context")
def test_region_with_a_stance_is_no_stub() -> None:
    topic = make("Alpha")
    with record(BY) as entry:
        entry.add(Stance(topic_id=topic.id, body="I think so."))
    assert [node.stub for node in read_map(private=False).nodes] == [False]


@pytest.mark.usefixtures("context")
def test_relation_is_read_from_both_ends() -> None:
    first, second = make("Alpha"), make("Beta")
    relate(first, second, "leans on")
    drawn = read_map(private=False)
    alpha, beta = drawn.nodes
    assert [(word, [node.title for node in nodes]) for word, nodes in drawn.ties(alpha)] == [
        ("leans on", ["Beta"])
    ]
    assert [(word, [node.title for node in nodes]) for word, nodes in drawn.ties(beta)] == [
        ("supports", ["Alpha"])
    ]
    assert (alpha.degree, beta.degree) == (1, 1)


@pytest.mark.usefixtures("context")
def test_private_region_leaves_no_trace_for_visitors() -> None:
    seen, hidden = make("Seen", area="Open"), make("Hidden", area="Closed", visibility="private")
    other = make("Other", area="Late")
    relate(seen, hidden)
    relate(hidden, other)
    alone = read_map(private=False)
    assert [node.title for node in alone.nodes] == ["Seen", "Other"]
    assert alone.links == ()
    assert [node.degree for node in alone.nodes] == [0, 0]
    assert [land.number for land in alone.lands] == [0, 1]
    assert [node.title for node in read_map(private=True).nodes] == ["Seen", "Hidden", "Other"]
    assert read_neighbourhood(seen, private=False) is None


@pytest.mark.usefixtures("context")
def test_map_of_visitors_is_the_same_as_if_the_private_region_did_not_exist() -> None:
    for title in ("One", "Two", "Three"):
        make(title, area="Open")
    before = read_map(private=False)
    hidden = make("Hidden", area="Open", visibility="private")
    first = find_topic("One")
    assert first
    relate(hidden, first)
    assert read_map(private=False) == before


@pytest.mark.usefixtures("context")
def test_deleted_region_relation_and_area_are_gone() -> None:
    first, second, third = make("Alpha", area="Governance"), make("Beta"), make("Gamma")
    relate(first, second)
    relate(first, third)
    with record(BY) as entry:
        entry.delete(second)
        assert first.area
        entry.delete(first.area)
    drawn = read_map(private=True)
    assert [node.title for node in drawn.nodes] == ["Alpha", "Gamma"]
    assert [land.number for land in drawn.lands] == [-1]
    assert [(link.source.title, link.target.title) for link in drawn.links] == [("Alpha", "Gamma")]


@pytest.mark.usefixtures("context")
def test_neighbourhood_is_one_step_wide_and_in_the_order_of_the_list() -> None:
    centre, near, nearer, far = make("Centre"), make("Near"), make("A nearer"), make("Far")
    relate(near, centre)
    relate(centre, nearer)
    relate(near, nearer)
    relate(nearer, far)
    drawn = read_neighbourhood(centre, private=False)
    assert drawn
    assert drawn.centre == "centre"
    assert {node.title for node in drawn.nodes} == {"Centre", "Near", "A nearer"}
    assert len(drawn.links) == 3
    at = {node.title: node for node in drawn.nodes}
    assert at["Near"].x > at["Centre"].x > at["A nearer"].x
    assert at["A nearer"].radius == pytest.approx(2 + 3**0.5)


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("many", [3, 40])
def test_queries_do_not_grow_with_the_atlas(many: int) -> None:
    topics = [make(f"Region {n}", area=f"Area {n % 3}") for n in range(many)]
    for one, other in pairwise(topics):
        relate(one, other)
    topic = topics[1]
    db.session.commit()
    db.session.expire_all()
    queries: list[str] = []

    def count(*args: object) -> None:
        queries.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    read_map(private=False)
    assert len([query for query in queries if query.startswith("SELECT")]) == 5
    topic.title  # noqa: B018 - loads what the commit expired
    queries.clear()
    read_neighbourhood(topic, private=False)
    event.remove(db.engine, "before_cursor_execute", count)
    assert len([query for query in queries if query.startswith("SELECT")]) == 5


# Where it is drawn


@pytest.mark.parametrize("face", [WIDE, TALL])
@pytest.mark.parametrize(
    ("count", "ties", "areas"),
    [
        (1, 0, 0),
        (2, 1, 1),
        (3, 0, 1),
        (15, 26, 3),
        (30, 300, 4),
        (60, 120, 5),
        (60, 0, 3),
        (60, 9, 0),
    ],
)
def test_up_to_sixty_regions_are_all_named_and_nothing_overlaps(
    face: Face, count: int, ties: int, areas: int
) -> None:
    drawn = draw(*random_atlas(count, ties, areas, seed=count + ties), face)
    assert faults(drawn) == []
    assert all(node.label for node in drawn.nodes)


def test_names_of_a_large_map_are_thinned_and_still_do_not_overlap() -> None:
    drawn = draw(*random_atlas(150, 300, 6, seed=1), WIDE)
    named = [node for node in drawn.nodes if node.label]
    assert 20 < len(named) < 150
    taken = boxes(drawn)
    assert not any(overlap(one, other) for n, one in enumerate(taken) for other in taken[:n])


def test_three_hundred_regions_are_laid_out_within_a_second() -> None:
    atlas = random_atlas(300, 600, 8, seed=2)
    compose.cache_clear()
    start = perf_counter()
    draw(*atlas, WIDE)
    assert perf_counter() - start < 1


def test_layout_is_the_same_every_time() -> None:
    atlas = random_atlas(15, 26, 3, seed=3)
    first = draw(*atlas, WIDE)
    compose.cache_clear()
    assert draw(*atlas, WIDE) == first


def test_edit_that_moves_nothing_lays_out_nothing() -> None:
    nodes, ties, lands = random_atlas(15, 26, 3, seed=4)
    compose.cache_clear()
    draw(nodes, ties, lands, WIDE)
    changed = [Node(**{**vars(node), "summary": "New", "status": "Settled"}) for node in nodes]
    draw(changed, ties, lands, WIDE)
    assert compose.cache_info().misses == 1


def test_regions_of_one_area_lie_nearer_to_each_other_than_to_others() -> None:
    lands = [Land(n, f"area-{n}", f"Area {n}") for n in range(2)]
    nodes = [Node(n, f"t-{n}", f"Region {n}", "", None, n % 2, "", False, 0) for n in range(16)]
    drawn = draw(nodes, [], lands, WIDE)
    middles = [sum(node.x for node in land.nodes) / 8 for land in drawn.lands]
    astray = [
        node
        for land in drawn.lands
        for node in land.nodes
        if abs(node.x - middles[land.number]) > abs(node.x - middles[1 - land.number])
    ]
    assert len(astray) <= 2


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 12, 13, 24, 40])
def test_names_around_a_region_never_overlap(count: int) -> None:
    nodes, _, lands = random_atlas(count + 1, 0, 2, seed=count)
    drawn = draw_around(nodes, [Tie(0, place, "related") for place in range(1, count + 1)], lands)
    assert faults(drawn) == []
    assert len(drawn.links) == count
    assert drawn.height == 250 or count > 24


def test_line_between_neighbours_goes_round_the_middle() -> None:
    nodes, _, lands = random_atlas(3, 0, 1, seed=1)
    ties = [Tie(0, 1, "related"), Tie(0, 2, "related"), Tie(1, 2, "in tension with")]
    spoke, _, around = draw_around(nodes, ties, lands).links
    assert "Q" not in spoke.path
    assert "Q" in around.path


@pytest.mark.parametrize("kind", RELATION_KINDS)
def test_each_kind_of_relation_has_a_line_of_its_own(kind: str) -> None:
    line = shapes.line(kind, (0, 0), (100, 0))
    others = {shapes.line(other, (0, 0), (100, 0)) for other in RELATION_KINDS if other != kind}
    assert line.startswith("M")
    assert line not in others


def test_no_line_is_drawn_between_marks_that_touch() -> None:
    assert shapes.line("leans on", (0, 0), (10, 0), (5, 5)) == ""


def test_areas_differ_in_shape_and_then_in_being_hollow() -> None:
    count = len(shapes.SHAPES)
    found = {(shapes.shape(n, 0, 0, 5), shapes.is_outlined(n)) for n in range(-1, 2 * count)}
    assert len(found) == 2 * count + 1


@pytest.mark.parametrize("radius", [5.04, 5.05, 7.05, 7.06, 9.95])
def test_circle_is_as_wide_as_its_arcs_say(radius: float) -> None:
    numbers = re.findall(r"[\d.]+", shapes.shape(0, 50, 50, radius))
    assert float(numbers[7]) == pytest.approx(2 * float(numbers[2]))


def test_name_breaks_into_lines_of_about_one_length() -> None:
    assert fit("Coordination & Community Norms", 16, 180, 3) == (
        "Coordination &",
        "Community Norms",
    )
    assert fit("Timelines", 16, 180, 3) == ("Timelines",)


def test_name_too_long_for_its_lines_is_cut_with_an_ellipsis() -> None:
    lines = fit("word " * 60, 16, 160, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(measure(line, 16) <= 240 for line in lines)
    assert fit("x" * 500, 16, 160, 3)[0].endswith("…")


def test_wide_script_is_given_more_room_and_marks_above_letters_none() -> None:
    assert measure("合作", 10) > measure("ab", 10)
    assert measure("e\u0301", 10) == measure("e", 10)
