"""The ground near a box is the ground of the whole map, without what is elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from tests.services.test_graph import random_atlas
from wiki.map.compose import places
from wiki.map.sheet import clipped
from wiki.map.terrain import survey, survey_near

PARTS = places(random_atlas(90, 130, 4, seed=8).nodes)
APART = 1.7  # most that the same line is apart that was simplified from another beginning
Box = tuple[float, float, float, float]


def boxes_over_land() -> list[Box]:
    """Return boxes all over the map, much smaller than the map."""
    left, top, right, bottom = survey(*PARTS).coast.bounds
    across, down = (right - left) / 4, (bottom - top) / 4
    corners = [(left + across * n, top + down * m) for n in range(4) for m in range(4)]
    return [(x, y, x + across * 0.6, y + down * 0.6) for x, y in corners]


def boxes_off_coast() -> list[Box]:
    """Return small boxes on the line in the water, where that is farthest from any place."""
    corners = shapely.get_coordinates(survey(*PARTS).waters[0])
    away = np.hypot(*(corners[:, None] - PARTS[1]).T).min(axis=0)
    return [(x - 2, y - 2, x + 2, y + 2) for x, y in corners[np.argsort(-away)[:40]]]


@pytest.mark.parametrize("boxes", [boxes_over_land, boxes_off_coast])
def test_ground_in_a_box_is_the_same_whether_all_is_surveyed_or_what_is_near(
    boxes: Callable[[], list[Box]],
) -> None:
    whole = survey(*PARTS)
    for box in boxes():
        frame, near = shapely.box(*box), survey_near(*PARTS, box)
        for one, other in zip(whole.territories, near.territories, strict=True):
            assert other == one or (other.is_empty and not one.intersects(frame))
        lands = [(whole.lands[number], near.lands[number]) for number in whole.lands]
        for one, other in [(whole.coast, near.coast), *lands]:
            differing = shapely.intersection(one.symmetric_difference(other), frame)
            assert differing.buffer(-APART).is_empty
        one, other = whole.waters[0], near.waters[0]
        assert shapely.difference(clipped(other, frame), one.buffer(3 * APART)).is_empty
        assert shapely.difference(clipped(one, frame), other.buffer(3 * APART)).is_empty


def test_most_territories_are_left_out_of_the_ground_near_a_box() -> None:
    near = survey_near(*PARTS, boxes_over_land()[5])
    assert 1 < sum(not territory.is_empty for territory in near.territories) < len(PARTS[0]) / 2
