"""A task of the review queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wiki.models import Topic
from wiki.queries.review.statements import Dates, Key
from wiki.sections import Section
from wiki.text import is_placeholder, placeholder_words, plain


@dataclass(frozen=True)
class Task:
    """One thing to look at: where it is, what it is called and the reasons it is listed.

    `number` is a belief's credence in per cent; `field` is the field that its form focuses.
    """

    kind: str
    topic: Topic | None
    item_id: int
    label: str
    reasons: tuple[str, ...]
    dates: Dates
    section: Section | None = None
    number: Any = None
    field: str = ""

    @property
    def anchor(self) -> str:
        """Return an id that no other task on the page has."""
        return self.section.anchor(self.item_id) if self.section else f"topic-{self.item_id}"


def make_task(
    kind: str,
    section: Section,
    item: Any,
    topic: Topic | None,
    reasons: tuple[str, ...],
    dates: Mapping[Key, Dates],
    *,
    field: str = "",
) -> Task:
    """Return a task about an item."""
    lead = str(getattr(item, section.lead) or "")
    words = plain(placeholder_words(lead)) if is_placeholder(lead) else section.label(item.state())
    known = dates.get((section.kind, item.id), Dates())
    label = section.title if section.single else words
    number = getattr(item, "credence", None)
    return Task(kind, topic, item.id, label, reasons, known, section, number, field)
