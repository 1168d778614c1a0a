"""The list of deleted items, for their author, with a button to restore each."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from wiki.db import db
from wiki.errors import Conflict
from wiki.models import Topic
from wiki.queries.addresses import find_holder
from wiki.queries.deleted import KINDS, page_deleted, regions_with_deleted
from wiki.queries.purging import find_item, label_of, noun_of
from wiki.services.restore import restore_deleted
from wiki.text import quoted
from wiki.views.access import author_only
from wiki.views.context import signature
from wiki.views.notices import Notice, notice_of, see_other
from wiki.views.query_values import (
    NoSuchChoice,
    answering,
    query_choice,
    query_page,
    query_text,
    query_texts,
)

bp = Blueprint("deleted", __name__)
FILTERS = ("kind", "region")
NO_KIND = "There is no such kind of thing: choose one from the list."


@bp.get("/deleted")
@author_only
@answering
def index() -> ResponseReturnValue:
    """List deleted items, newest first, filtered by kind and region."""
    kind = query_choice("kind", KINDS, NO_KIND)
    page = page_deleted(kind, _query_region(), query_page())
    return render_template(
        "deleted/index.html",
        page=page,
        kinds=KINDS,
        regions=regions_with_deleted(),
        asked=query_texts(FILTERS),
    )


@bp.post("/deleted")
@author_only
def restore() -> ResponseReturnValue:
    """Restore the deleted item with the anchor that was sent."""
    row = find_item(request.form.get("anchor", ""))
    named = f"{noun_of(row.__kind__)} {quoted(label_of(row))}"
    try:
        change = restore_deleted(row, signature())
        db.session.commit()
    except IntegrityError as error:
        raise Conflict from error
    if change is None:
        return see_other(
            url_for("deleted.index"),
            Notice(text=f"{named[:1].upper() + named[1:]} is here already."),
        )
    sent: dict[str, Any] = {name: request.form[name] for name in FILTERS if request.form.get(name)}
    back = url_for("deleted.index", **sent)
    return see_other(back, notice_of(f"Restored {named}.", change, back))


def _query_region() -> Topic | None:
    """Return the region whose slug is given, deleted or not, or None. Raises NoSuchChoice."""
    if not (slug := query_text("region")):
        return None
    found: Topic | None = find_holder("topic", slug)
    if found is None:
        raise NoSuchChoice("region", "There is no such region: choose one from the list.")
    return found
