"""The state of a form of a stance or essay with respect to its unpublished next version."""

from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from wiki.db import LARGEST
from wiki.forms.item_form import ItemForm
from wiki.journal import Change, version
from wiki.models import NextVersion
from wiki.queries.next_versions import find_next_version
from wiki.sections import Section
from wiki.services.next_versions import check_newest, publish_next, save_next
from wiki.views.context import signature
from wiki.visibility import is_empty_draft

SAVED = "Draft saved. Visitors see what is published until you publish it."
FIRST_SAVED = "Draft saved. Visitors see nothing of it until you publish it."


@dataclass(frozen=True)
class NextForm:
    """How a form of an item relates to the item's next version.

    `stored` is the next version that exists. `number` is that of the one which the form shows, 0
    for a form of what is published. `may_begin` says whether the form can be saved as one,
    `moved_on` whether the item has changed since the next version was begun, and `is_first` whether
    nothing is published yet.
    """

    stored: NextVersion | None = None
    number: int = 0
    may_begin: bool = False
    moved_on: bool = False
    is_first: bool = False

    @property
    def is_open(self) -> bool:
        """Return whether the form shows the next version."""
        return self.number > 0

    @property
    def values(self) -> dict[str, Any]:
        """Return the values of the next version that the form shows, none for another form."""
        return dict(self.stored.typed) if self.is_open and self.stored else {}


NO_NEXT = NextForm()


def requested_next(section: Section, item: Any) -> NextForm:
    """Return the NextForm for a form that opens; `?next=1` asks to show the next version."""
    return newest_next(section, item) if "next" in request.args else _form(section, item, 0)


def newest_next(section: Section, item: Any) -> NextForm:
    """Return the NextForm for a form that shows the newest next version, if one exists."""
    stored = _find(section, item)
    return _form(section, item, stored.number if stored else 0)


def sent_next(section: Section, item: Any) -> NextForm:
    """Return the NextForm for a form that was sent, from its field `next_version`."""
    return _form(section, item, read_number(request.form))


def read_number(values: MultiDict[str, str]) -> int:
    """Return the number of a next version from a form or query, 0 where it has none.

    A number that no next version can have is the largest one that a database holds.
    """
    number = values.get("next_version", 0, type=int)
    return number if 0 <= number < LARGEST else LARGEST


def begun_on(next_form: NextForm, item: Any) -> int:
    """Return the version of the item on which the text in a form that opens was begun."""
    stored = next_form.stored if next_form.is_open else None
    return stored.base if stored else version(item.__kind__, item.id)


def asks_for_next_version(section: Section, item: Any) -> bool:
    """Return whether a sent form is to be stored as the next version: by *Save draft*."""
    return section.reworked and "keep" in request.form and item is not None


def asks_for_first_draft(section: Section) -> bool:
    """Return whether a sent form for a new item is to be stored as its first draft.

    An essay has a draft of its own.
    """
    return section.reworked and not section.initial_state and "keep" in request.form


def store_next_version(item: Any, form: ItemForm, sent: NextForm, *, base: int) -> None:
    """Store a form's values as the next version. Raises Conflict if a newer one exists."""
    save_next(item, form.data, signature(), base=base, number=sent.number)


def check_sent(item: Any, sent: NextForm) -> None:
    """Raise Conflict if a form that publishes a next version does not show the newest one."""
    if sent.is_open:
        check_newest(item, sent.number)


def close_published(item: Any, form: ItemForm, sent: NextForm, change: Change | None) -> None:
    """Close the next version that a form published by this change, if it showed one."""
    if sent.is_open:
        publish_next(item, form.data, change, number=sent.number)


def find_other(section: Section, item: Any, sent: NextForm) -> NextVersion | None:
    """Return the next version saved since a form for it was opened, None if there is none."""
    stored = _find(section, item)
    asks = sent.is_open or "keep" in request.form
    return stored if asks and stored and stored.number != sent.number else None


def _find(section: Section, item: Any) -> NextVersion | None:
    return (
        find_next_version(section.kind, item.id) if section.reworked and item is not None else None
    )


def _form(section: Section, item: Any, number: int) -> NextForm:
    stored = _find(section, item)
    if not section.reworked:
        return NO_NEXT
    if item is None:
        return NextForm(may_begin=not section.initial_state, is_first=True)
    is_draft = section.initial_state == "draft" and item.is_draft
    moved_on = stored is not None and stored.base != version(section.kind, item.id)
    may_begin = stored is None and not is_draft
    return NextForm(stored, number, may_begin, moved_on, is_first=is_empty_draft(item))
