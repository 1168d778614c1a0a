"""The topic page and the verbs over its header."""

from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wiki.actions import RESTORE
from wiki.db import db
from wiki.errors import Conflict, Invalid, NotFound
from wiki.exchange.exporting import export_topic
from wiki.journal import Change, last_revision, version
from wiki.models import Topic
from wiki.queries.areas import list_areas
from wiki.queries.page import is_stub, read_page
from wiki.queries.surroundings import source_for
from wiki.queries.topics import find_deleted, get_topic
from wiki.services.new_pages import create_topic_once
from wiki.services.once import FormToken, find_added_item
from wiki.services.topics import delete_topic, edit_topic, mark_reviewed, restore_topic
from wiki.text import name_key
from wiki.views.access import author_only, current_reader
from wiki.views.archive import (
    asked_past,
    asked_since,
    render_past_topic,
    render_since,
    unlisted,
)
from wiki.views.context import signature, today
from wiki.views.forms import CHOICES, TopicForm, refuse
from wiki.views.json_page import topic_data
from wiki.views.tokens import kept_once, new_once, sent_once
from wiki.views.topic_page import (
    Notice,
    go_to,
    is_htmx,
    notice_of,
    render_topic,
    see_other,
    surrounded,
)
from wiki.visibility import AUTHOR, VISITOR

bp = Blueprint("topics", __name__, url_prefix="/atlas")
KINDS = {"text/html": "", "text/markdown": ".md", "application/json": ".json"}
BLANK = {"summary": "", "area": "", "status": "", "reviewed_on": None, "visibility": "public"}


