"""The reading log and the page of one reading."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.models import Reading
from wiki.queries.names import resolver
from wiki.queries.reading_list import has_list
from wiki.queries.readings import get_reading, read_log
from wiki.sections import reading
from wiki.views.access import author_only, current_reader, signed_in_only
from wiki.views.archive import asked_past, render_past
from wiki.views.collection import Collection
from wiki.views.fetching import fetch_for_form
from wiki.views.kept_answers import unless_beyond
from wiki.views.query_values import asked_page
from wiki.views.shared_values import shared_values
from wiki.visibility import AUTHOR

bp = Blueprint("reading", __name__, url_prefix="/reading")
CHECK = "This is how the page names itself: check it, then save again."
READINGS = Collection(reading.SECTION, "reading", reading.form_over)


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the reading log, newest first, by year and month."""
    reader = current_reader()
    log = unless_beyond(read_log(reader=reader, number=asked_page()))
    to_read = reader.sees_private or has_list(reader=reader)
    return render_template("reading/index.html", log=log, to_read=to_read, resolve=_resolve())


@bp.get("/<id:item_id>")
def show(item_id: int) -> ResponseReturnValue:
    """Show one reading, as it is or as it was on a past day."""
    found = get_reading(item_id, reader=current_reader())
    if past := asked_past():
        resolve = past.atlas.resolver(tail=past.tail)
        return render_past("reading/show.html", past, reading=past.item(found), resolve=resolve)
    return render_template("reading/show.html", reading=found, resolve=_resolve())


@bp.get("/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new reading, with what a link or a shared page filled in."""
    return READINGS.new(shared_values(request.args))


@bp.post("/new")
@signed_in_only
def add() -> ResponseReturnValue:
    """Log a reading; of an address alone, the title is fetched first and shown."""
    if found := fetch_for_form():
        return READINGS.fill_in(found, CHECK)
    return _add()


@author_only
def _add() -> ResponseReturnValue:
    return READINGS.add()


@bp.get("/<id:item_id>/edit")
@author_only
def edit(item_id: int) -> ResponseReturnValue:
    """Open the form of a reading."""
    return READINGS.edit(get_reading(item_id, reader=AUTHOR))


@bp.post("/<id:item_id>/edit")
@author_only
def save(item_id: int) -> ResponseReturnValue:
    """Save a reading."""
    return READINGS.save(db.session.get(Reading, item_id) or get_reading(item_id, reader=AUTHOR))


@bp.post("/<id:item_id>/delete")
@author_only
def delete(item_id: int) -> ResponseReturnValue:
    """Delete a reading with all its tags."""
    return READINGS.delete(get_reading(item_id, reader=AUTHOR))


def _resolve() -> Any:
    return resolver(reader=current_reader())
