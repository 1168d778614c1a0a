"""Adding, editing, deleting, restoring and moving items on a topic page, for every kind.

Each answers with the whole section: alone under htmx, otherwise the page or a redirect to it.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound as HttpNotFound

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import version
from wiki.models import Topic
from wiki.queries.duplicates import refuse_known
from wiki.queries.items import find_single, get_item, is_on
from wiki.queries.sent_forms import find_added_item
from wiki.queries.topics import get_topic
from wiki.sections import Section
from wiki.services.items import (
    SaveResult,
    add_item,
    begin_item,
    delete_item,
    form_token,
    move_item,
    restore_item,
    save_item,
)
from wiki.services.ordering import read_direction
from wiki.views.access import author_only, current_reader, source_as
from wiki.views.context import is_htmx, signature, today
from wiki.views.next_form import (
    asks_for_first_draft,
    asks_for_next_version,
    begun_on,
    check_sent,
    close_published,
    requested_next,
    sent_next,
)
from wiki.views.notices import notice_of, see_other
from wiki.views.publishing import is_only_hidden
from wiki.views.section_answers import altered_kinds, conflicted, done, refused, store_next
from wiki.views.section_requests import (
    form_signature,
    requested_asides,
    suggested_values,
    typed_values,
)
from wiki.views.status_line import added, deleted, edited, moved, restored
from wiki.views.tokens import sent_once
from wiki.views.topic_page import OpenForm, form_for, open_form, render_section
from wiki.visibility import AUTHOR

bp = Blueprint("sections", __name__, url_prefix="/atlas/<slug:slug>/<section:section>")


@bp.get("")
def show(slug: str, section: Section) -> ResponseReturnValue:
    """Show a section: alone under htmx, otherwise within its page. The Cancel links lead here."""
    topic = get_topic(slug, reader=current_reader())
    return render_section(section, topic, focus=request.args.get("focus"))


@bp.get("/new")
@author_only
def new(slug: str, section: Section) -> ResponseReturnValue:
    """Open the form for a new item; if the section has its single item (stance), open that."""
    topic = get_topic(slug, reader=AUTHOR)
    if item := find_single(section, topic):
        return edit(slug, section, item.id)
    values = suggested_values(section, topic) | requested_asides(section)
    form = form_for(section, topic)(values=values, today=today())
    next_form = requested_next(section, None)
    editing = open_form(section, form, autofocus=request.args.get("field", ""), next=next_form)
    return render_section(section, topic, editing=editing)


@bp.post("")
@author_only
def add(slug: str, section: Section) -> ResponseReturnValue:
    """Add an item to a section of a topic's page, from the sent form."""
    topic = get_topic(slug, reader=AUTHOR)
    once = sent_once()
    earlier = find_added_item(form_token(section, topic, once))
    values = section.values(earlier, topic) if earlier and is_on(earlier, topic) else None
    form = form_for(section, topic, earlier)(request.form, values=values, today=today())
    preview, sent = "preview" in request.form, sent_next(section, None)
    editing = OpenForm(section=section, form=form, once=once, preview=preview, next=sent)
    if not form.validate():
        return refused(topic, editing)
    if editing.preview:
        return render_section(section, topic, editing=editing)
    try:
        if asks_for_first_draft(section):
            return _begin(topic, earlier, editing)
        if "create" not in request.form and not earlier:
            refuse_known(section, form.values)
        by = form_signature(form, topic)
        typed = typed_values(section, form, earlier, is_new=True)
        saved = add_item(section, topic, typed, by, once=once, form_values=form.data)
    except Invalid as error:
        return refused(topic, editing, error)
    except Conflict:
        db.session.rollback()
        return conflicted(topic, section, find_single(section, topic) or earlier, form)
    db.session.commit()
    if "again" in request.form:
        return _another(section, topic, saved)
    source = source_as(AUTHOR)
    return done(section, topic, saved, added(section, topic, saved, source), source=source)


