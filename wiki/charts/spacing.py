"""Labels that would cover each other are moved apart, as little as possible."""

from collections.abc import Sequence


def place_apart(wanted: Sequence[float], *, gap: float, first: float, last: float) -> list[float]:
    """Return places for labels: in the order given, at least a gap apart, from first to last.

    The places that are wanted must be in ascending order, and there must be room for all. The sum
    of the squares of the distances from them is the least possible. That is isotonic regression of
    the places less the gaps before them, by the algorithm that pools adjacent violators.
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
