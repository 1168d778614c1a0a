"""Adding, saving and deleting a reading or essay from outside a topic page."""

from collections.abc import Sequence
from typing import Any

from wiki.errors import Conflict
from wiki.forms.document_line import Values
from wiki.journal import Change, Entry, Signature, record, version
from wiki.models import PUBLISHED
from wiki.queries.sent_forms import FormToken, find_adding_revision
from wiki.related import load_related
from wiki.sections import Section
from wiki.sections.tagged import view_tagged
from wiki.services import shared
from wiki.services.once import add_once
from wiki.services.reasons import save_reason
from wiki.services.stale_forms import refuse_stale


def add_shared(
    section: Section, values: Values, by: Signature, *, once: str, form_values: Values | None = None
) -> tuple[Any, Change | None]:
    """Add a reading or essay with its topics; if the same form is sent again, save it as an edit.

    `form_values` is what the form says beside the fields, such as how a reading bears on beliefs.
    Returns the item, and the change or None. Raises Invalid, and Conflict where the item was
    deleted or changed since it was added.
    """
    form = FormToken(section.kind, once)

    def add(key: str | None) -> tuple[Any, Change | None]:
        with record(by, once=key, within_pages=True) as entry:
            item = shared.create(entry, section, None, values)
            _apply_asides(entry, section, item, form_values)
        return item, entry.change

    def edit(item: Any) -> Change | None:
        with record(by, within_pages=True) as entry:
            shared.alter(entry, section, None, item, shared.sent_again(None, item, values))
            _apply_asides(entry, section, item, form_values)
        making = find_adding_revision(form)
        if entry.change or making is None:
            return entry.change
        return save_reason(section, item, by, base=making.id, after=making.id - 1)

    return add_once(form, add=add, edit=edit)


def save_shared(
    section: Section,
    item: Any,
    values: Values,
    by: Signature,
    *,
    base: int,
    form_values: Values | None = None,
) -> Change | None:
    """Save the fields of a reading or essay, and what the form says beside them (`form_values`).

    `base` is the version that the form was opened on. A form that says what is saved already alters
    nothing, whatever its version. Raises Invalid, also for a reason where nothing changed, and
    Conflict where the item was deleted, or changed since `base` and the form says something else.
    """
    load_related(item)
    before, is_stale = view_tagged(item), version(section.kind, item.id) != base
    changed = any(before.get(n) != value for n, value in values.items() if n != "topics")
    if item.deleted_at or (changed and is_stale):
        raise Conflict
    with record(by, within_pages=True) as entry:
        shared.alter(entry, section, None, item, values)
        _apply_asides(entry, section, item, form_values)
    if is_stale:
        refuse_stale(entry, item)
    return entry.change or save_reason(section, item, by, base=base, after=base)


def publish_drafts(items: Sequence[Any], by: Signature) -> Change | None:
    """Publish drafts of readings or essays, as one change. Their quotes stay private."""
    with record(by, within_pages=True) as entry:
        for item in items:
            entry.alter(item, state=PUBLISHED)
    return entry.change


def delete_shared(item: Any, by: Signature) -> Change | None:
    """Delete a reading or essay with all its tags; return None where it is deleted already."""
    if item.deleted_at is not None:
        return None
    with record(by, within_pages=True) as entry:
        entry.delete(item)
    return entry.change


def _apply_asides(entry: Entry, section: Section, item: Any, form_values: Values | None) -> None:
    """Carry out what a form says beside the fields; what the journal has already alters nothing."""
    if section.apply_asides and form_values is not None:
        section.apply_asides(entry, item, None, form_values)
