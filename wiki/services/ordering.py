"""Order by hand: each row keeps a key between its neighbours', so a move writes one row."""

from collections.abc import Sequence
from typing import Literal

from fractional_indexing import generate_key_between

from wiki.errors import Invalid

Direction = Literal["up", "down"]


def read_direction(typed: str) -> Direction:
    """Return which way to move. Raises Invalid."""
    if typed == "up":
        return "up"
    if typed == "down":
        return "down"
    raise Invalid("direction", "Nothing was moved: a direction is up or down.")


def key_at_end(keys: Sequence[str]) -> str:
    """Return a key after all the given ones, those of deleted rows included."""
    return str(generate_key_between(max(filter(None, keys), default=None), None))


def key_beyond(keys: Sequence[str], neighbour: str, direction: Direction) -> str:
    """Return a key just past a neighbour's, strictly between it and the next key that differs."""
    if direction == "up":
        below = max((key for key in keys if key < neighbour), default=None)
        return str(generate_key_between(below, neighbour))
    above = min((key for key in keys if key > neighbour), default=None)
    return str(generate_key_between(neighbour, above))
