"""Which regions simulated visitors request, and the stamp that shows how new an answer is."""

import re
from bisect import bisect
from itertools import accumulate
from random import Random

STAMP = re.compile(rb"Stamp ([0-9]+) of")


class RegionDraw:
    """Draws numbers of generated regions at random, the first ones most often (Zipf's law)."""

    def __init__(self, regions: int, chance: Random) -> None:
        self._chance = chance
        self._weights = list(accumulate(1 / place for place in range(1, regions + 1)))

    def draw(self) -> int:
        """Return the number of a region, from 1 on, drawn at random."""
        return bisect(self._weights, self._chance.random() * self._weights[-1]) + 1


def stamped(save_number: int) -> str:
    """Return a claim that contains the number of its save, as STAMP finds it."""
    return f"Stamp {save_number} of what is claimed"
