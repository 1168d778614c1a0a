"""The graph and its drawing: who is on it, where, and that nothing is drawn over anything."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import shapely
from flask import Flask
from sqlalchemy import event

from tests.new_pages import create_topic
from tests.writers import reread
from wiki.db import begin_writing, db
from wiki.journal import Signature, record
from wiki.map import road_paths, sheet
from wiki.map.compose import draw
from wiki.map.drawing import Map
from wiki.map.grid import LayoutInput
from wiki.map.labels import Lettering
from wiki.map.lettering import fit, measure
from wiki.map.names import label_areas, label_inland, label_places
from wiki.map.places import place_regions
from wiki.map.sketch import Land, Node, Sketch, Tie
from wiki.map.terrain import path, survey
from wiki.models import RELATION_KINDS, Relation, Topic
from wiki.queries.map.around import read_around
from wiki.queries.map.graph import read_map
from wiki.queries.names import find_topic
from wiki.sections.stance import Stance
from wiki.services.topics import delete_topic
from wiki.visibility import AUTHOR, VISITOR

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


def around(topic: Topic) -> Map | None:
    return read_around(topic, reader=VISITOR, today=BY.today)


def relate(one: Topic, other: Topic, kind: str = "related") -> None:
    with record(BY) as entry:
        entry.add(Relation(topic_id=one.id, region_id=other.id, kind=kind))


def random_ground(
    count: int, ties: int, areas: int, seed: int
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Return ids, lands and ties by chance; with more ties than fit, as many as fit."""
    chance = random.Random(seed)
    pairs = [(other, one) for one in range(count) for other in range(one)]
    lands = tuple(n % areas if n % 9 and areas else -1 for n in range(count))
    return (
        tuple(range(1, count + 1)),
        lands,
        tuple(sorted(chance.sample(pairs, min(ties, len(pairs))))),
    )


def random_atlas(count: int, ties: int, areas: int, seed: int) -> Sketch:
    """Return nodes in their places, ties and lands by chance."""
    chance = random.Random(seed)
    ids, numbers, pairs = random_ground(count, ties, areas, seed)
    spots = place_regions(LayoutInput(ids, numbers, pairs), (None,) * count)
    titles = [f"{chance.choice(NAMES)} {n}" for n in ids]
    nodes = [
        Node(n, f"t-{n}", titles[n - 1], "", None, land, "", n % 3 == 0, n % 5, x, y, n % 7)
        for n, land, (x, y) in zip(ids, numbers, spots, strict=True)
    ]
    found = [Tie(one, other, chance.choice(list(RELATION_KINDS))) for one, other in pairs]
    used = sorted(set(numbers) - {-1})
    lands = [Land(n, f"area-{n}", f"{chance.choice(NAMES)} {n}") for n in used]
    return Sketch(tuple(nodes), tuple(found), tuple(lands), count)


def corners(path: str) -> Iterator[tuple[int, int]]:
    """Return the points of SVG path data in whole, relative numbers."""
    for line in path.split("M")[1:]:
        numbers = [int(found) for found in re.findall(r"-?\d+", line)]
        x = y = 0
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            yield x, y


EXACT = 0.01  # what touches is no farther apart than numbers are exact


def forget() -> None:
    survey.cache_clear()
    sheet.lay_ground.cache_clear()


def boxes(drawn: Map, letters: Lettering) -> list[Box]:
    return [label.box for label in (*letters.names, *letters.areas) if label]


def overlap(one: Box, other: Box) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


def faults(drawn: Map) -> list[tuple[Box, Box]]:
    """Return every two names that stand on each other, and those that leave the sheet."""
    left, top, wide, high = drawn.box
    sheet = (float(left), float(top), float(left + wide), float(top + high))
    found = []
    for letters in (drawn.wide, drawn.narrow):
        every = boxes(drawn, letters)
        found += [
            (one, other)
            for n, one in enumerate(every)
            for other in every[:n]
            if overlap(one, other)
        ]
        found += [
            (box, sheet)
            for box in every
            if box[0] < sheet[0] or box[1] < sheet[1] or box[2] > sheet[2] or box[3] > sheet[3]
        ]
    return found


# What is on the map


@pytest.mark.usefixtures("context")
def test_empty_atlas_has_an_empty_map() -> None:
    assert read_map(reader=VISITOR).nodes == ()


