"""Rendering a topic page: as a whole, or one section as a fragment for htmx."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from wiki.forms.item_form import ItemForm
from wiki.journal import Change, revisions_of, version
from wiki.models import Topic
from wiki.queries.modified import page_modified
from wiki.queries.page import Page, is_stub, read_page, read_section
from wiki.queries.plain_words import words_for
from wiki.queries.sharing import region_card
from wiki.queries.sources import AtlasSource
from wiki.queries.surroundings import Surroundings
from wiki.queries.topics import find_note
from wiki.related import load_related
from wiki.sections import SECTIONS, Section
from wiki.sections.base import Verb
from wiki.views.access import current_reader, editable, source_as
from wiki.views.context import is_htmx, site, today
from wiki.views.next_form import NO_NEXT, NextForm
from wiki.views.notices import Notice
from wiki.views.tokens import new_once
from wiki.visibility import AUTHOR


@dataclass(frozen=True, kw_only=True)
class EditConflict:
    """The saved version of an item that a form would overwrite.

    `deleted` says how it left the page, "" for one that is on it.
    """

    at: datetime
    values: dict[str, Any]
    deleted: str = ""
    of_next: bool = False  # whether it is the unpublished next version and not what is published


@dataclass(frozen=True, kw_only=True)
class OpenForm:
    """The form that is open in a section: of an item, or for a new one."""

    section: Section
    form: ItemForm
    item_id: int | None = None
    base: int = 0
    once: str = ""
    offer: str = ""
    conflict: EditConflict | None = None
    autofocus: str = ""
    preview: bool = False
    minor: bool = False
    verb: Verb | None = None
    cause: str = ""
    next: NextForm = NO_NEXT

    def __post_init__(self) -> None:
        """Make the ids of this form's fields differ from those of other forms on the page."""
        self.form.prefix_ids(self.anchor)

    @property
    def anchor(self) -> str:
        """Return the id of the element that holds the form: that of the item, or `new-…`."""
        return self.section.anchor(self.item_id) if self.item_id else f"new-{self.section.name}"

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Return (id, label, message) of each field with an error."""
        messages = (
            (bound.id, bound.label.text, str(bound.errors[0]))
            for bound in self.form
            if bound.errors
        )
        return list(messages)


def form_for(section: Section, topic: Topic, item: Any = None) -> type[ItemForm]:
    """Return the form class for an item, or (None) a new one, as the author sees it on a page."""
    return section.form_at(topic, words_for(AUTHOR), item)


def open_form(section: Section, form: ItemForm, item: Any = None, **more: Any) -> OpenForm:
    """Return an OpenForm with the item's current version or, without an item, a new token."""
    if item is None:
        return OpenForm(section=section, form=form, once=new_once(), **more)
    base = version(section.kind, item.id)
    return OpenForm(section=section, form=form, item_id=item.id, base=base, **more)


def render_topic(
    topic: Topic, *, editing: OpenForm | None = None, header: Any = None, status: int = 200
) -> ResponseReturnValue:
    """Return the whole page of a topic, with a section or the header open where one is given."""
    modified = page_modified(topic)  # first: its query reads the site's settings too
    load_related(topic, "area")  # which a commit or a rollback made it forget
    source = source_as(current_reader())
    page = read_page(topic, source)
    around = surrounded(topic, source)
    card = None if editable() else region_card(topic, around["surroundings"], modified, site())
    html = render_template(
        "topics/show.html",
        page=page,
        topic=topic,
        editing=editing,
        header=header,
        note=find_note(topic) if editable() else None,
        failed=status >= 400,
        modified=modified,
        sharing_card=card,
        **around,
    )
    return html, status


def render_section(
    section: Section,
    topic: Topic,
    *,
    editing: OpenForm | None = None,
    notice: Notice | None = None,
    focus: str | None = None,
    marked: int | None = None,
    altered: Collection[str] = (),
    source: AtlasSource | None = None,
    further: OpenForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Return one section: to htmx alone with status line and stub notice, otherwise in its page.

    Other sections, of the kinds in `altered`, are sent along for out-of-band swaps, and so is the
    section of a further form, `further`. Rows are read from `source`, which may have some already.
    """
    if not is_htmx():
        return render_topic(topic, editing=editing, status=status)
    source = source or source_as(current_reader())
    part = read_section(section, topic, source)
    html = render_template(
        "topics/_answer.html",
        page=Page(topic, is_stub(topic, source), (part,)),
        part=part,
        topic=topic,
        editing=editing,
        notice=notice,
        focus=focus,
        marked=marked,
        others=[
            (read_section(other, topic, source), form)
            for other, form in _sent_along(section, altered, further)
        ],
        **surrounded(topic, source),
    )
    return html, status


def _sent_along(
    section: Section, altered: Collection[str], further: OpenForm | None
) -> Iterator[tuple[Section, OpenForm | None]]:
    """Yield the other sections that an answer includes, each with the form open in it."""
    for other in SECTIONS:
        form = further if further is not None and further.section == other else None
        if other != section and (form or other.kind in altered):
            yield other, form


def kinds_of(change: Change | None) -> Collection[str]:
    """Return the kinds of the items that a change altered, and of its cause."""
    if change is None:
        return ()
    return {change.cause_kind or "", *(revision.kind for revision in revisions_of(change))}


def surrounded(topic: Topic, source: AtlasSource) -> dict[str, Any]:
    """Return the values that a section's template may need beside its rows."""
    around = Surroundings(topic, source, day=today())
    return {"surroundings": around, "resolve": around.resolve}
