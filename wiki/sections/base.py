"""What a kind of item must supply; everything else is written once over the list of kinds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, select

from wiki.models import Topic
from wiki.recorded import Recorded
from wiki.sections.entry import Head, Values, lone
from wiki.sections.fields import ItemForm
from wiki.text import is_placeholder, plain

Owner = Literal["topic", "shared", "pair"]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One of the parts of a topic page, and the kind of item it holds.

    `lead` is the field that names an item; `letter` begins its anchor and permanent link (`b-12`).
    An item belongs to one topic, is shared by any number, or is a pair's (`owner`); a section may
    hold a `single` item, may be `ordered` by hand, and may show only some of its items at first.
    """

    name: str
    title: str
    noun: str
    letter: str
    model: type[Recorded]
    form: type[ItemForm]
    lead: str
    add: str
    empty: str
    prompt: str
    head: Head | None = None
    labels: tuple[tuple[str, str], ...] = ()
    owner: Owner = "topic"
    single: bool = False
    ordered: bool = False
    at_first: int | None = None
    find: Callable[[Topic], Select[Any]] | None = None
    view: Callable[[Any, Topic], Values] | None = None
    told: Callable[[Values, Values], str] = lambda now, before: ""

    @property
    def kind(self) -> str:
        """Return the kind of item, as the journal names it."""
        return self.model.__kind__

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields that the form, the document and the data share."""
        return tuple(self.form(today=None).values)  # type: ignore[arg-type]  # no date is read here

    @property
    def first_field(self) -> str:
        """Return the field that a form begins in."""
        return self.fields[0]

    @property
    def entry_head(self) -> Head:
        """Return how the first line of an entry reads; by default it is the lead alone."""
        return self.head or lone(self.lead)

    def has(self, verb: str) -> bool:
        """Return whether items of this kind can be moved, or be more than one."""
        return {"move": self.ordered, "delete": not self.single}.get(verb, True)

    def items(self, topic: Topic) -> Select[Any]:
        """Return the query that finds a topic's items in the order of the page."""
        if self.find:
            return self.find(topic)
        model: Any = self.model
        mine = (model.topic_id == topic.id, model.deleted_at.is_(None))
        return select(model).where(*mine).order_by(model.position, model.id)

    def values(self, item: Any, topic: Topic) -> Values:
        """Return an item's fields as this topic sees them."""
        if self.view:
            return self.view(item, topic)
        return {name: getattr(item, name) for name in self.fields}

    def is_placeholder(self, values: Values) -> bool:
        """Return whether the slot is marked but not filled."""
        return is_placeholder(values[self.lead])

    def anchor(self, item_id: int) -> str:
        """Return the id that an item has on every page."""
        return f"{self.letter}-{item_id}"

    def label(self, state: Values) -> str:
        """Return the words that name an item in a sentence."""
        words = plain(str(state.get(self.lead, "")))
        return words if len(words) <= 80 else f"{words[:79].rstrip()}…"