@pytest.mark.usefixtures("context")
def test_nodes_stand_by_area_and_title_with_what_a_map_says_of_them() -> None:
    make("Zeal", area="Second")
    make("Alone", summary="Just *here*")
    make("beta", area="Governance", status="Forming")
    make("Alpha", area="Governance")
    drawn = read_map(reader=VISITOR)
    assert [node.title for node in drawn.nodes] == ["Zeal", "Alpha", "beta", "Alone"]
    alone = drawn.nodes[-1]
    assert (alone.area, alone.land, alone.summary, alone.stub) == (None, -1, "Just here", True)
    assert (drawn.nodes[2].area, drawn.nodes[2].status) == ("Governance", "Forming")


@pytest.mark.usefixtures("context")
def test_region_with_a_stance_is_no_stub() -> None:
    topic = make("Alpha")
    with record(BY) as entry:
        entry.add(Stance(topic_id=topic.id, body="I think so."))
    assert [node.stub for node in read_map(reader=VISITOR).nodes] == [False]


@pytest.mark.usefixtures("context")
def test_relation_is_read_from_both_ends() -> None:
    first, second = make("Alpha"), make("Beta")
    relate(first, second, "leans on")
    drawn = read_map(reader=VISITOR)
    alpha, beta = drawn.nodes
    assert [
        (word, [node.title for node in nodes]) for word, nodes, _ in drawn.roads.ties(alpha)
    ] == [("leans on", ["Beta"])]
    assert [
        (word, [node.title for node in nodes]) for word, nodes, _ in drawn.roads.ties(beta)
    ] == [("supports", ["Alpha"])]
    assert (alpha.degree, beta.degree) == (1, 1)


@pytest.mark.usefixtures("context")
def test_private_region_leaves_no_trace_for_visitors() -> None:
    seen, hidden = make("Seen", area="Open"), make("Hidden", area="Closed", visibility="private")
    other = make("Other", area="Late")
    relate(seen, hidden)
    relate(hidden, other)
    alone = read_map(reader=VISITOR)
    assert [node.title for node in alone.nodes] == ["Seen", "Other"]
    assert alone.links == ()
    assert [node.degree for node in alone.nodes] == [0, 0]
    assert [land.number for land in alone.lands] == [0, 1]
    assert [node.title for node in read_map(reader=AUTHOR).nodes] == ["Seen", "Hidden", "Other"]
    local = around(seen)
    assert local
    assert {node.title for node in local.nodes} <= {"Seen", "Other"}
    assert local.links == ()
    delete_topic(other, BY)
    assert around(seen) is None


@pytest.mark.usefixtures("context")
def test_map_of_visitors_is_the_same_as_if_the_private_region_did_not_exist() -> None:
    for title in ("One", "Two", "Three"):
        make(title, area="Open")
    before = read_map(reader=VISITOR)
    hidden = make("Hidden", area="Open", visibility="private")
    first = find_topic("One")
    assert first
    relate(hidden, first)
    assert read_map(reader=VISITOR) == before


@pytest.mark.usefixtures("context")
def test_deleted_region_relation_and_area_are_gone() -> None:
    first, second, third = make("Alpha", area="Governance"), make("Beta"), make("Gamma")
    relate(first, second)
    relate(first, third)
    with record(BY) as entry:
        entry.delete(second)
        assert reread(first).area
        entry.delete(reread(first).area)
    drawn = read_map(reader=AUTHOR)
    assert [node.title for node in drawn.nodes] == ["Alpha", "Gamma"]
    assert [land.number for land in drawn.lands] == [-1]
    assert [(link.source.title, link.target.title) for link in drawn.links] == [("Alpha", "Gamma")]


@pytest.mark.usefixtures("context")
def test_neighbourhood_is_a_part_of_the_map_and_names_what_two_roads_lead_to() -> None:
    centre, near, far, beyond = make("Centre"), make("Near"), make("Far"), make("Beyond")
    for one, other in pairwise((centre, near, far, beyond)):
        relate(one, other)
    whole, part = read_map(reader=VISITOR), around(centre)
    assert part
    assert part.centre == "centre"
    assert {node.title for node, _ in part.named(part.wide)} <= {"Centre", "Near", "Far"}
    assert {"Centre", "Near"} <= {node.title for node, _ in part.named(part.wide)}
    there = {node.slug: node for node in whole.nodes}
    for node in part.nodes:
        assert (node.x, node.y) == (there[node.slug].x, there[node.slug].y)
        assert set(corners(node.outline)) <= set(corners(there[node.slug].outline))


