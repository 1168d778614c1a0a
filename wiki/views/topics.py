"""The topic page and the verbs over its header."""

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    request,
)
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid, NotFound
from wiki.exchange.exporting import export_topic
from wiki.journal import version
from wiki.models import PUBLIC
from wiki.queries.backlinks import backlink_data
from wiki.queries.page import read_page
from wiki.queries.past.items import OF_PAGES
from wiki.queries.topics import find_deleted, get_topic
from wiki.services.new_pages import create_topic_once
from wiki.services.topics import delete_topic, edit_topic, mark_reviewed, restore_topic
from wiki.text import name_key, quoted
from wiki.views.access import author_only, current_reader, source_as
from wiki.views.archive import (
    memento,
    render_past_topic,
    render_since,
    requested_past,
    requested_since,
    requested_topic,
)
from wiki.views.cache_rules import FORMATS, preferred_format, shows_page_of
from wiki.views.context import is_htmx, signature, today
from wiki.views.forms import TopicForm, chosen, refusal_status, refuse
from wiki.views.header_answers import (
    changed_meanwhile,
    header_answer,
    header_form,
    header_values,
    new_page,
    page_of,
    saved,
)
from wiki.views.json_page import topic_data
from wiki.views.notices import Notice, is_restored, notice_of, see_other
from wiki.views.opened_forms import keep_untouched
from wiki.views.refusals import DELETED_ALREADY
from wiki.views.tokens import sent_once
from wiki.views.topic_page import render_topic
from wiki.visibility import AUTHOR, VISITOR

bp = Blueprint("topics", __name__, url_prefix="/atlas")
BLANK = {"short_title": "", "summary": "", "area": "", "status": "", "reviewed_on": None}
BLANK["visibility"] = PUBLIC


