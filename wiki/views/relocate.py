"""Moving an item to another region: the form, and the verb."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound as HttpNotFound

from wiki.db import db
from wiki.errors import Deleted, Invalid
from wiki.forms.fields import LineField
from wiki.forms.item_form import ItemForm, Required
from wiki.journal import is_current
from wiki.queries.items import get_item, is_on
from wiki.queries.topics import get_topic
from wiki.sections import Section
from wiki.sections.base import Verb
from wiki.services.relocate import relocate_item
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.section_answers import conflicted, done, refused
from wiki.views.status_line import relocated
from wiki.views.topic_page import OpenForm, open_form, render_section
from wiki.visibility import AUTHOR

bp = Blueprint("relocate", __name__, url_prefix="/atlas/<slug:slug>/<section:section>")


class RelocateForm(ItemForm):
    """The region that an item is to be moved to."""

    region = LineField("Move to", [Required("Name the region that it moves to.")])


# How an open form is described; kinds of items do not declare it, as it is the same for all.
VERB = Verb(
    name="relocate",
    form=RelocateForm,
    act=lambda entry, item, topic, values: None,
    label=lambda values: "Move to another region",
    notice=lambda values: "",
)


@bp.get("/<id:item_id>/relocate")
@author_only
def ask(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Open the form that asks to which region an item is to be moved."""
    _check_kind(section)
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    if not is_on(item, topic):
        raise HttpNotFound
    form = RelocateForm(values={"region": request.args.get("region", "")}, today=today())
    return render_section(section, topic, editing=open_form(section, form, item, verb=VERB))


@bp.post("/<id:item_id>/relocate")
@author_only
def act(slug: str, section: Section, item_id: int) -> ResponseReturnValue:
    """Move an item to the region that the form names."""
    _check_kind(section)
    topic = get_topic(slug, reader=AUTHOR)
    item = get_item(section, topic, item_id)
    form = RelocateForm(request.form, today=today())
    base = request.form.get("base", 0, type=int)
    editing = OpenForm(section=section, form=form, item_id=item.id, base=base, verb=VERB)
    if not is_on(item, topic):
        raise Deleted(section.noun, section.kind, item.id)
    if base and not is_current(section.kind, item.id, base):
        return conflicted(topic, section, item, form, verb=VERB)
    if not form.validate():
        return refused(topic, editing)
    try:
        saved, to = relocate_item(section, topic, item, form.region.data or "", signature())
    except Invalid as error:
        return refused(topic, editing, error)
    db.session.commit()
    return done(section, topic, saved, relocated(section, saved, topic, to), focus="add")


def _check_kind(section: Section) -> None:
    """Raise NotFound for a kind whose items cannot be moved to another region."""
    if not section.relocates:
        raise HttpNotFound