@pytest.mark.usefixtures("context")
def test_neighbourhood_in_a_large_atlas_is_read_without_the_rest_and_looks_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    topics = [make(f"Region {n}", area=f"Area {n % 3}") for n in range(40)]
    for one, other in pairwise(topics):
        relate(one, other)
    relate(topics[20], make("Hidden", visibility="private"))
    whole = around(topics[20])
    monkeypatch.setattr("wiki.queries.map.around.LARGE", 5)
    monkeypatch.setattr("wiki.queries.map.around.read_sketch", None)
    part = around(topics[20])
    assert whole
    assert part
    assert part.box == whole.box
    told = [[(n.title, n.area, n.stub, n.x, n.y) for n in found.nodes] for found in (whole, part)]
    assert sorted(told[0]) == sorted(told[1])
    assert [link.path for link in part.links] == [link.path for link in whole.links]
    assert "Hidden" not in {node.title for node in part.nodes}


@pytest.mark.usefixtures("context")
def test_a_region_without_a_place_in_a_large_atlas_has_a_local_map_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make("Alpha"), make("Beta")
    relate(first, second)
    with record(BY) as entry:
        entry.alter(first, x=None, y=None)
    monkeypatch.setattr("wiki.queries.map.around.LARGE", 1)
    local = around(first)
    assert local
    assert {"Alpha", "Beta"} <= {node.title for node in local.nodes}


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
    read_map(reader=VISITOR, today=BY.today)
    assert len([query for query in queries if query.startswith("SELECT")]) == 8
    topic.title  # noqa: B018 - loads what the commit expired
    queries.clear()
    around(topic)
    event.remove(db.engine, "before_cursor_execute", count)
    assert len([query for query in queries if query.startswith("SELECT")]) == 1


# Where it is drawn


@pytest.mark.parametrize(
    ("count", "ties", "areas"), [(1, 0, 0), (2, 1, 1), (15, 26, 3), (60, 120, 5), (60, 9, 0)]
)
def test_names_never_overlap_and_never_run_off_the_map(count: int, ties: int, areas: int) -> None:
    drawn = draw(random_atlas(count, ties, areas, seed=count + ties))
    assert faults(drawn) == []
    assert len(drawn.named(drawn.wide)) >= (0.75 * count if count > 15 else count)


def test_names_of_a_large_map_are_thinned_and_still_do_not_overlap() -> None:
    drawn = draw(random_atlas(300, 600, 6, seed=1))
    named = [node.weight for node, _ in drawn.named(drawn.wide)]
    assert 30 < len(named) < 300
    assert faults(drawn) == []
    unnamed = sorted(node.weight for node in drawn.nodes)
    for weight in named:
        unnamed.remove(weight)
    assert sum(named) / len(named) > sum(unnamed) / len(unnamed) + 1


def test_drawing_is_the_same_every_time() -> None:
    atlas = random_atlas(15, 26, 3, seed=3)
    first = draw(atlas)
    forget()
    assert draw(atlas) == first


def test_edit_that_moves_nothing_draws_no_new_ground() -> None:
    atlas = random_atlas(15, 26, 3, seed=4)
    forget()
    draw(atlas)
    edited = (replace(node, summary="New", status="Settled") for node in atlas.nodes)
    draw(replace(atlas, nodes=tuple(edited)))
    assert survey.cache_info().misses == 1


def test_every_area_is_one_land_and_what_has_none_lies_off_the_coast() -> None:
    nodes = random_atlas(40, 60, 4, seed=5).nodes
    lands = tuple(node.land for node in nodes)
    terrain = survey(tuple(n.id for n in nodes), tuple((n.x, n.y) for n in nodes), lands)
    assert [ground.geom_type for ground in terrain.lands.values()] == ["Polygon"] * 4
    for territory, land in zip(terrain.territories, lands, strict=True):
        if land < 0:
            assert all(territory.distance(ground) > 5 for ground in terrain.lands.values())


# Each of these once altered a territory that no new one touched: as borders were simplified as a
# whole (the first three), as ground cut off went to third parties, or in a bay that a coast fills.
ALTERED_ONCE = [
    *((6, 400, seed) for seed in (5, 7, 12, 36)),
    *((5, 420, seed) for seed in (11, 29, 50, 93)),
]


@pytest.mark.parametrize(
    ("areas", "roads", "seed"), [*ALTERED_ONCE, (6, 400, 3), (5, 420, 1), (4, 500, 2)]
)
def test_ten_regions_added_to_two_hundred_move_no_place_and_alter_only_what_they_touch(
    areas: int, roads: int, seed: int
) -> None:
    ids, lands, ties = random_ground(210, roads, areas, seed=seed)
    first = [pair for pair in ties if max(pair) < 200]
    before = place_regions(LayoutInput(ids[:200], lands[:200], tuple(first)), (None,) * 200)
    after = place_regions(LayoutInput(ids, lands, ties), (*before, *(None,) * 10))
    assert after[:200] == before
    old, new = survey(ids[:200], before, lands[:200]), survey(ids, after, lands)
    altered = 0
    for one, other in zip(old.territories, new.territories[:200], strict=True):
        touches = any(other.distance(added) < EXACT for added in new.territories[200:])
        assert touches or path(one) == path(other)
        altered += touches
    assert altered < 40


