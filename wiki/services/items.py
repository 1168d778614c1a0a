"""Adding, saving, deleting, restoring and moving items of any kind on a topic's page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Conflict, Deleted
from wiki.forms.document_line import Values
from wiki.journal import (
    Change,
    Entry,
    Signature,
    is_current,
    record,
)
from wiki.models import Topic
from wiki.queries.items import find_single, is_on, list_items
from wiki.queries.map.places import AT_ONCE
from wiki.queries.sent_forms import FormToken, find_adding_revision
from wiki.related import load_related
from wiki.sections import Section
from wiki.sections.base import Verb
from wiki.services import owned, relations, shared
from wiki.services.once import add_once
from wiki.services.ordering import Direction, key_beyond
from wiki.services.places import give_places
from wiki.services.reasons import save_reason
from wiki.services.stale_forms import refuse_stale
from wiki.visibility import AUTHOR

WRITERS: dict[str, Any] = {"topic": owned, "shared": shared, "pair": relations}


@dataclass(frozen=True)
class SaveResult:
    """The result of a save: the item, its former values, and the change, None if nothing differed.

    `kinds` are the kinds of the items that the change altered, and of its cause; None where the
    caller has to ask the change for them.
    """

    item: Any
    before: Values
    change: Change | None
    kinds: Collection[str] | None = None


def begin_item(section: Section, topic: Topic, by: Signature, *, once: str) -> Any:
    """Add an empty item, which visitors do not see, to write a first draft for; return it.

    Raises Conflict where the topic has such an item already.
    """
    return add_item(section, topic, dict.fromkeys(section.fields, ""), by, once=once).item


def add_item(
    section: Section,
    topic: Topic,
    values: Values,
    by: Signature,
    *,
    once: str | None = None,
    form_values: Values | None = None,
) -> SaveResult:
    """Add an item, and do what the form says beyond the item (`form_values`). Raises Invalid.

    The same form sent again, with the same token `once`, adds nothing: differences are saved as an
    edit, so that text typed after a lost answer is not lost. Raises Conflict where the item was
    changed or deleted meanwhile, or a topic can have only one such item and has it.
    """
    form = form_token(section, topic, once or "")
    before: Values = {}

    def add(key: str | None) -> tuple[Any, Change | None]:
        if find_single(section, topic):
            raise Conflict
        with record(by, once=key, within_pages=True) as entry:
            item = WRITERS[section.owner].create(entry, section, topic, values)
            if section.owner == "pair":
                give_places(entry, most=AT_ONCE)
            _apply_asides(entry, section, topic, item, form_values)
        return item, entry.change

    def edit(item: Any) -> Change | None:
        nonlocal before
        before = section.values(item, topic)
        change, recorded = _edit_made(section, topic, item, values, by, form_values)
        making = find_adding_revision(form)
        if change or recorded or making is None:
            return change
        return save_reason(section, item, by, base=making.id, after=making.id - 1)

    item, change = add_once(form, add=add, edit=edit)
    return SaveResult(item, before, change)


def form_token(section: Section, topic: Topic, token: str) -> FormToken:
    """Return the form token for a new item on a topic's page; `token` is the form's random text."""
    return FormToken(section.kind, token, topic.id)


def save_item(
    section: Section,
    topic: Topic,
    item: Any,
    values: Values,
    by: Signature,
    *,
    base: int,
    form_values: Values | None = None,
) -> SaveResult:
    """Save an item's fields, and do what the form says beside them (`form_values`).

    A reason given without any other difference is saved too. Raises Invalid, and Conflict where the
    item left the topic's page or its version is not `base` any more.
    """
    load_related(item)
    before = section.values(item, topic)
    changed = any(before.get(name) != value for name, value in values.items())
    is_stale = not is_current(section.kind, item.id, base)
    if not is_on(item, topic) or (changed and is_stale):
        raise Conflict
    with record(by, within_pages=True) as entry:
        WRITERS[section.owner].alter(entry, section, topic, item, values)
        recorded = _apply_asides(entry, section, topic, item, form_values)
    if is_stale:
        refuse_stale(entry, item)
    if entry.change is None and not recorded:
        change = save_reason(section, item, by, base=base, after=base)
        return SaveResult(item, before, change)
    return SaveResult(item, before, entry.change, entry.kinds)


def do_verb(
    section: Section, verb: Verb, topic: Topic, item: Any, values: Values, by: Signature
) -> SaveResult:
    """Do one of the verbs that the item's kind has, such as retire or settle.

    Raises Invalid, and Deleted where the item is not on this page any more.
    """
    if not is_on(item, topic):
        raise Deleted(section.noun, section.kind, item.id)
    before = section.values(item, topic)
    with record(by, within_pages=True) as entry:
        verb.act(entry, item, topic, values)
    return SaveResult(item, before, entry.change, entry.kinds)


def _apply_asides(
    entry: Entry, section: Section, topic: Topic, item: Any, form_values: Values | None
) -> bool:
    """Carry out what a form says beside the fields; return whether the journal had it already."""
    return bool(
        section.apply_asides
        and form_values is not None
        and section.apply_asides(entry, item, topic, form_values)
    )


def delete_item(section: Section, topic: Topic, item: Any, by: Signature) -> SaveResult:
    """Delete an item, or take a shared one off this topic's page; it can be restored."""
    load_related(item)
    before = section.values(item, topic)
    with record(by, within_pages=True) as entry:
        if is_on(item, topic):
            WRITERS[section.owner].remove(entry, topic, item)
    return SaveResult(item, before, entry.change, entry.kinds)


