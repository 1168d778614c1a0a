"""Merging a region into another one: the form, and the verb."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from wiki.db import db
from wiki.errors import Invalid
from wiki.forms.fields import LineField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import Topic
from wiki.queries.surroundings import list_other_titles
from wiki.queries.topics import get_topic
from wiki.services.merge import merge_topic
from wiki.text import quoted
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.forms import refusal_status
from wiki.views.notices import notice_of, see_other
from wiki.visibility import AUTHOR, is_public

bp = Blueprint("merge", __name__, url_prefix="/atlas/<slug:slug>/merge")


class MergeForm(ItemForm):
    """The region to merge into, and permission to show visitors what was private."""

    into = LineField("Merge into", [Required("Name the region to merge into.")])
    publish = BooleanField("Visitors may read what is private here")


@bp.get("")
@author_only
def ask(slug: str) -> ResponseReturnValue:
    """Open the form that asks which region to merge this one into."""
    topic = get_topic(slug, reader=AUTHOR)
    return _page(topic, MergeForm(values={"into": request.args.get("into", "")}, today=today()))


@bp.post("")
@author_only
def act(slug: str) -> ResponseReturnValue:
    """Merge the region into the one that the form names, and redirect to that."""
    topic = get_topic(slug, reader=AUTHOR)
    form = MergeForm(request.form, today=today())
    if not form.validate():
        return _page(topic, form, status=refusal_status(form))
    name, publish = form.into.data or "", bool(form.publish.data)
    try:
        change, into = merge_topic(topic, name, signature(), publish=publish)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _page(topic, form, status=422)
    db.session.commit()
    text = f"Merged {quoted(topic.title)} into {quoted(into.title)}. Undo available."
    address = url_for("topics.show", slug=into.slug)
    return see_other(address, notice_of(text, change, url_for("topics.show", slug=topic.slug)))


def _page(topic: Topic, form: MergeForm, *, status: int = 200) -> ResponseReturnValue:
    html = render_template(
        "topics/merge.html",
        topic=topic,
        form=form,
        titles=list_other_titles(topic),
        is_private=not is_public(topic),
    )
    return html, status
