"""Form fields that hold anchors of other items: `b-12`, or `b-12 for, b-14 against`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from wtforms.form import BaseForm

from wiki.addresses import AddressError, read_address
from wiki.anchors import Anchor
from wiki.errors import Invalid
from wiki.forms.fields import LineField, ReadField
from wiki.forms.item_form import ItemForm
from wiki.models import BEARINGS, Topic
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.text import clean_line

# A function that returns, of some anchors, those that name items a reader may see.
AnchorFilter = Callable[[Collection[Anchor]], Collection[Anchor]]


def anchor_fields(form: type[ItemForm]) -> frozenset[str]:
    """Return the names of those fields of a form that hold anchors."""
    fields = form(today=date.max)
    return frozenset(f.name for f in fields if isinstance(f, AnchorField | BearingsField))


def map_anchors(value: Any, translate: Callable[[str], str]) -> Any:
    """Return a field's value with each anchor replaced by `known(anchor)`.

    Anchors for which that is "" are dropped.
    """
    if isinstance(value, dict):
        pairs = ((translate(anchor), word) for anchor, word in value.items())
        return {anchor: word for anchor, word in pairs if anchor}
    return translate(value) if Anchor.parse(value) else value


def anchors_in(value: Any) -> set[Anchor]:
    """Return the anchors in a field's value; a web address is not one."""
    return {anchor for text in _named(value or "") if (anchor := Anchor.parse(text))}


def with_hidden(value: Any, former: Any, hidden: Collection[Anchor]) -> Any:
    """Return a field's new value, completed with those anchors of its old one that are in `hidden`.

    A field for a single anchor gets the old one only where its new value is empty.
    """
    if isinstance(value, dict):
        return {a: word for a, word in (former or {}).items() if Anchor.parse(a) in hidden} | value
    return value or (former if anchors_in(former) & set(hidden) else value)


def get_item_on(topic: Topic, anchor: str, *, field: str, message: str) -> Any:
    """Return the undeleted item on a topic's page that an anchor names.

    Raises Invalid, for this form field and with this message, where the topic has no such item.
    """
    named = Anchor.parse(anchor)
    item: Any = find_row(Recorded.kinds[named.kind], named.id) if named else None
    if item is None or item.deleted_at or topic.id not in item.topic_ids():
        raise Invalid(field, message)
    return item


def remove_hidden_anchors(
    items: Sequence[Any], fields: Collection[str], seen: AnchorFilter
) -> None:
    """Remove from these fields, in the values of items, the anchors that `seen` does not return."""
    named = (anchor for values in items for name in fields for anchor in _named(values[name]))
    anchors = {parsed for anchor in named if (parsed := Anchor.parse(anchor))}
    if not anchors:
        return
    shown = seen(anchors)

    def shown_only(anchor: str) -> str:
        return anchor if Anchor.parse(anchor) in shown else ""

    for values in items:
        for name in fields:
            values[name] = map_anchors(values[name], shown_only)


def _named(value: Any) -> Iterable[str]:
    """Return the texts in a field's value that may be anchors."""
    return value if isinstance(value, dict) else (value,)


class AnchorField(ReadField):
    """A form field for the anchor of one item of one of these kinds, or nothing.

    With `links`, a web address is accepted as well.
    """

    def __init__(self, label: str, *kinds: str, links: bool = False, **kwargs: Any) -> None:
        self.kinds, self.links = kinds, links
        super().__init__(label, **kwargs)

    def read(self, typed: str) -> str:
        """Return an anchor unchanged, and a web address in its stored form. Raises ValueError."""
        anchor = Anchor.parse(typed)
        if not typed or (anchor and anchor.kind in self.kinds):
            return typed
        if self.links:
            return self._linked(typed)
        raise ValueError(self._wanted)

    @property
    def _wanted(self) -> str:
        example = " or ".join(str(Anchor(kind, 12)) for kind in self.kinds)
        link = ", or an address that begins with https://" if self.links else ""
        return f"Name it by its id, such as {example}{link}."

    def _linked(self, typed: str) -> str:
        try:
            return read_address(typed)
        except AddressError as error:
            is_address = typed.lower().startswith("http")
            raise ValueError(str(error) if is_address else self._wanted) from error


class BearingsField(LineField):
    """How a reading bears on beliefs, typed as `b-12 for, b-14 against`.

    Its data is a dict from each belief's anchor to the bearing: for, against or neutral.
    """

    data: Any

    def process_data(self, value: Any) -> None:
        """Take the item's bearings, by anchor."""
        self.data = dict(value or {})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read each anchor with its bearing. Raises ValueError."""
        if not valuelist:
            return
        parts = [part.split() for part in clean_line(str(valuelist[0])).split(",") if part.strip()]
        if not all(_is_bearing(words) for words in parts):
            raise ValueError("Write what it bears on such as b-12 for, b-14 against.")
        self.data = {words[0]: words[1] for words in parts}

    def pre_validate(self, form: BaseForm) -> None:
        """Accept any length: a text that could be read is never too long."""

    def _value(self) -> str:
        return ", ".join(f"{anchor} {word}" for anchor, word in self.data.items())


def _is_bearing(words: list[str]) -> bool:
    anchor = Anchor.parse(words[0])
    return (
        len(words) == 2 and words[1] in BEARINGS and anchor is not None and anchor.kind == "belief"
    )