@bp.get("/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a topic's page, or redirect to the format that the client prefers (`.md`, `.json`).

    With `?at=` it is a past page, with `?since=` what changed since.
    """
    topic = requested_topic(slug)
    # Links to unwritten regions carry the title: the slug may belong to a region of another title.
    if name_key(request.args.get("title", topic.title)) != name_key(topic.title):
        raise NotFound
    past, since = requested_past(), requested_since()
    if since and not past:
        return render_since(topic, since)
    if tail := FORMATS[preferred_format(request.headers.get("Accept", ""))]:
        address = request.path + tail + (past.tail if past else "")
        answer = make_response(redirect(address, code=303))
    elif past:
        answer = render_past_topic(past.topic(topic), past)
    else:
        shows_page_of(topic.id)
        answer = make_response(render_topic(topic))
    answer.vary.add("Accept")
    return answer


@bp.get("/<slug:slug>.json")
def as_json(slug: str) -> ResponseReturnValue:
    """Return a topic's page as JSON, as it is or as it was at `?at=`."""
    topic = requested_topic(slug)
    if past := requested_past():
        page = read_page(past.topic(topic), past.atlas)
        removed = past.atlas.items.count_removed(OF_PAGES, topic)
        data = topic_data(page, reader=VISITOR, knowing=past.atlas.reader)
        data |= {"removed_since": removed} if removed else {}
        return memento(jsonify(data), past)
    shows_page_of(topic.id)
    reader = current_reader()
    page = read_page(topic, source_as(reader))
    backlinks = backlink_data(topic, reader=reader)
    return jsonify(topic_data(page, reader=reader, knowing=reader, backlinks=backlinks))


@bp.get("/<slug:slug>.md")
def as_markdown(slug: str) -> ResponseReturnValue:
    """Return a topic's page as a Markdown document, as it is or as it was at `?at=`."""
    topic = requested_topic(slug)
    if past := requested_past():
        text = export_topic(past.topic(topic), past.atlas)
        return memento(Response(text, mimetype="text/markdown"), past)
    shows_page_of(topic.id)
    text = export_topic(topic, source_as(current_reader()))
    return Response(text, mimetype="text/markdown")


@bp.get("/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new topic."""
    given = ("title", "area", "visibility")
    values = {name: request.args[name] for name in given if name in request.args}
    return new_page(TopicForm(values=BLANK | values, today=today()))


@bp.post("/new")
@author_only
def create() -> ResponseReturnValue:
    """Add a topic from its form.

    If the same form is sent again, no second topic is made; differences are saved as an edit.
    """
    form = TopicForm(request.form, values=BLANK, today=today())
    if not form.validate():
        return new_page(form, status=refusal_status(form))
    try:
        values = form.sent_values | chosen()
        topic, change = create_topic_once(values, signature(), once=sent_once())
    except Invalid as error:
        refuse(form, error)
        return new_page(form, status=422)
    except Conflict:
        return changed_meanwhile(form)
    db.session.commit()
    is_new = change is None or change.once is not None
    did = "Restored" if is_restored(topic) else "Made"
    text = f"{did} the region {quoted(topic.title)}." if is_new else "Saved."
    return see_other(page_of(topic), notice_of(text, change, "/" if is_new else page_of(topic)))


@bp.get("/<slug:slug>/edit")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the form of a topic's header."""
    topic = get_topic(slug, reader=AUTHOR)
    return header_form(topic, TopicForm(values=header_values(topic), today=today()))


@bp.post("/<slug:slug>/edit")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Save a topic's header; 409 with both texts if it was changed meanwhile."""
    topic = get_topic(slug, reader=AUTHOR)
    before = header_values(topic)
    form = TopicForm(request.form, values=before, today=today())
    keep_untouched(form, topic)
    base = request.form.get("base", 0, type=int)
    if not form.validate():
        return header_form(topic, form, base=base, status=refusal_status(form))
    changed = any(form.data[name] != value for name, value in before.items() if name != "slug")
    if changed and version("topic", topic.id) != base:
        return header_form(topic, form, status=409)
    try:
        values, moves = form.data | chosen(), form.change_address.data
        change = edit_topic(topic, values, signature(), change_address=moves)
    except Invalid as error:
        db.session.rollback()
        refuse(form, error)
        return header_form(topic, form, base=base, status=422)
    db.session.commit()
    renamed = topic.title != before["title"] or topic.slug != before["slug"]
    return saved(topic, "Saved.", change, renamed=renamed)


@bp.get("/<slug:slug>/header")
def header(slug: str) -> ResponseReturnValue:
    """Show a topic's header: to htmx alone, otherwise in its page. The Cancel link leads here."""
    topic = get_topic(slug, reader=current_reader())
    return header_answer(topic, focus="edit-header") if is_htmx() else redirect(page_of(topic), 303)


@bp.post("/<slug:slug>/reviewed")
@author_only
def reviewed(slug: str) -> ResponseReturnValue:
    """Mark a topic as reviewed today."""
    topic = get_topic(slug, reader=AUTHOR)
    change = mark_reviewed(topic, signature())
    db.session.commit()
    day = today()
    text = f"Marked as reviewed on {day.day} {day:%B %Y}."
    return saved(topic, text, change, offer=False)


@bp.post("/<slug:slug>/delete")
@author_only
def delete(slug: str) -> ResponseReturnValue:
    """Delete a topic; Undo restores it with all its items. Done twice, it changes nothing."""
    if find_deleted(slug):
        return see_other("/", Notice(text=DELETED_ALREADY))
    topic = get_topic(slug, reader=AUTHOR)
    change = delete_topic(topic, signature())
    db.session.commit()
    text = f"Deleted region {quoted(topic.title)}. Undo available."
    return see_other("/", notice_of(text, change, page_of(topic)))


@bp.post("/<slug:slug>/restore")
@author_only
def restore(slug: str) -> ResponseReturnValue:
    """Restore a deleted topic."""
    topic = find_deleted(slug)
    if topic is None:
        raise NotFound
    change = restore_topic(topic, signature())
    db.session.commit()
    text = f"Restored region {quoted(topic.title)}."
    return see_other(page_of(topic), notice_of(text, change, page_of(topic)))
