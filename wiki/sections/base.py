"""What each kind of item supplies. Everything else is written once, for all kinds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, select

from wiki.anchors import Anchor
from wiki.forms.anchors import AnchorFilter, anchor_fields, remove_hidden_anchors
from wiki.forms.document_line import FirstLine, Values, single_field
from wiki.forms.item_form import ItemForm
from wiki.forms.numbers import pair_fields
from wiki.journal import Entry
from wiki.models import Topic
from wiki.projections.unfilled import UnfilledFields
from wiki.recorded import Recorded
from wiki.sections.endings import Ending, Former
from wiki.sections.news import PLAIN, ChangelogRules
from wiki.text import ReadWords, is_placeholder, shorten
from wiki.visibility import Reader

Owner = Literal["topic", "shared", "pair"]
# The topic whose items a query selects, as its parameter `topic_id`: the query is composed once,
# as that takes longer than running it.
TOPIC_ID = bindparam("topic_id", type_=Topic.id.type)


@dataclass(frozen=True, kw_only=True)
class Verb:
    """An action on an item besides add, edit and delete, with an address of its own.

    `act` does it within a change, given the form's values. `label` returns the text of the menu, ""
    where the verb is not offered. `notice` returns the sentence for the status line. `press`
    returns the values to send, for a verb that needs no form. `begin` returns the first values of
    the form, from the item's values and the day. `then` returns the anchor of an item whose form
    opens afterwards, with this item as the cause.
    """

    name: str
    form: type[ItemForm]
    act: Callable[[Entry, Any, Topic, Values], None]
    label: Callable[[Values], str]
    notice: Callable[[Values], str]
    then: Callable[[Values], str] | None = None
    begin: Callable[[Values, date], Values] = lambda values, today: values
    press: Callable[[Values], dict[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of a topic page and the kind of item it holds.

    An item belongs to one topic, to any number of them ("shared"), or to two ("pair"): `owner`. A
    `single` section holds one item. The author orders the items of an `ordered` section; those of
    others are sorted by the day that `newest_by` returns of one in a time zone. `at_first` is how
    many are shown before the others are folded away.

    `form` asks for an item's fields; `full_form` is the form of all stored fields, where there are
    more; `form_on` returns the form for an item on a given topic's page, which names other items by
    the words that `read` makes of theirs. `initial_state` is the
    state of an item that was saved without Publish, "" for kinds that have no drafts. `page`
    returns the address of an item's own page, for kinds whose items have one. `gap` returns what is
    to be filled of a state, where that is not its slots. `hide` takes out of the values what a
    reader may not see. `notice` returns what the status line adds after a save, given
    the values now and before; `detail` is what a citation adds to the title, such as a number,
    and `cited` returns what it says beside, by the field of `wiki.queries.citing.Cited`;
    `key` says to visitors what its rows show. `news` is how the changelog tells of an item.
    `filters` are what a search may ask of items, by name: given the words typed, each returns the
    condition in SQL, None for words that it does not understand. `linking` is the heading of the
    items that link to a region, before the names of their regions or, for shared items, their own.

    `other_titles` are headings that people write in documents in place of the `title`. `former`
    says which items no longer count, and `ending` which field ends one.

    A published item of a `reworked` kind may have a next version that the author is writing on.

    `apply_asides` is called within the change that saves a form. It does what the form asks for
    beyond the item's own fields: a belief's form can settle an uncertainty. It gets the topic whose
    page the form is on, None for another page. It returns True if the journal has all of that
    already, so that a form that is sent twice adds nothing.
    `affirm` is called when a form gave a reason and changed no field. It records that the item
    stands unchanged, and returns False where that cannot be said, as of a belief without a number.
    """

    name: str
    title: str
    other_titles: tuple[str, ...] = ()
    noun: str
    model: type[Recorded]
    form: type[ItemForm]
    full_form: type[ItemForm] | None = None
    add: str
    empty: str
    prompt: str
    key: str = ""
    linking: str = ""
    head: FirstLine | None = None
    labels: tuple[tuple[str, str], ...] = ()
    owner: Owner = "topic"
    single: bool = False
    ordered: bool = False
    at_first: int | None = None
    newest_by: Callable[[Any, tzinfo], str] | None = None
    find: Callable[[], Select[Any]] | None = None
    view: Callable[[Any, Topic], Values] | None = None
    hide: Callable[[Values, Reader], None] | None = None
    notice: Callable[[Values, Values], str] = lambda now, before: ""
    detail: Callable[[Values], str] = lambda values: ""
    cited: Callable[[Any], Mapping[str, Any]] = lambda item: {}
    news: ChangelogRules = PLAIN
    former: Former | None = None
    ending: Ending | None = None
    verbs: tuple[Verb, ...] = ()
    initial_state: Literal["", "draft", "published"] = ""
    reworked: bool = False
    page: Callable[[Any], str] | None = None
    gap: Callable[[Values], UnfilledFields | None] | None = None
    form_on: Callable[[Topic, ReadWords, Any], type[ItemForm]] | None = None
    apply_asides: Callable[[Entry, Any, Any, Values], bool] | None = None
    affirm: Callable[[Entry, Any], bool] | None = None
    filters: Mapping[str, Callable[[str], ColumnElement[bool] | None]] = field(
        default_factory=dict, hash=False
    )

    @property
    def kind(self) -> str:
        """Return the kind's name in the journal, such as `belief`."""
        return self.model.__kind__

    @property
    def letter(self) -> str:
        """Return the letter that begins the anchors and permanent links of items (`b-12`)."""
        return self.model.__letter__

    @property
    def lead(self) -> str:
        """Return the name of the field that names an item, such as a belief's `claim`."""
        return self.model.__lead__

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Return the names of an item's fields, which journal, document and JSON share."""
        return tuple(self.entry_form(today=date.max).values)

    @cached_property
    def form_fields(self) -> tuple[str, ...]:
        """Return the names of the fields in the form that authors fill in."""
        return tuple(self.form(today=date.max).values)

    @property
    def entry_form(self) -> type[ItemForm]:
        """Return the form class with all fields of an item, as documents have them."""
        return self.full_form or self.form

    @cached_property
    def anchor_fields(self) -> frozenset[str]:
        """Return the names of the fields that hold anchors of other items."""
        return anchor_fields(self.entry_form) & frozenset(self.fields)

    @cached_property
    def pair_fields(self) -> frozenset[str]:
        """Return the names of the fields that hold two credences: a range, or a move."""
        return pair_fields(self.entry_form) & frozenset(self.fields)

    def remove_hidden(self, items: Sequence[Values], seen: AnchorFilter, reader: Reader) -> None:
        """Remove from the values of items, in place, what this reader may not see.

        These are anchors that `seen` does not return, and fields that the kind itself hides.
        """
        remove_hidden_anchors(items, self.anchor_fields, seen)
        if self.hide:
            for values in items:
                self.hide(values, reader)

    def form_at(self, topic: Topic, read: ReadWords, item: Any = None) -> type[ItemForm]:
        """Return the form class for an item, or (None) a new one, on a topic's page."""
        return self.form_on(topic, read, item) if self.form_on else self.form

    def verb(self, name: str) -> Verb | None:
        """Return the verb with this name, such as `affirm` in an address, or None."""
        return next((verb for verb in self.verbs if verb.name == name), None)

    def is_former(self, values: Values) -> bool:
        """Return whether an item with these values is former, such as a resolved belief."""
        return self.former is not None and self.former.test(values)

    @property
    def link_heading(self) -> str:
        """Return the heading above regions that link to another region in items of this kind."""
        return self.linking or f"Named under “{self.title}” in"

    @property
    def first_field(self) -> str:
        """Return the name of the field that gets the focus when the form opens."""
        return self.fields[0]

    @property
    def entry_head(self) -> FirstLine:
        """Return the functions that write and read the first line of a document's entry."""
        return self.head or single_field(self.lead)

    @cached_property
    def items(self) -> Select[Any]:
        """Return the query for the items on the page of the topic `topic_id`, in order."""
        if self.find:
            return self.find()
        model: Any = self.model
        mine = (model.topic_id == TOPIC_ID, model.deleted_at.is_(None))
        return select(model).where(*mine).order_by(model.position, model.id)

    def arranged(self, items: Iterable[Any], zone: tzinfo) -> list[Any]:
        """Return these items in the order of the page, by the days that it shows in a time zone."""
        if day := self.newest_by:
            return sorted(items, key=lambda item: (day(item, zone), item.id), reverse=True)
        return sorted(items, key=lambda item: (getattr(item, "position", ""), item.id))

    def values(self, item: Any, topic: Topic) -> Values:
        """Return an item's fields by name, as this topic's page shows them."""
        if self.view:
            return self.view(item, topic)
        return {name: getattr(item, name) for name in self.fields}

    def is_placeholder(self, values: Values) -> bool:
        """Return whether an item is a placeholder: its lead is in angle brackets."""
        return is_placeholder(values[self.lead])

    @property
    def has_permalink(self) -> bool:
        """Return whether an item has a permanent link of its own, such as `/b/12`."""
        return not self.single and self.owner != "pair"

    @property
    def relocates(self) -> bool:
        """Return whether a single item can be moved to another topic's page."""
        return self.owner == "topic" and not self.single

    def anchor(self, item_id: int) -> str:
        """Return an item's anchor, such as `b-12`."""
        return str(Anchor(self.kind, item_id))

    def label(self, state: Values, read: ReadWords) -> str:
        """Return the text that names an item in a sentence: its lead, at most 80 characters.

        `read` makes plain text of Markdown.
        """
        return shorten(read(str(state.get(self.lead, ""))), 80)
