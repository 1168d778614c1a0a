"""The form for a region's place on the map."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Invalid
from wiki.models import Topic
from wiki.queries.map.places import find_places, placed, read_layout_input
from wiki.queries.topics import get_topic
from wiki.services.places import move_place
from wiki.text import quoted
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.forms import PlaceForm, refusal_status
from wiki.views.notices import notice_of, see_other
from wiki.visibility import AUTHOR

bp = Blueprint("place", __name__, url_prefix="/atlas/<slug:slug>/place")


@bp.get("")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the form with a region's present place on the map."""
    topic = get_topic(slug, reader=AUTHOR)
    rows, ties = read_layout_input()
    x, y = find_places([*placed(row for row in rows if row.id != topic.id), topic], ties)[topic.id]
    return _page(topic, PlaceForm(values={"x": str(x), "y": str(y)}, today=today()))


@bp.post("")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Move a region to the place on the map that the form gives."""
    topic = get_topic(slug, reader=AUTHOR)
    form = PlaceForm(request.form, today=today())
    if not form.validate():
        return _page(topic, form, status=refusal_status(form))
    try:
        change = move_place(topic, form.x.data or "", form.y.data or "", signature())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _page(topic, form, status=422)
    db.session.commit()
    address = url_for("topics.show", slug=topic.slug)
    return see_other(
        address, notice_of(f"Moved {quoted(topic.title)} on the map.", change, address)
    )


def _page(topic: Topic, form: PlaceForm, *, status: int = 200) -> ResponseReturnValue:
    return render_template("topics/place.html", topic=topic, form=form), status
