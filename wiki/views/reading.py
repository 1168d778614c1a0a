"""The reading log and the page of one reading."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wiki.charts.days import draw_calendar
from wiki.db import db
from wiki.queries.beliefs.consequences import read_consequences
from wiki.queries.items import find_item
from wiki.queries.past.consequences import past_consequences
from wiki.queries.reading_filter import conditions_of, count_year
from wiki.queries.reading_list import has_list
from wiki.queries.readings import finished_draft_ids, get_reading, list_finished_drafts, read_log
from wiki.queries.resolvers import resolver
from wiki.sections import reading
from wiki.services.collections import publish_drafts
from wiki.text import counted
from wiki.views.access import author_only, current_reader, editable, signed_in_only
from wiki.views.archive import render_past, requested_past
from wiki.views.bibliography import export_links
from wiki.views.cache_rules import forbid_if_beyond
from wiki.views.collection import Collection
from wiki.views.context import signature
from wiki.views.fetching import fetch_for_form
from wiki.views.notices import Notice, notice_of, see_other
from wiki.views.publishing import check_counted, digest_of_drafts
from wiki.views.query_values import answering, query_page, query_texts
from wiki.views.reading_requests import FILTERS, query_filter
from wiki.views.shared_values import shared_values
from wiki.visibility import AUTHOR

bp = Blueprint("reading", __name__, url_prefix="/reading")
CHECK = "This is how the page names itself: check it, then save again."
READINGS = Collection(reading.SECTION, "reading", reading.form_for_topics)


@bp.get("")
@answering
def index() -> ResponseReturnValue:
    """Show the reading log by year and month, or the readings that match the filters."""
    reader = current_reader()
    sought = query_filter()
    conditions = conditions_of(sought, reader=reader)
    log = forbid_if_beyond(read_log(reader=reader, page=query_page(), conditions=conditions))
    counted = count_year(sought.year, conditions, reader=reader) if log.number == 1 else None
    return render_template(
        "reading/index.html",
        log=log,
        finished=finished_draft_ids() if editable() else (),
        digest_of_drafts=digest_of_drafts,
        formats=export_links(query_texts(FILTERS)),
        asked=query_texts(FILTERS),
        counted=counted,
        calendar=draw_calendar(int(counted.year), counted.days) if counted else None,
        did=read_consequences(log.ids, reader=reader),
        to_read=reader.sees_private or has_list(reader=reader),
        resolve=_resolve(),
    )


@bp.get("/<id:item_id>")
def show(item_id: int) -> ResponseReturnValue:
    """Show the page of one reading, as it is, or as it was at `?at=`."""
    item = get_reading(item_id, reader=current_reader())
    if past := requested_past():
        resolve = past.atlas.resolver(tail=past.tail)
        values = {"reading": past.item(item), "did": past_consequences(item_id, past.atlas)}
        return render_past("reading/show.html", past, resolve=resolve, **values)
    did = read_consequences([item.id], reader=current_reader()).get(item.id)
    return render_template("reading/show.html", reading=item, did=did, resolve=_resolve())


@bp.get("/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new reading, filled in from a link or a shared page."""
    return READINGS.new(shared_values(request.args))


@bp.post("/new")
@signed_in_only
def add() -> ResponseReturnValue:
    """Add a reading; if the form has only an address, fetch the title and show the form again."""
    if found := fetch_for_form():
        return READINGS.fill_in(found, CHECK)
    return _add()


@author_only
def _add() -> ResponseReturnValue:
    return READINGS.add()


@bp.post("/publish")
@author_only
def publish() -> ResponseReturnValue:
    """Publish all drafts that have a takeaway; 409 if they are not those that the page counted."""
    finished = list_finished_drafts()
    check_counted([draft.id for draft in finished])
    change = publish_drafts(finished, signature())
    db.session.commit()
    if change is None:
        return see_other(
            "/reading", Notice(text="No draft has a takeaway, so nothing was changed.")
        )
    text = f"Published {counted(len(finished), 'reading')}. Undo available."
    return see_other("/reading", notice_of(text, change, "/reading"))


@bp.get("/<id:item_id>/edit")
@author_only
def edit(item_id: int) -> ResponseReturnValue:
    """Open the form of a reading, filled with its values."""
    return READINGS.edit(get_reading(item_id, reader=AUTHOR))


@bp.post("/<id:item_id>/edit")
@author_only
def save(item_id: int) -> ResponseReturnValue:
    """Save a reading from its form; 409 with both texts if it was changed meanwhile."""
    return READINGS.save(_deleted_or_not(item_id))


@bp.post("/<id:item_id>/delete")
@author_only
def delete(item_id: int) -> ResponseReturnValue:
    """Delete a reading with all its tags."""
    return READINGS.delete(_deleted_or_not(item_id))


def _deleted_or_not(item_id: int) -> Any:
    """Return a reading, perhaps a deleted one, of which the services say so. Raises NotFound."""
    return find_item(READINGS.section, item_id) or get_reading(item_id, reader=AUTHOR)


def _resolve() -> Any:
    return resolver(reader=current_reader())
