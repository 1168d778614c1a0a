"""A topic page as a reader sees it: its header and its seven sections, ready for a template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wiki.forms.document_line import Values
from wiki.models import Topic
from wiki.queries.items import list_items
from wiki.queries.topics import is_stub
from wiki.sections import SECTIONS, Section
from wiki.visibility import Reader

# What finds the items of a section on a topic's page, in the order of the page.
Find = Callable[[Section, Topic], Sequence[Any]]


@dataclass(frozen=True)
class Row:
    """One item in its place: `number` of `of`, counted from 1."""

    item: Any
    values: Values
    anchor: str
    label: str
    placeholder: bool
    number: int
    of: int


@dataclass(frozen=True)
class Part:
    """One section of a page with its rows; those that the author has left stand apart."""

    section: Section
    rows: tuple[Row, ...]
    former: tuple[Row, ...] = ()

    def row(self, item_id: int | None) -> Row | None:
        """Return the row of an item."""
        every = (*self.rows, *self.former)
        return next((row for row in every if row.item.id == item_id), None)


@dataclass(frozen=True)
class Page:
    """A topic with its sections in page order, as this reader may see them."""

    topic: Topic
    stub: bool
    parts: tuple[Part, ...]


def read_page(topic: Topic, *, reader: Reader) -> Page:
    """Return a whole page."""
    find = partial(list_items, reader=reader)
    return make_page(topic, find, stub=is_stub(topic), reader=reader)


def make_page(topic: Topic, find: Find, *, stub: bool, reader: Reader) -> Page:
    """Return a whole page, given what finds its items."""
    parts = tuple(
        make_part(section, topic, find(section, topic), reader=reader) for section in SECTIONS
    )
    return Page(topic, stub, parts)


def read_part(section: Section, topic: Topic, *, reader: Reader) -> Part:
    """Return one section of a page."""
    return make_part(section, topic, list_items(section, topic, reader=reader), reader=reader)


def make_part(section: Section, topic: Topic, items: Sequence[Any], *, reader: Reader) -> Part:
    """Return a section of a page, given its items in the order of the page."""
    said = [(item, section.values(item, topic)) for item in items]
    if not reader.sees_private:
        section.veil([values for _, values in said])
    held = [(item, values) for item, values in said if not section.is_former(values)]
    left = [(item, values) for item, values in said if section.is_former(values)]
    return Part(section, _rows(section, held), _rows(section, left))


def _rows(section: Section, said: Sequence[tuple[Any, Values]]) -> tuple[Row, ...]:
    return tuple(
        Row(
            item=item,
            values=values,
            anchor=section.anchor(item.id),
            label=section.label(values),
            placeholder=section.is_placeholder(values),
            number=number,
            of=len(said),
        )
        for number, (item, values) in enumerate(said, start=1)
    )
