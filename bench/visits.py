"""Which regions visitors ask for, and the stamp by which an answer shows how new it is."""

import re
from bisect import bisect
from itertools import accumulate
from random import Random

STAMP = re.compile(rb"Stamp ([0-9]+) of")


class RegionDraw:
    """Draws regions of a generated atlas by their numbers, the first ones oftenest (Zipf's law)."""

    def __init__(self, regions: int, chance: Random) -> None:
        self._chance = chance
        self._weights = list(accumulate(1 / place for place in range(1, regions + 1)))

    def draw(self) -> int:
        """Return the number of a region, from 1 on."""
        return bisect(self._weights, self._chance.random() * self._weights[-1]) + 1


def stamped(number: int) -> str:
    """Return a claim that bears the number of its save."""
    return f"Stamp {number} of what is claimed"