@pytest.mark.parametrize("kind", RELATION_KINDS)
def test_each_kind_of_relation_has_a_line_of_its_own(kind: str) -> None:
    line = road_paths.line(kind, (0, 0), (100, 0))
    others = {road_paths.line(other, (0, 0), (100, 0)) for other in RELATION_KINDS if other != kind}
    assert line.startswith("M")
    assert line not in others


def test_few_roads_are_a_path_for_each_kind_and_many_a_path_each_in_whole_numbers() -> None:
    few, many = (draw(random_atlas(60, ties, 3, seed=7)) for ties in (100, 160))
    assert [kind for kind, _ in few.roads.lines] == [kind for kind, _ in few.roads.kinds]
    assert "".join(path for _, path in few.roads.lines).count(".") > 0
    roads = [(link.kind, link.path) for link in many.links if link.path]
    assert sorted(many.roads.lines) == sorted(roads)
    assert len(roads) > 60
    assert not any("." in path for _, path in roads)
    ends = {
        (path, f"{link.source.slug} {link.target.slug}")
        for link in few.links
        for path in [link.path]
    }
    assert {(path, both) for _, path, both in few.roads.each} == {pair for pair in ends if pair[0]}


def test_no_line_is_drawn_between_marks_that_touch() -> None:
    assert road_paths.line("leans on", (0, 0), (10, 0), (5, 5)) == ""


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


def test_name_is_cut_between_whole_signs_and_at_the_end_of_its_own_direction() -> None:
    family = "👩‍👩‍👧‍👦"
    for width in range(40, 200, 7):
        assert set(fit(family * 9, 16, width, 1)[0].removesuffix("…").split(family)) == {""}
    arabic = "\u0645\u0631\u062d\u0628\u0627 " * 9
    assert fit(arabic, 16, 60, 1)[0].endswith("…\u200f")
    assert fit("مرحبا", 16, 160, 1) == ("مرحبا",)


def test_wide_script_is_given_more_room_and_marks_above_letters_none() -> None:
    assert measure("合作", 10) > measure("ab", 10)
    assert measure("e\u0301", 10) == measure("e", 10)


def test_area_without_room_off_the_coast_has_its_name_in_its_land_if_that_is_large_enough() -> None:
    wide, slim = shapely.box(0, 0, 900, 500), shapely.box(2_000, 0, 2_060, 40)
    inside = label_inland("Governance", wide, size=16)
    assert label_inland("Governance", slim, size=16) is None
    assert inside
    assert wide.contains(shapely.box(*inside.box))
    spots = [(450.0, 250.0), (100.0, 100.0)]
    names = label_places(
        spots, ["Under it", "Beside it"], [2, 1], size=16, width=130, taken=[inside.box]
    )
    assert names[0] is None
    assert names[1]


def test_shapes_that_threads_draw_at_once_are_not_prepared_which_ends_the_process() -> None:
    wide = shapely.box(0, 0, 900, 500)
    assert label_inland("Governance", wide, size=16)
    label_areas(["Governance"], [wide], wide, [], size=16)
    assert not shapely.is_prepared(wide)


def test_coast_with_a_stray_line_beside_it_is_drawn_without_the_line() -> None:
    coast, line = shapely.box(0, 0, 40, 40), shapely.LineString([(60, 0), (90, 0)])
    mixed = shapely.GeometryCollection([coast, line])
    assert path(mixed) == path(coast)
    frame = shapely.box(-10, -10, 100, 100)
    assert path(sheet.clipped(mixed, frame)) == path(sheet.clipped(coast, frame))
    # A hole smaller than a whole number has no line: an empty one ends what browsers draw.
    hole = shapely.box(20.1, 20.1, 20.4, 20.4)
    assert path(coast.difference(hole)).count("M") == 1


@pytest.mark.parametrize("heavy_first", [True, False])
def test_place_whose_mark_lies_under_a_name_has_none_itself(heavy_first: bool) -> None:
    places = [((0.0, 0.0), "Heavy name", 2), ((0.0, -27.0), "L", 1)]
    spots, titles, weights = zip(*places[:: 1 if heavy_first else -1], strict=True)
    names = label_places(spots, titles, weights, size=16, width=130, sheet=(-70, -120, 70, 6))
    assert {title: bool(name) for title, name in zip(titles, names, strict=True)} == {
        "Heavy name": True,
        "L": False,
    }
