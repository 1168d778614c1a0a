"""Order by hand: a row's key is between those of its neighbours, so that moving writes one row."""

from collections.abc import Sequence
from typing import Literal

from fractional_indexing import generate_key_between

from wiki.errors import Invalid

Direction = Literal["up", "down"]


def read_direction(typed: str) -> Direction:
    """Return "up" or "down". Raises Invalid."""
    if typed == "up":
        return "up"
    if typed == "down":
        return "down"
    raise Invalid("direction", "Nothing was moved: a direction is up or down.")


def key_at_end(keys: Sequence[str]) -> str:
    """Return a key after all the given ones; these include keys of deleted rows."""
    return str(generate_key_between(max(filter(None, keys), default=None), None))


def key_beyond(keys: Sequence[str], neighbour: str, direction: Direction) -> str:
    """Return a key on the far side of a neighbour's, before the next different key."""
    if direction == "up":
        below = max((key for key in keys if key < neighbour), default=None)
        return str(generate_key_between(below, neighbour))
    above = min((key for key in keys if key > neighbour), default=None)
    return str(generate_key_between(neighbour, above))
