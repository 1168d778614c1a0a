"""A topic page as a reader may see it: its sections with their rows, ready for the templates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wiki.anchors import Anchor
from wiki.forms.document_line import Values
from wiki.models import Topic
from wiki.queries.plain_words import words_with
from wiki.sections import SECTIONS, Section, belief, stance
from wiki.text import ReadWords, Resolver, is_placeholder
from wiki.visibility import Reader, is_empty_draft


class PageSource(Protocol):
    """Where the rows of a page are read from: the tables of today, or the journal as of a day."""

    reader: Reader

    def find(self, section: Section, topic: Topic) -> Sequence[Any]:
        """Return the items of a section that the reader may see, in the order of the page."""

    def visible(self, anchors: Collection[Anchor]) -> Collection[Anchor]:
        """Return those of the anchors that name items the reader may see."""

    def resolver(self, *, tail: str = "") -> Resolver:
        """Return a function from the text in `[[…]]` to an address that ends in `tail`."""


@dataclass(frozen=True)
class Row:
    """One item of a section as a template shows it, the `position`-th of `total`, from 1 on."""

    item: Any
    values: Values
    anchor: str
    label: str
    placeholder: bool
    position: int
    total: int


@dataclass(frozen=True)
class PageSection:
    """One section of a page with its rows.

    The `former` rows (resolved beliefs, settled uncertainties) are listed apart from the others.
    """

    section: Section
    rows: tuple[Row, ...]
    former: tuple[Row, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Return whether the section has no row at all, current or former."""
        return not self.rows and not self.former

    def row(self, item_id: int | None) -> Row | None:
        """Return the row of an item, None where the section has no such item."""
        every = (*self.rows, *self.former)
        return next((row for row in every if row.item.id == item_id), None)


@dataclass(frozen=True)
class Page:
    """A topic with its sections in page order, as this reader may see them."""

    topic: Topic
    stub: bool
    parts: tuple[PageSection, ...]

    @property
    def filled(self) -> tuple[PageSection, ...]:
        """Return the sections that have a row, current or former."""
        return tuple(part for part in self.parts if not part.is_empty)

    @property
    def shown(self) -> tuple[PageSection, ...]:
        """Return the sections that visitors see: none where no section has a row.

        Sections without a row say that they are empty, but are left out on a stub, whose notice
        says what is missing.
        """
        return self.filled if self.stub or not self.filled else self.parts


def read_page(topic: Topic, source: PageSource) -> Page:
    """Return a topic's page, with all sections read from a source."""
    for section in SECTIONS:  # all rows first: what one names may be another
        source.find(section, topic)
    parts = tuple(read_section(section, topic, source) for section in SECTIONS)
    return Page(topic, is_stub(topic, source), parts)


def is_stub(topic: Topic, source: PageSource) -> bool:
    """Return whether a topic has neither a stance nor a belief; placeholders do not count."""
    leads = (
        getattr(row, section.lead)
        for section in (stance.SECTION, belief.SECTION)
        for row in source.find(section, topic)
    )
    return all(is_placeholder(words) for words in leads if words)


def read_section(section: Section, topic: Topic, source: PageSource) -> PageSection:
    """Return one section of a page; fields that name items hidden from the reader are emptied."""
    found = source.find(section, topic)
    items = [one for one in found if source.reader.sees_private or not is_empty_draft(one)]
    rows = [(item, section.values(item, topic)) for item in items]
    section.remove_hidden([values for _, values in rows], source.visible, source.reader)
    current = [(item, values) for item, values in rows if not section.is_former(values)]
    former = [(item, values) for item, values in rows if section.is_former(values)]
    read = words_with(source.resolver())
    return PageSection(section, _rows(section, current, read), _rows(section, former, read))


def _rows(section: Section, rows: Sequence[tuple[Any, Values]], read: ReadWords) -> tuple[Row, ...]:
    return tuple(
        Row(
            item=item,
            values=values,
            anchor=section.anchor(item.id),
            label=section.label(values, read),
            placeholder=section.is_placeholder(values),
            position=position,
            total=len(rows),
        )
        for position, (item, values) in enumerate(rows, start=1)
    )
