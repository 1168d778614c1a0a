"""A topic page as a reader sees it: its header and its seven sections, ready for a template."""

from dataclasses import dataclass
from typing import Any

from wiki.models import Topic
from wiki.sections import SECTIONS, Section
from wiki.sections.entry import Values
from wiki.services.items import list_items
from wiki.services.topics import is_stub


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
    """One section of a page with its rows."""

    section: Section
    rows: tuple[Row, ...]

    def row(self, item_id: int | None) -> Row | None:
        """Return the row of an item."""
        return next((row for row in self.rows if row.item.id == item_id), None)


@dataclass(frozen=True)
class Page:
    """A topic with its sections in page order, as this reader may see them."""

    topic: Topic
    stub: bool
    parts: tuple[Part, ...]


def read_page(topic: Topic, *, private: bool) -> Page:
    """Return a whole page."""
    parts = tuple(read_part(section, topic, private=private) for section in SECTIONS)
    return Page(topic, is_stub(topic), parts)


def read_part(section: Section, topic: Topic, *, private: bool) -> Part:
    """Return one section of a page."""
    items = list_items(section, topic, private=private)
    return Part(
        section,
        tuple(_row(section, topic, item, n, len(items)) for n, item in enumerate(items, start=1)),
    )


def _row(section: Section, topic: Topic, item: Any, number: int, of: int) -> Row:
    values = section.values(item, topic)
    return Row(
        item=item,
        values=values,
        anchor=section.anchor(item.id),
        label=section.label(values),
        placeholder=section.is_placeholder(values),
        number=number,
        of=of,
    )
