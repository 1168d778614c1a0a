"""How the verbs over a topic's header answer: with a page, the header or its form."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.journal import Change, last_revision, version
from wiki.models import Topic
from wiki.queries.areas import list_areas
from wiki.queries.former_links import count_former
from wiki.queries.page import is_stub
from wiki.queries.sent_forms import FormToken, find_added_item
from wiki.related import load_related
from wiki.views.access import current_reader, source_as
from wiki.views.context import is_htmx, today
from wiki.views.forms import TopicForm
from wiki.views.notices import Notice, go_to, notice_of, see_other
from wiki.views.tokens import new_once, reused_once, sent_once
from wiki.views.topic_page import render_topic, surrounded
from wiki.visibility import AUTHOR


def header_values(topic: Topic) -> dict[str, Any]:
    """Return the values of a topic's header by field, for its form."""
    load_related(topic, "area")
    plain = ("title", "short_title", "summary", "status", "reviewed_on", "review_days")
    area = topic.shown_area
    values = {name: getattr(topic, name) for name in (*plain, "visibility", "slug")}
    return values | {"area": area.title if area else ""}


def page_of(topic: Topic) -> str:
    """Return the path of a topic's page."""
    return url_for("topics.show", slug=topic.slug)


def new_page(
    form: TopicForm, *, deleted: datetime | None = None, status: int = 200
) -> ResponseReturnValue:
    """Answer with the page that has the form for a new topic; anything written is rolled back.

    `deleted` says when the topic that this form made was deleted.
    """
    db.session.rollback()
    html = render_template(
        "topics/new.html",
        form=form,
        areas=list_areas(reader=AUTHOR),
        once=new_once() if deleted else reused_once(),
        deleted=deleted,
    )
    return html, status


def changed_meanwhile(form: TopicForm) -> ResponseReturnValue:
    """Answer 409 with both texts, as the topic that this form made was changed or deleted since."""
    db.session.rollback()
    topic = find_added_item(FormToken("topic", sent_once()))
    if topic.deleted_at is not None:
        return new_page(form, deleted=topic.deleted_at, status=409)
    form = TopicForm(request.form, values=header_values(topic), today=today())
    form.slug.data = form.slug.data or topic.slug
    return header_form(topic, form, status=409)


def header_form(
    topic: Topic, form: TopicForm, *, base: int | None = None, status: int = 200
) -> ResponseReturnValue:
    """Answer with the header's form open; with status 409, also with what was saved meanwhile."""
    form.prefix_ids(f"header-{topic.id}")
    opened = {
        "form": form,
        "base": version("topic", topic.id) if base is None else base,
        "areas": list_areas(reader=AUTHOR),
        "theirs": header_values(topic) if status == 409 else None,
        "at": _last_change(topic),
    }
    if is_htmx():
        return header_answer(topic, header=opened, status=status)
    return render_topic(topic, header=opened, status=status)


def _last_change(topic: Topic) -> Any:
    last = last_revision("topic", topic.id)
    return last.change.at if last else None


def header_answer(
    topic: Topic,
    *,
    header: Any = None,
    notice: Notice | None = None,
    focus: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """Answer htmx with the header, or with the form in its place that `header` holds."""
    load_related(topic, "area")
    source = source_as(current_reader())
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


def saved(
    topic: Topic, text: str, change: Change | None, *, offer: bool = True, renamed: bool = False
) -> ResponseReturnValue:
    """Answer after saving a header; a changed address is redirected to.

    Where the topic was `renamed`, it is offered to update the links with its former title.
    """
    review = topic.slug if offer and topic.reviewed_on != today() else ""
    notice = notice_of(text, change, url_for("topics.header", slug=topic.slug), review=review)
    if renamed and (links := count_former(topic)):
        notice = replace(notice, relink=topic.slug, links=links)
    asked_at = (request.view_args or {}).get("slug")
    if is_htmx() and topic.slug == asked_at:
        return header_answer(topic, notice=notice, focus="edit-header")
    answer = see_other(page_of(topic), notice)
    return go_to(page_of(topic)) if is_htmx() else answer
