"""The local map of a region: what it reaches, and which roads it draws."""

from collections.abc import Sequence

from wiki.map.drawing import Map
from wiki.map.local import MOST_ROADS, draw_around
from wiki.map.sketch import Node, Sketch, Tie

Spot = tuple[int, int]


def around_first(spots: Sequence[Spot]) -> Map:
    """Draw the local map of the first of some regions, to which all others are related."""
    nodes = [
        Node(n, f"t-{n}", f"Region {n}", "", None, -1, "", stub=False, degree=1, x=x, y=y)
        for n, (x, y) in enumerate(spots, start=1)
    ]
    others = range(1, len(nodes))
    sketch = Sketch(tuple(nodes), tuple(Tie(0, n, "related") for n in others), (), len(nodes))
    return draw_around(sketch, 0, list(others))


def holds(drawn: Map, spot: Spot) -> bool:
    left, top, wide, high = drawn.box
    return left < spot[0] < left + wide and top < spot[1] < top + high


def test_the_nearest_are_on_it_however_far_off_others_lie() -> None:
    near, far = [(0, 0), (200, 60), (-150, 90)], [(5_000, 0), (0, -4_000)]
    drawn = around_first(near + far)
    assert all(holds(drawn, spot) for spot in near)
    assert not any(holds(drawn, spot) for spot in far)
    assert [label is not None for _, label in drawn.named(drawn.wide)] == [True] * 3


def test_a_region_stands_with_room_around_it_where_all_its_relations_lead_far_away() -> None:
    drawn = around_first([(0, 0), (9_000, 40)])
    left, top, wide, high = drawn.box
    assert min(-left, left + wide, -top, top + high) > 90


def test_roads_that_lead_out_are_drawn_while_they_can_be_told_apart() -> None:
    far = [(3_000 + 200 * n, 100 * n) for n in range(MOST_ROADS)]
    assert len(around_first([(0, 0), *far]).links) == MOST_ROADS
    assert len(around_first([(0, 0), (200, 0), *far]).links) == 1
