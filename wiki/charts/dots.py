"""The dot plot of many beliefs on a line from 0 to 100, each with a tail from its former credence.

Horizontally, everything is in per cent of the picture's width, so that it fits every screen
unscaled. Dots and tails that would overlap are stacked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

STEP = 14  # pixels from one level to the next
ROOM = Decimal(4)  # per cent of the width that a dot takes on the narrowest screen


@dataclass(frozen=True)
class PlottedBelief:
    """A belief to be drawn: its credence in per cent, and the one before, None for none."""

    id: int
    credence: Decimal
    was: Decimal | None = None


@dataclass(frozen=True)
class PlottedDot:
    """The dot of a belief: across in per cent of the width, down in pixels.

    `start` is where its tail begins, in per cent; None for a belief that never moved.
    """

    id: int
    across: Decimal
    down: int
    start: Decimal | None


@dataclass(frozen=True)
class DotPlot:
    """All dots of a picture, from left to right, and its height in pixels."""

    dots: tuple[PlottedDot, ...]
    height: int


def draw_dots(beliefs: Iterable[PlottedBelief]) -> DotPlot:
    """Return the picture; each belief is put on the lowest level with room for it."""
    ends: list[Decimal] = []  # how far each level is taken, from the lowest one up
    placed = []
    for belief in sorted(beliefs, key=_start):
        reach = max(belief.credence, belief.was or belief.credence) + ROOM
        level = next((n for n, end in enumerate(ends) if end <= _start(belief)[0]), len(ends))
        ends[level : level + 1] = [reach]
        placed.append((belief, level))
    height = STEP * max(1, len(ends))
    dots = [
        PlottedDot(one.id, one.credence, height - STEP * level - STEP // 2, one.was)
        for one, level in sorted(placed, key=lambda pair: (pair[0].credence, pair[1]))
    ]
    return DotPlot(tuple(dots), height)


def _start(belief: PlottedBelief) -> tuple[Decimal, int]:
    started = belief.credence if belief.was is None else min(belief.credence, belief.was)
    return started, belief.id
