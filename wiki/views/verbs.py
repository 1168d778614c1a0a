"""The verbs of single kinds (retire, settle, happened): an address and a form for each."""

from functools import partial
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as HttpNotFound

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import version
from wiki.models import Topic
from wiki.queries.items import get_item, is_on
from wiki.queries.topics import get_topic
from wiki.sections import SECTIONS, Section, find_kind
from wiki.sections.base import Verb
from wiki.services.items import do_verb
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.section_answers import conflicted, done, refused
from wiki.views.topic_page import OpenForm, open_form, render_section
from wiki.visibility import AUTHOR

bp = Blueprint("verbs", __name__)


def ask(section: Section, verb: Verb, slug: str, item_id: int) -> ResponseReturnValue:
    """Open the form of a verb."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    if not is_on(item, topic):
        raise HttpNotFound
    form = verb.form(values=verb.begin(section.values(item, topic), today()), today=today())
    return render_section(section, topic, editing=open_form(section, form, item, verb=verb))


def act(section: Section, verb: Verb, slug: str, item_id: int) -> ResponseReturnValue:
    """Do the verb, and open the form that follows from it, if any."""
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    if not is_on(item, topic):
        raise Conflict
    form = verb.form(request.form, today=today())
    base = request.form.get("base", 0, type=int)
    editing = OpenForm(section=section, form=form, item_id=item.id, base=base, verb=verb)
    if base and base != version(section.kind, item.id):
        return conflicted(topic, section, item, form, verb=verb)
    if not form.validate():
        return refused(topic, editing)
    try:
        saved = do_verb(section, verb, topic, item, form.values, signature())
    except Invalid as error:
        return refused(topic, editing, error)
    db.session.commit()
    told = verb.told(section.values(item, topic))
    return done(section, topic, saved, told, then=_next(section, verb, topic, item))


def _next(section: Section, verb: Verb, topic: Topic, item: Any) -> OpenForm | None:
    """Return the form that follows from a verb: of another item of the page, or None."""
    anchor = Anchor.parse(verb.then(section.values(item, topic))) if verb.then else None
    opened_in = find_kind(anchor.kind) if anchor else None
    if anchor is None or opened_in is None:
        return None
    other = get_item(opened_in, topic, anchor.id)
    if not is_on(other, topic):
        return None
    cause = section.anchor(item.id)
    values = opened_in.values(other, topic) | {"cause": cause}
    form = opened_in.form_at(topic, other)(values=values, today=today())
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
