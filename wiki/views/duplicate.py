"""Adding a region with another one as its template: the form, and the verb."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.forms.fields import ChoiceField, LineField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import Topic
from wiki.queries.topics import get_topic
from wiki.services.duplicate import duplicate_topic
from wiki.text import quoted
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.forms import VISIBILITIES, refusal_status
from wiki.views.notices import notice_of, see_other
from wiki.views.tokens import reused_once, sent_once
from wiki.visibility import AUTHOR

bp = Blueprint("duplicate", __name__, url_prefix="/atlas/<slug:slug>/duplicate")
ITEM_CHOICES = {
    "slots": "As slots to fill",
    "words": "As they are",
    "none": "Leave them out",
}
COPY_CHANGED = (
    "The region that this form made was deleted or changed: open the form again to make another."
)


class DuplicateForm(ItemForm):
    """The form for a copy of a region: its title, and which of the original's texts it gets."""

    title = LineField("Title of the new region", [Required("Give the region a title.")])
    items = ChoiceField("Its texts", choices=ITEM_CHOICES, default="slots")
    visibility = ChoiceField("Visibility", choices=VISIBILITIES)


@bp.get("")
@author_only
def ask(slug: str) -> ResponseReturnValue:
    """Open the form for a new region with this one as its template."""
    topic = get_topic(slug, reader=AUTHOR)
    values = {"title": "", "items": "slots", "visibility": topic.visibility}
    return _page(topic, DuplicateForm(values=values, today=today()))


@bp.post("")
@author_only
def act(slug: str) -> ResponseReturnValue:
    """Add the new region from the sent form, and redirect to it."""
    topic = get_topic(slug, reader=AUTHOR)
    defaults = {"items": "slots", "visibility": topic.visibility}
    form = DuplicateForm(request.form, values=defaults, today=today())
    if not form.validate():
        return _page(topic, form, status=refusal_status(form))
    values = {"title": form.title.data, "visibility": form.visibility.data}
    kept_items: Any = form.items.data
    try:
        copy, change = duplicate_topic(
            topic, values, signature(), handling=kept_items, once=sent_once()
        )
    except Invalid as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _page(topic, form, status=422)
    except Conflict as error:
        raise Conflict(COPY_CHANGED) from error
    db.session.commit()
    text = f"Made the region {quoted(copy.title)} from {quoted(topic.title)}. Undo available."
    back = url_for("topics.show", slug=topic.slug)
    return see_other(url_for("topics.show", slug=copy.slug), notice_of(text, change, back))


def _page(topic: Topic, form: DuplicateForm, *, status: int = 200) -> ResponseReturnValue:
    html = render_template("topics/duplicate.html", topic=topic, form=form, once=reused_once())
    return html, status
