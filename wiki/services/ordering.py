"""Order by hand: a row's key is between those of its neighbours, so that moving writes one row."""

from collections.abc import Sequence
from typing import Any, Literal

from fractional_indexing import generate_key_between, generate_n_keys_between
from sqlalchemy import func, select

from wiki.db import db
from wiki.errors import Invalid
from wiki.models import Topic

Direction = Literal["up", "down"]


def read_direction(typed: str) -> Direction:
    """Return "up" or "down". Raises Invalid."""
    if typed == "up":
        return "up"
    if typed == "down":
        return "down"
    raise Invalid("direction", "Nothing was moved: a direction is up or down.")


def last_position(model: Any, topic: Topic) -> str:
    """Return the last position among a topic's rows of a model, deleted ones too; "" for none."""
    return (
        db.session.scalar(select(func.max(model.position)).where(model.topic_id == topic.id)) or ""
    )


def list_positions(model: Any, topic: Topic) -> list[str]:
    """Return the positions of a topic's rows of a model, deleted ones too."""
    return list(db.session.scalars(select(model.position).where(model.topic_id == topic.id)))


def key_after(last: str) -> str:
    """Return a key after the last one, "" standing for none."""
    return str(generate_key_between(last or None, None))


def key_at_end(keys: Sequence[str]) -> str:
    """Return a key after all the given ones; these include keys of deleted rows."""
    return key_after(max(keys, default=""))


def keys_below(keys: Sequence[str], neighbour: str | None, count: int) -> list[str]:
    """Return some keys in order, below a neighbour's and above the next different key.

    With None for the neighbour, they are above all keys.
    """
    below = max((key for key in keys if neighbour is None or key < neighbour), default=None)
    return [str(key) for key in generate_n_keys_between(below, neighbour, count)]


def key_beyond(keys: Sequence[str], neighbour: str, direction: Direction) -> str:
    """Return a key on the far side of a neighbour's, before the next different key."""
    if direction == "up":
        return keys_below(keys, neighbour, 1)[0]
    above = min((key for key in keys if key > neighbour), default=None)
    return str(generate_key_between(neighbour, above))
