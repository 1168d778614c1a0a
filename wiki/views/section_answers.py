"""Answers of the verbs over items: the section with a form open, both texts, or Undo."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.forms.item_form import ItemForm
from wiki.journal import last_revision
from wiki.models import Topic
from wiki.queries.items import is_on, refuse_relocated
from wiki.queries.sources import AtlasSource
from wiki.sections import Section
from wiki.sections.base import Verb
from wiki.services.items import SaveResult
from wiki.views.context import is_htmx, today
from wiki.views.forms import refusal_status, refuse
from wiki.views.next_form import (
    FIRST_SAVED,
    NO_NEXT,
    SAVED,
    find_other,
    sent_next,
    store_next_version,
)
from wiki.views.notices import go_to, notice_of, see_other
from wiki.views.topic_page import EditConflict, OpenForm, kinds_of, open_form, render_section
from wiki.visibility import is_empty_draft


def refused(topic: Topic, editing: OpenForm, error: Invalid | None = None) -> ResponseReturnValue:
    """Answer with the form still open, with its errors; 422, or 413 if it is too long."""
    db.session.rollback()
    if error:
        refuse(editing.form, error)
        editing = OpenForm(**(vars(editing) | {"offer": error.offer}))
    status = refusal_status(editing.form)
    return render_section(editing.section, topic, editing=editing, status=status)


def conflicted(
    topic: Topic,
    section: Section,
    item: Any,
    form: ItemForm,
    *,
    verb: Verb | None = None,
    base: int = 0,
) -> ResponseReturnValue:
    """Answer 409 with both texts: the saved one above, the author's in the form, ready to save.

    If a next version was saved since, that is the other text, and `base` is the version on which
    the author's was begun. Raises Relocated.
    """
    refuse_relocated(section, topic, item)
    db.session.rollback()
    sent = sent_next(section, item)
    if (other := find_other(section, item, sent)) and is_on(item, topic):
        conflict = EditConflict(at=other.saved_at, values=dict(other.typed), of_next=True)
        next_form = replace(sent, number=other.number)
        editing = open_form(section, form, item, conflict=conflict, next=next_form)
        return render_section(section, topic, editing=replace(editing, base=base), status=409)
    conflict = _conflict_with(section, topic, item)
    deleted = bool(conflict.deleted)
    if deleted and "slug" in form:
        form["slug"].data = ""  # the deleted item keeps its slug
    minor = "minor" in request.form
    editing = open_form(
        section,
        form,
        None if deleted else item,
        conflict=conflict,
        verb=verb,
        minor=minor,
        next=NO_NEXT if deleted else sent,
    )
    return render_section(section, topic, editing=editing, status=409)


def _conflict_with(section: Section, topic: Topic, item: Any) -> EditConflict:
    """Return the item as it is now, or how and when it left the page."""
    last = last_revision(section.kind, item.id)
    assert last is not None  # every item has a revision
    how = "deleted" if item.deleted_at else "taken off this page"
    values, left = section.values(item, topic), "" if is_on(item, topic) else how
    return EditConflict(at=last.change.at, values=values, deleted=left)


def done(
    section: Section,
    topic: Topic,
    saved: SaveResult,
    text: str,
    *,
    focus: str = "",
    then: OpenForm | None = None,
    source: AtlasSource | None = None,
    is_news: bool = True,
) -> ResponseReturnValue:
    """Answer a verb that succeeded: the section with Undo and, with `then`, another form open.

    A `source` that was read from since the save is used again. If the change `is_news` for
    visitors, marking the page as reviewed is offered.
    """
    back = url_for("sections.show", slug=topic.slug, section=section)
    stays = is_on(saved.item, topic)
    review = topic.slug if is_news and stays and topic.reviewed_on != today() else ""
    notice = notice_of(text, saved.change, back, review=review)
    anchor = section.anchor(saved.item.id) if stays else section.name
    if not is_htmx():
        page = _form_of(topic, then) if then else _page_at(topic, anchor)
        return see_other(page, notice)
    focus = "" if then else focus or f"edit-{saved.item.id}"
    return render_section(
        section,
        topic,
        notice=notice,
        focus=focus,
        marked=saved.item.id,
        altered=altered_kinds(saved),
        further=then,
        source=source,
    )


def done_elsewhere(
    section: Section, topic: Topic, saved: SaveResult, text: str, *, then: OpenForm, other: Topic
) -> ResponseReturnValue:
    """Answer a verb that succeeded with the page of `other`, where the form `then` is open."""
    back = url_for("sections.show", slug=topic.slug, section=section)
    return go_to(_form_of(other, then), notice_of(text, saved.change, back))


def altered_kinds(saved: SaveResult) -> Collection[str]:
    """Return the kinds of the items that a change altered, and of its cause."""
    return kinds_of(saved.change) if saved.kinds is None else saved.kinds


def store_next(section: Section, topic: Topic, item: Any, editing: OpenForm) -> ResponseReturnValue:
    """Store an open form as the item's next version, which alters nothing that is published.

    Raises Conflict.
    """
    if not is_on(item, topic):
        raise Conflict
    store_next_version(item, editing.form, editing.next, base=editing.base)
    db.session.commit()
    text = FIRST_SAVED if is_empty_draft(item) else SAVED
    return done(section, topic, SaveResult(item, {}, None), text, is_news=False)


def _page_at(topic: Topic, anchor: str) -> str:
    return url_for("topics.show", slug=topic.slug, _anchor=anchor)


def _form_of(topic: Topic, editing: OpenForm) -> str:
    """Return the address of an item's form, with the cause that the form is opened for."""
    return url_for(
        "sections.edit",
        slug=topic.slug,
        section=editing.section,
        item_id=editing.item_id,
        cause=editing.cause,
        field=editing.autofocus,
        _anchor=editing.section.anchor(editing.item_id or 0),
    )