def restore_item(section: Section, topic: Topic, item: Any, by: Signature) -> SaveResult:
    """Bring an item back to this topic's page; nothing happens where it is there."""
    load_related(item)
    with record(by, within_pages=True) as entry:
        if not is_on(item, topic):
            WRITERS[section.owner].bring_back(entry, topic, item)
    return SaveResult(item, {}, entry.change, entry.kinds)


def move_item(
    section: Section, topic: Topic, item: Any, direction: Direction, by: Signature
) -> SaveResult:
    """Move an item one place up or down within its list; at the end of the list, it stays.

    Raises Deleted where the item is not on this page any more.
    """
    if not is_on(item, topic):
        raise Deleted(section.noun, section.kind, item.id)
    before = section.values(item, topic)
    items = _listed_with(section, topic, item)
    index = items.index(item) + (-1 if direction == "up" else 1)
    if not 0 <= index < len(items):
        return SaveResult(item, before, None)
    model: Any = section.model
    others = (model.topic_id == topic.id, model.id != item.id)
    keys = list(db.session.scalars(select(model.position).where(*others)))
    with record(by, within_pages=True) as entry:
        entry.alter(item, position=key_beyond(keys, items[index].position, direction))
    return SaveResult(item, before, entry.change, entry.kinds)


def _listed_with(section: Section, topic: Topic, item: Any) -> list[Any]:
    """Return the items listed together with an item: the current ones, or the former ones."""

    def is_former(one: Any) -> bool:
        return section.is_former(section.values(one, topic))

    items = list_items(section, topic, reader=AUTHOR)
    return [one for one in items if is_former(one) == is_former(item)]


def _edit_made(
    section: Section,
    topic: Topic,
    item: Any,
    values: Values,
    by: Signature,
    form_values: Values | None,
) -> tuple[Change | None, bool]:
    """Save, as an edit, a form for a new item that was sent before.

    Returns the change, and whether the journal had already what was said beside the fields. Raises
    Conflict where the item is not on the page any more.
    """
    if not is_on(item, topic):
        raise Conflict
    if section.owner == "shared":
        values = shared.sent_again(topic, item, values)
    with record(by, within_pages=True) as entry:
        WRITERS[section.owner].alter(entry, section, topic, item, values)
        recorded = _apply_asides(entry, section, topic, item, form_values)
    return entry.change, recorded