@bp.get("/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show the page, or redirect to the format that the client prefers (`.md`, `.json`)."""
    topic = _asked_topic(slug)
    # Links to unwritten regions carry the title: the slug may belong to a region of another title.
    if name_key(request.args.get("title", topic.title)) != name_key(topic.title):
        raise NotFound
    past, since = asked_past(), asked_since()
    tail = KINDS[request.accept_mimetypes.best_match(KINDS, "text/html")]
    if since and not past:
        return render_since(topic, since)
    if not tail:
        return render_past_topic(past.topic(topic), past) if past else render_topic(topic)
    answer = make_response(redirect(request.path + tail + (past.tail if past else ""), code=303))
    answer.vary.add("Accept")
    return answer


@bp.get("/<slug:slug>.json")
def as_json(slug: str) -> ResponseReturnValue:
    """Return the page as data."""
    topic = _asked_topic(slug)
    if past := asked_past():
        page = read_page(past.topic(topic), past.atlas)
        return unlisted(jsonify(topic_data(page, reader=VISITOR)))
    page = read_page(topic, source_for(current_reader()))
    return jsonify(topic_data(page, reader=current_reader()))


@bp.get("/<slug:slug>.md")
def as_markdown(slug: str) -> ResponseReturnValue:
    """Return the page as a Markdown document."""
    topic = _asked_topic(slug)
    if past := asked_past():
        text = export_topic(past.topic(topic), past.atlas)
        return unlisted(Response(text, mimetype="text/markdown"))
    text = export_topic(topic, source_for(current_reader()))
    return Response(text, mimetype="text/markdown")


@bp.get("/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new topic."""
    values = {name: request.args[name] for name in ("title", "area") if name in request.args}
    return _new_page(TopicForm(values=BLANK | values, today=today()))


@bp.post("/new")
@author_only
def create() -> ResponseReturnValue:
    """Make a topic.

    The same form sent again makes no second one; differences are saved as an edit.
    """
    form = TopicForm(request.form, values=BLANK, today=today())
    if not form.validate():
        return _new_page(form, status=413 if form.is_too_long else 422)
    try:
        values = form.sent_values | _chosen()
        topic, change = create_topic_once(values, signature(), once=sent_once())
    except Invalid as error:
        return _new_page(_with_error(form, error), status=422)
    except Conflict:
        return _made_meanwhile(form)
    db.session.commit()
    newest = last_revision("topic", topic.id)
    made = change is None or change.once is not None
    did = "Restored" if newest and newest.action == RESTORE else "Made"
    text = f"{did} the region “{topic.title}”." if made else "Saved."
    return see_other(_page_of(topic), notice_of(text, change, "/" if made else _page_of(topic)))


@bp.get("/<slug:slug>/edit")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the header's form."""
    topic = get_topic(slug, reader=AUTHOR)
    return _header_form(topic, TopicForm(values=_values(topic), today=today()))


@bp.post("/<slug:slug>/edit")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Save the header."""
    topic = get_topic(slug, reader=AUTHOR)
    before = _values(topic)
    form = TopicForm(request.form, values=before, today=today())
    base = request.form.get("base", 0, type=int)
    if not form.validate():
        return _header_form(topic, form, base=base, status=413 if form.is_too_long else 422)
    changed = any(form.data[name] != value for name, value in before.items() if name != "slug")
    if changed and version("topic", topic.id) != base:
        return _header_form(topic, form, status=409)
    try:
        values, moves = form.data | _chosen(), form.change_address.data
        change = edit_topic(topic, values, signature(), change_address=moves)
    except Invalid as error:
        db.session.rollback()
        return _header_form(topic, _with_error(form, error), base=base, status=422)
    db.session.commit()
    return _saved(topic, "Saved.", change)


@bp.get("/<slug:slug>/header")
def header(slug: str) -> ResponseReturnValue:
    """Show the header: alone under htmx, otherwise within its page. The Cancel link leads here."""
    topic = get_topic(slug, reader=current_reader())
    return _header(topic, focus="edit-header") if is_htmx() else redirect(_page_of(topic), 303)


@bp.post("/<slug:slug>/reviewed")
@author_only
def reviewed(slug: str) -> ResponseReturnValue:
    """Mark the page as reviewed today."""
    topic = get_topic(slug, reader=AUTHOR)
    change = mark_reviewed(topic, signature())
    db.session.commit()
    day = today()
    text = f"Marked as reviewed on {day.day} {day:%B %Y}."
    return _saved(topic, text, change, offer=False)


@bp.post("/<slug:slug>/delete")
@author_only
def delete(slug: str) -> ResponseReturnValue:
    """Delete a topic; Undo restores it with all its items."""
    topic = get_topic(slug, reader=AUTHOR)
    change = delete_topic(topic, signature())
    db.session.commit()
    text = f"Deleted region “{topic.title}”. Undo available."
    return see_other("/", notice_of(text, change, _page_of(topic)))


@bp.post("/<slug:slug>/restore")
@author_only
def restore(slug: str) -> ResponseReturnValue:
    """Restore a deleted topic."""
    topic = find_deleted(slug)
    if topic is None:
        raise NotFound
    change = restore_topic(topic, signature())
    db.session.commit()
    text = f"Restored region “{topic.title}”."
    return see_other(_page_of(topic), notice_of(text, change, _page_of(topic)))


def _asked_topic(slug: str) -> Topic:
    """Return the topic with this slug; for past pages, as a visitor."""
    of_visitors = "at" in request.args or "since" in request.args
    return get_topic(slug, reader=VISITOR if of_visitors else current_reader())


def _values(topic: Topic) -> dict[str, Any]:
    names = ("title", "summary", "status", "reviewed_on", "review_days", "visibility", "slug")
    area = topic.shown_area
    return {name: getattr(topic, name) for name in names} | {"area": area.title if area else ""}


def _page_of(topic: Topic, anchor: str | None = None) -> str:
    return url_for("topics.show", slug=topic.slug, _anchor=anchor)


def _chosen() -> dict[str, str]:
    """Return the author's choices about a deleted region or area of the same title."""
    return {name: request.form[name] for name in CHOICES if name in request.form}


def _with_error(form: TopicForm, error: Invalid) -> TopicForm:
    refuse(form, error)
    return form


def _new_page(
    form: TopicForm, *, deleted: datetime | None = None, status: int = 200
) -> ResponseReturnValue:
    db.session.rollback()
    html = render_template(
        "topics/new.html",
        form=form,
        areas=list_areas(reader=AUTHOR),
        once=new_once() if deleted else kept_once(),
        deleted=deleted,
        chosen=_chosen(),
    )
    return html, status


def _made_meanwhile(form: TopicForm) -> ResponseReturnValue:
    """Answer 409 with both texts where the topic this form made was changed or deleted since."""
    db.session.rollback()
    topic = find_added_item(FormToken("topic", sent_once()))
    if topic.deleted_at is not None:
        return _new_page(form, deleted=topic.deleted_at, status=409)
    form = TopicForm(request.form, values=_values(topic), today=today())
    form.slug.data = form.slug.data or topic.slug
    return _header_form(topic, form, status=409)


def _header_form(
    topic: Topic, form: TopicForm, *, base: int | None = None, status: int = 200
) -> ResponseReturnValue:
    """Answer with the header's form open, with both texts if it was changed meanwhile."""
    opened = {
        "form": form,
        "base": version("topic", topic.id) if base is None else base,
        "areas": list_areas(reader=AUTHOR),
        "chosen": _chosen(),
        "theirs": _values(topic) if status == 409 else None,
        "at": _last_change(topic),
    }
    if is_htmx():
        return _header(topic, header=opened, status=status)
    return render_topic(topic, header=opened, status=status)


def _last_change(topic: Topic) -> Any:
    last = last_revision("topic", topic.id)
    return last.change.at if last else None


def _header(
    topic: Topic,
    *,
    header: Any = None,
    notice: Notice | None = None,
    focus: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    source = source_for(AUTHOR)
    html = render_template(
        "topics/_header_answer.html",
        topic=topic,
        header=header,
        notice=notice,
        focus=focus,
        page={"stub": is_stub(topic, source), "topic": topic},
        **surrounded(topic, source),
    )
    return html, status


def _saved(
    topic: Topic, text: str, change: Change | None, *, offer: bool = True
) -> ResponseReturnValue:
    """Answer after saving a header; a changed address is redirected to."""
    review = topic.slug if offer and topic.reviewed_on != today() else ""
    notice = notice_of(text, change, url_for("topics.header", slug=topic.slug), review=review)
    asked_at = (request.view_args or {}).get("slug")
    if is_htmx() and topic.slug == asked_at:
        return _header(topic, notice=notice, focus="edit-header")
    answer = see_other(_page_of(topic), notice)
    return go_to(_page_of(topic)) if is_htmx() else answer
