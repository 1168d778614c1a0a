"""Which part of the map a local map shows, and how far away regions have influence on it."""

from collections.abc import Iterable, Sequence
from math import dist

WIDE, HIGH = 620.0, 250.0  # in pixels, on a large screen
NARROW = 286.0  # width on a phone
WIDEST = 1.9  # how much more than at full size a local map may show
WIDER = 1.4  # least distance shown where no region is related, or the related ones are too far away
FAR = 450  # regions farther away than this have no influence on the map
Spot = tuple[int, int]
Box = tuple[int, int, int, int]  # left, top, width, height


def reach(centre: Spot, near: Sequence[Spot]) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of the part that can influence a local map.

    `centre` is the place of its region, and `near` are those of the related regions.
    """
    spots = [centre, *near]
    left, top, wide, high = tall_box(window(spots, 0, range(1, len(spots))))
    return left - FAR, top - FAR, left + wide + FAR, top + high + FAR


def window(spots: Sequence[Spot], centre: int, near: Sequence[int]) -> Box:
    """Return the bounding box of a local map: around the place with the index `centre`.

    It has as many of the places `near` as fit, nearest first.
    """
    included = [centre]
    for index in sorted(near, key=lambda index: (dist(spots[index], spots[centre]), index)):
        if _scale(spots, [*included, index]) <= WIDEST:
            included.append(index)
    left, top, right, bottom = _extent(spots, included)
    scale = max(_scale(spots, included), 1.0 if near and len(included) > len(near) else WIDER)
    wide, high = WIDE * scale, HIGH * scale
    x, y = (left + right) / 2, (top + bottom) / 2 - 16  # names are mostly above their marks
    return round(x - wide / 2), round(y - high / 2), round(wide), round(high)


def tall_box(box: Box) -> Box:
    """Return the bounding box for a phone: of the same width, and higher where there is room."""
    left, top, wide, high = box
    more = max(0, round((wide * HIGH / NARROW - high) / 2))
    return left, top - more, wide, high + 2 * more


def _scale(spots: Sequence[Spot], indexes: Iterable[int]) -> float:
    """Return the size of the box around some places, as a multiple of a full-size picture's."""
    left, top, right, bottom = _extent(spots, indexes)
    return max((right - left + 190) / WIDE, (bottom - top + 150) / HIGH)


def _extent(spots: Sequence[Spot], indexes: Iterable[int]) -> Box:
    xs, ys = zip(*(spots[index] for index in indexes), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
