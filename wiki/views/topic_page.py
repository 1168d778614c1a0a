"""Rendering a topic: as a whole page, or one section of it as a fragment for htmx."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from wiki.forms.fields import ItemForm
from wiki.journal import Change, version
from wiki.models import Topic
from wiki.queries.page import Page, read_page, read_part
from wiki.queries.surroundings import Source, Surroundings, source_for
from wiki.queries.topics import find_note
from wiki.sections import SECTIONS, Section, find_section
from wiki.sections.base import Verb
from wiki.views.access import current_reader, editable
from wiki.views.context import today
from wiki.views.tokens import new_once


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Somebody else's version of an item that this form would overwrite."""

    at: datetime
    values: dict[str, Any]
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Editing:
    """The one form open in a section: for an item, or for a new one."""

    section: Section
    form: ItemForm
    item_id: int | None = None
    base: int = 0
    once: str = ""
    offer: str = ""
    clash: Clash | None = None
    autofocus: str = ""
    preview: bool = False
    minor: bool = False
    verb: Verb | None = None
    cause: str = ""

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Return the id of the field, its label and its message for each that is wrong."""
        found = (
            (bound.id, bound.label.text, str(bound.errors[0]))
            for bound in self.form
            if bound.errors
        )
        return list(found)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the status line says, and the change that its Undo takes back.

    `back` is where an undo leads; `review` the slug of a topic to offer "Reviewed today" for.
    """

    text: str
    change_id: int | None = None
    back: str = ""
    review: str = ""

    @property
    def section(self) -> str:
        """Return the name of the section the notice is about, if it is about one."""
        name = self.back.rpartition("/")[2]
        return name if find_section(name) else ""


def is_htmx() -> bool:
    """Return whether the script asks, for a fragment and not for a page."""
    return request.headers.get("HX-Request") == "true"


def opened(section: Section, form: ItemForm, item: Any = None, **more: Any) -> Editing:
    """Return a form as it opens: on the item's current version, or for a new item."""
    if item is None:
        return Editing(section=section, form=form, once=new_once(), **more)
    base = version(section.kind, item.id)
    return Editing(section=section, form=form, item_id=item.id, base=base, **more)


def render_topic(
    topic: Topic, *, editing: Editing | None = None, header: Any = None, status: int = 200
) -> ResponseReturnValue:
    """Return the whole page of a topic, with a section or the header open where one is given."""
    source = source_for(current_reader())
    html = render_template(
        "topics/show.html",
        page=read_page(topic, source),
        topic=topic,
        editing=editing,
        header=header,
        note=find_note(topic) if editable() else None,
        failed=status >= 400,
        **surrounded(topic, source),
    )
    return html, status


def render_section(
    section: Section,
    topic: Topic,
    *,
    editing: Editing | None = None,
    notice: Notice | None = None,
    focus: str | None = None,
    marked: int | None = None,
    change: Change | None = None,
    beside: Editing | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Return one section: for htmx alone, with the status line and stub notice beside it.

    Other sections that the `change` altered come along, and one with a form `beside` this one.
    """
    if not is_htmx():
        return render_topic(topic, editing=editing, status=status)
    source = source_for(current_reader())
    part = read_part(section, topic, source)
    html = render_template(
        "topics/_answer.html",
        page=Page(topic, source.is_stub(topic), (part,)),
        part=part,
        topic=topic,
        editing=editing,
        notice=notice,
        focus=focus,
        marked=marked,
        others=[
            (read_part(other, topic, source), beside if _opens(beside, other) else None)
            for other in SECTIONS
            if other != section and (_opens(beside, other) or _alters(change, other))
        ],
        **surrounded(topic, source),
    )
    return html, status


def _opens(beside: Editing | None, section: Section) -> bool:
    return beside is not None and beside.section == section


def _alters(change: Change | None, section: Section) -> bool:
    """Return whether a change altered items of a section, or happened because of one."""
    if change is None:
        return False
    return section.kind in {change.cause_kind, *(rev.kind for rev in change.revisions)}


def surrounded(topic: Topic, source: Source) -> dict[str, Any]:
    """Return what a section's template may need beside its rows."""
    around = Surroundings(topic, source, day=today())
    return {"surroundings": around, "resolve": around.resolve}


def see_other(address: str, notice: Notice | None = None) -> ResponseReturnValue:
    """Redirect after a plain POST; what the notice says shows on the page that follows."""
    if notice:
        session["notice"] = asdict(notice)
    return redirect(address, code=303)


def pending_notice() -> Notice | None:
    """Return the notice that the last plain POST left for this page, once."""
    if not editable():
        return None
    kept: Any = session.pop("notice", None)
    return Notice(**kept) if isinstance(kept, dict) else None


def notice_of(text: str, change: Change | None, back: str, *, review: str = "") -> Notice:
    """Return what to say of a change, with its Undo."""
    change_id = change.id if change else None
    return Notice(text=text, change_id=change_id, back=back, review=review)


def go_to(address: str) -> ResponseReturnValue:
    """Leave for another page: a redirect, or for htmx a header that asks for one."""
    if not is_htmx():
        return redirect(address, code=303)
    answer = make_response("", 200)
    answer.headers["HX-Redirect"] = address
    return answer