@bp.get("/<id:item_id>/edit")
@author_only
def edit(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Open the form of an item, filled with its values or its next version."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    if not is_on(item, topic):
        raise HttpNotFound
    next_form = requested_next(section, item)
    values = section.values(item, topic) | requested_asides(section) | next_form.values
    form = form_for(section, topic, item)(values=values, today=today())
    field = request.args.get("field", "")
    editing = open_form(section, form, item, autofocus=field, next=next_form)
    editing = replace(editing, base=begun_on(next_form, item))
    return render_section(section, topic, editing=editing)


@bp.post("/<id:item_id>")
@author_only
def save(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Save an item from the sent form; 409 with both texts if it was changed meanwhile."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    base, was_hidden = request.form.get("base", 0, type=int), is_only_hidden(item)
    form_here = form_for(section, topic, item)
    form = form_here(request.form, values=section.values(item, topic), today=today())
    sent = sent_next(section, item)
    editing = OpenForm(
        section=section,
        form=form,
        item_id=item.id,
        base=base,
        preview="preview" in request.form,
        minor="minor" in request.form,
        next=sent,
    )
    if not form.validate():
        return refused(topic, editing)
    if editing.preview:
        return render_section(section, topic, editing=editing)
    try:
        if asks_for_next_version(section, item):
            return store_next(section, topic, item, editing)
        by = replace(form_signature(form, topic), minor=editing.minor)
        typed = typed_values(section, form, item)
        check_sent(item, sent)
        saved = save_item(section, topic, item, typed, by, base=base, form_values=form.data)
    except Invalid as error:
        return refused(topic, editing, error)
    except Conflict:
        return conflicted(topic, section, item, form, base=base)
    close_published(item, form, sent, saved.change)
    db.session.commit()
    source = source_as(AUTHOR)
    text = edited(section, topic, saved, source, published=sent.is_open, was_hidden=was_hidden)
    return done(section, topic, saved, text, source=source)


@bp.post("/<id:item_id>/delete")
@author_only
def delete(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Delete an item, or take a shared item off the page."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    saved = delete_item(section, topic, item, signature())
    db.session.commit()
    return done(section, topic, saved, deleted(section, saved), focus="add")


@bp.post("/<id:item_id>/restore")
@author_only
def restore(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Restore a deleted item to the page."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    try:
        saved = restore_item(section, topic, item, signature())
        db.session.commit()
    except IntegrityError as error:
        raise Conflict from error
    return done(section, topic, saved, restored(section, topic, saved))


@bp.post("/<id:item_id>/move")
@author_only
def move(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Move an item one place up or down."""
    if not section.ordered:
        raise HttpNotFound
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    direction = read_direction(request.form.get("direction", ""))
    saved = move_item(section, topic, item, direction, signature())
    db.session.commit()
    source = source_as(AUTHOR)
    text = moved(section, topic, saved, source)
    return done(section, topic, saved, text, focus=f"{direction}-{item_id}", source=source)


def _begin(topic: Topic, earlier: Any, editing: OpenForm) -> ResponseReturnValue:
    """Store the form of a new item as its first draft; `earlier` is what the same form made before.

    Raises Conflict.
    """
    section = editing.section
    item = earlier or begin_item(section, topic, signature(), once=editing.once)
    base = version(section.kind, item.id)
    return store_next(section, topic, item, replace(editing, base=base))


def _another(section: Section, topic: Topic, saved: SaveResult) -> ResponseReturnValue:
    """Answer with a new empty form below the notice, to add several readings in a row."""
    back = url_for("sections.show", slug=topic.slug, section=section)
    source = source_as(AUTHOR)
    notice = notice_of(added(section, topic, saved, source), saved.change, back)
    if not is_htmx():
        return see_other(
            url_for(
                "sections.new", slug=topic.slug, section=section, _anchor=f"new-{section.name}"
            ),
            notice,
        )
    form = form_for(section, topic)(values=suggested_values(section, topic), today=today())
    editing = open_form(section, form)
    altered = altered_kinds(saved)
    return render_section(section, topic, editing=editing, notice=notice, altered=altered)
