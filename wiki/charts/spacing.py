"""Labels that would cover each other are moved apart, as little as possible."""

from collections.abc import Sequence


def place_apart(wanted: Sequence[float], *, gap: float, first: float, last: float) -> list[float]:
    """Return a place for each label: near the one that it wants, and `gap` or more from the others.

    All are in one unit, such as pixels, and no place is before `first` or after `last`. The places
    `wanted` must ascend, and the labels must have room between `first` and `last`. The sum of the
    squares of the distances from the places wanted is the least possible: that is isotonic
    regression of these places less the gaps before them, by the pool-adjacent-violators algorithm.
    """
    groups: list[tuple[float, int]] = []  # the mean of what is wanted less the gaps, and how many
    for number, place in enumerate(wanted):
        mean, size = place - number * gap, 1
        while groups and groups[-1][0] > mean:
            before, more = groups.pop()
            mean, size = (before * more + mean * size) / (more + size), more + size
        groups.append((mean, size))
    most = last - (len(wanted) - 1) * gap
    means = [min(max(mean, first), most) for mean, size in groups for _ in range(size)]
    return [round(mean + number * gap, 1) for number, mean in enumerate(means)]
