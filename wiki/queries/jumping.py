"""The jump list: regions, areas and other destinations, found by a few letters of their names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from wiki.db import db
from wiki.models import Area, Topic
from wiki.queries.cache import cached, read_newest
from wiki.text import sort_key, unaccented
from wiki.visibility import Reader, sees_area, visible_topics

MOST = 20  # destinations of one sort that are shown
LONGEST = 100  # characters that are looked at
_APART = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Destination:
    """Something the jump list leads to: its name, its path, and the `key` that is searched."""

    name: str
    address: str
    key: str


@dataclass(frozen=True)
class Matches:
    """The destinations of one sort that match, the best first, and how many match in all."""

    destinations: Sequence[Destination]
    total: int


def destination(name: str, address: str) -> Destination:
    """Return a destination with this name and path."""
    return Destination(name, address, _key(name))


def match(typed: str, among: Iterable[Destination]) -> Matches:
    """Return the destinations whose names contain what was typed, or all where nothing was typed.

    Case and accents do not matter. Names that begin with it come first, then those in which each
    word typed begins a word, then those that contain it anywhere; equally good ones keep their
    order. At most `MOST` are returned, with the number of all.
    """
    sought = _key(typed[:LONGEST])
    words = [f" {word}" for word in sought.split()]
    ranks: tuple[list[Destination], ...] = ([], [], [])
    for one in among:
        if one.key.startswith(sought):
            ranks[0].append(one)
        elif all(word in f" {one.key}" for word in words):
            ranks[1].append(one)
        elif sought in one.key:
            ranks[2].append(one)
    found = [destination for rank in ranks for destination in rank]
    return Matches(found[:MOST], len(found))


def match_regions(typed: str, *, reader: Reader) -> Matches:
    """Return the regions whose title matches what is typed, among those the reader may see."""

    def read() -> Sequence[Destination]:
        names = visible_topics(reader=reader).with_only_columns(Topic.title, Topic.slug)
        rows = sorted(db.session.execute(names), key=lambda row: sort_key(row.title))
        return [destination(title, f"/atlas/{slug}") for title, slug in rows]

    return match(typed, cached("jumping", (reader,), read_newest().topic, read))


def match_areas(typed: str, *, reader: Reader) -> Matches:
    """Return the areas whose title matches what is typed, among those the reader may see."""
    names = select(Area.title, Area.slug).where(sees_area(reader=reader))
    rows = db.session.execute(names.order_by(Area.position, Area.id))
    return match(typed, [destination(title, f"/areas/{slug}") for title, slug in rows])


def _key(name: str) -> str:
    """Return the text that is searched for a name: its words, lower case, without accents."""
    plain = unaccented(name)
    return _APART.sub(" ", plain).strip() or plain
