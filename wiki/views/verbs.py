"""The verbs of single kinds (retire, settle, happened): an address and a form for each."""

from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as HttpNotFound

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import Deleted, Invalid
from wiki.journal import is_current
from wiki.models import Topic
from wiki.queries.items import get_item, is_on
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.queries.topics import get_topic
from wiki.sections import SECTIONS, Section, find_kind
from wiki.sections.base import Verb
from wiki.services.items import do_verb
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.section_answers import conflicted, done, done_elsewhere, refused
from wiki.views.topic_page import OpenForm, form_for, open_form, render_section
from wiki.visibility import AUTHOR, is_undeleted

bp = Blueprint("verbs", __name__)


def ask(section: Section, verb: Verb, slug: str, item_id: int) -> ResponseReturnValue:
    """Open the form of a verb on an item, such as to settle an uncertainty."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    if not is_on(item, topic):
        raise HttpNotFound
    form = verb.form(values=verb.begin(section.values(item, topic), today()), today=today())
    return render_section(section, topic, editing=open_form(section, form, item, verb=verb))


def act(section: Section, verb: Verb, slug: str, item_id: int) -> ResponseReturnValue:
    """Apply a verb to an item from its form, and open the form that follows from it, if any."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    if not is_on(item, topic):
        raise Deleted(section.noun, section.kind, item.id)
    form = verb.form(request.form, today=today())
    base = request.form.get("base", 0, type=int)
    editing = OpenForm(section=section, form=form, item_id=item.id, base=base, verb=verb)
    if base and not is_current(section.kind, item.id, base):
        return conflicted(topic, section, item, form, verb=verb)
    if not form.validate():
        return refused(topic, editing)
    try:
        saved = do_verb(section, verb, topic, item, form.values, signature())
    except Invalid as error:
        return refused(topic, editing, error)
    db.session.commit()
    text = verb.notice(section.values(item, topic))
    then, home = _next(section, verb, topic, item), _home_of_next(section, verb, topic, item)
    if then and home.id != topic.id:
        return done_elsewhere(section, topic, saved, text, then=then, other=home)
    return done(section, topic, saved, text, then=then)


def _home_of_next(section: Section, verb: Verb, topic: Topic, item: Any) -> Topic:
    """Return the topic of the item whose form opens after a verb; `topic` if no form opens."""
    anchor = Anchor.parse(verb.then(section.values(item, topic))) if verb.then else None
    other = find_by_anchors([anchor], reader=AUTHOR).get(anchor) if anchor else None
    home: Topic = other.topic if other is not None and is_undeleted(other) else topic
    return home


def _next(section: Section, verb: Verb, topic: Topic, item: Any) -> OpenForm | None:
    """Return the form of another item, on any page, that opens after a verb; None if none does."""
    anchor = Anchor.parse(verb.then(section.values(item, topic))) if verb.then else None
    opened_in = find_kind(anchor.kind) if anchor else None
    if anchor is None or opened_in is None:
        return None
    home = _home_of_next(section, verb, topic, item)
    other = find_by_anchors([anchor], reader=AUTHOR).get(anchor)
    if other is None or not is_on(other, home):
        return None
    cause = section.anchor(item.id)
    values = opened_in.values(other, home) | {"cause": cause}
    form = form_for(opened_in, home, other)(values=values, today=today())
    return open_form(opened_in, form, other, autofocus="credence", cause=cause)


def _add_addresses(section: Section, verb: Verb) -> None:
    rule = f"/atlas/<slug:slug>/{section.name}/<id:item_id>/{verb.name}"
    for method, view in (("GET", ask), ("POST", act)):
        endpoint = f"{view.__name__}_{section.kind}_{verb.name}"
        bound = partial(author_only(view), section, verb)
        bp.add_url_rule(rule, endpoint, bound, methods=[method])


for _section in SECTIONS:
    for _verb in _section.verbs:
        _add_addresses(_section, _verb)
