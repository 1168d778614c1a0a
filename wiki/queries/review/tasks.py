"""The records of the review queue: a task, and the list of tasks of one kind."""

from dataclasses import dataclass
from typing import Any

from wiki.models import Topic
from wiki.queries.plain_words import words_for
from wiki.queries.review.statements import Dates, Key
from wiki.sections import Section
from wiki.sections.unfilled import label_of
from wiki.visibility import AUTHOR

MOST = 50  # tasks shown of one kind
UNKNOWN = Dates()


@dataclass(frozen=True)
class Task:
    """One thing to look at: its topic, its label, and the reasons why it is listed.

    `kind` is that of the task, such as "due". `credence` is a belief's credence in per cent;
    `field` is the field that its form focuses. `section` is None for a task about a topic itself.
    `opens` is the address of the page with the form of a draft.
    """

    kind: str
    topic: Topic | None
    item_id: int
    label: str
    reasons: tuple[str, ...]
    section: Section | None = None
    credence: Any = None
    field: str = ""
    opens: str = ""
    dates: Dates = UNKNOWN

    @property
    def anchor(self) -> str:
        """Return an HTML id that no other task on the page has."""
        return self.section.anchor(self.item_id) if self.section else f"topic-{self.item_id}"

    @property
    def key(self) -> Key | None:
        """Return the kind and id of the item, None for a task about a topic."""
        return (self.section.kind, self.item_id) if self.section else None


@dataclass(frozen=True)
class TaskList:
    """The first tasks of one kind, and how many there are in all."""

    tasks: tuple[Task, ...]
    total: int


def make_task(
    kind: str,
    section: Section,
    item: Any,
    topic: Topic | None,
    reasons: tuple[str, ...],
    *,
    field: str = "",
    opens: str = "",
) -> Task:
    """Return a task of a kind about an item, which stands on a topic's page or (None) on none."""
    credence = getattr(item, "credence", None)
    label = label_of(section, item.snapshot(), words_for(AUTHOR))
    return Task(kind, topic, item.id, label, reasons, section, credence, field, opens)
