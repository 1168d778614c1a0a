"""Order by hand: rows are sorted by text keys, and a moved row gets one between two others.

So moving an item writes one row.
"""

from collections.abc import Sequence
from typing import Literal

from fractional_indexing import generate_key_between, generate_n_keys_between

from wiki.errors import Invalid

Direction = Literal["up", "down"]


def read_direction(typed: str) -> Direction:
    """Return a typed direction, "up" or "down". Raises Invalid for anything else."""
    if typed == "up":
        return "up"
    if typed == "down":
        return "down"
    raise Invalid("direction", "Nothing was moved: a direction is up or down.")


def key_after(last: str) -> str:
    """Return a sort key after `last`, which is "" where there is no row yet."""
    return str(generate_key_between(last or None, None))


def key_at_end(keys: Sequence[str]) -> str:
    """Return a sort key after all the given ones, which include those of deleted rows."""
    return key_after(max(keys, default=""))


def keys_below(keys: Sequence[str], neighbour: str | None, count: int) -> list[str]:
    """Return `count` sort keys in order, just below the key `neighbour` and above all lower ones.

    With None for the neighbour, they are above all keys.
    """
    below = max((key for key in keys if neighbour is None or key < neighbour), default=None)
    return [str(key) for key in generate_n_keys_between(below, neighbour, count)]


def key_beyond(keys: Sequence[str], neighbour: str, direction: Direction) -> str:
    """Return a sort key just below ("up") or above ("down") the key `neighbour`, next to it."""
    if direction == "up":
        return keys_below(keys, neighbour, 1)[0]
    above = min((key for key in keys if key > neighbour), default=None)
    return str(generate_key_between(neighbour, above))
