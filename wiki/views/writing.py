"""The list of essays, one essay, and its form."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wiki.anchors import Anchor
from wiki.db import db
from wiki.models import Essay
from wiki.queries.essays import (
    find_deleted_essay,
    find_neighbours,
    get_essay,
    list_drafts_elsewhere,
    list_essays,
)
from wiki.queries.modified import item_modified
from wiki.queries.next_versions import find_next_version
from wiki.queries.resolvers import resolver
from wiki.queries.sharing import essay_card
from wiki.sections import essay
from wiki.services.collections import publish_drafts
from wiki.text import Resolver, counted, is_placeholder, minutes_to_read, with_contents
from wiki.views.access import author_only, current_reader, editable
from wiki.views.archive import render_past, requested_past
from wiki.views.collection import Collection
from wiki.views.context import signature, site, today
from wiki.views.notices import Notice, notice_of, see_other
from wiki.views.prose import prose
from wiki.views.publishing import check_counted, digest_of_drafts
from wiki.visibility import AUTHOR

bp = Blueprint("writing", __name__)
ESSAYS = Collection(essay.SECTION, "writing")


@bp.get("/writing")
def index() -> ResponseReturnValue:
    """Show all essays, newest first."""
    return render_template(
        "writing/index.html",
        essays=list_essays(reader=current_reader(), zone=site().time_zone),
        elsewhere=[draft.id for draft in list_drafts_elsewhere()] if editable() else (),
        digest_of_drafts=digest_of_drafts,
    )


@bp.get("/writing/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show an essay, as it is, or as it was at `?at=`.

    For an essay on another site, the page has title and address only.
    """
    reader = current_reader()
    essay = get_essay(slug, reader=reader)
    if past := requested_past():
        was = past.item(essay)
        shown = _text_of(was, past.atlas.resolver(tail=past.tail))
        return render_past("writing/show.html", past, essay=was, **shown)
    earlier, later = find_neighbours(essay, reader=reader, zone=site().time_zone)
    return render_template(
        "writing/show.html",
        essay=essay,
        earlier=earlier,
        later=later,
        next_version=find_next_version("essay", essay.id) if editable() else None,
        modified=item_modified(essay),
        sharing_card=None if editable() else essay_card(essay, site(), today=today()),
        **_text_of(essay, resolver(reader=reader)),
    )


def _text_of(essay: Essay, resolve: Resolver) -> dict[str, Any]:
    """Return an essay's text as HTML, its headings, its links, and the minutes to read it."""
    ids = str(Anchor.of(essay))
    text, headings = with_contents(prose(essay.body, resolve=resolve, ids=ids), ids)
    written = essay.body and not is_placeholder(essay.body)
    minutes = minutes_to_read(essay.body) if written else 0
    return {"text": text, "headings": headings, "minutes": minutes, "resolve": resolve}


@bp.get("/writing/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new essay."""
    return ESSAYS.new()


@bp.post("/writing/new")
@author_only
def add() -> ResponseReturnValue:
    """Add an essay from the sent form."""
    return ESSAYS.add()


@bp.post("/writing/publish")
@author_only
def publish() -> ResponseReturnValue:
    """Publish the drafts that are published elsewhere, such as those of an imported feed.

    409 if they are not those that the page counted.
    """
    drafts = list_drafts_elsewhere()
    check_counted([draft.id for draft in drafts])
    change = publish_drafts(drafts, signature())
    db.session.commit()
    if change is None:
        return see_other("/writing", Notice(text="No draft is published elsewhere."))
    words = f"Published {counted(len(drafts), 'essay')}."
    return see_other("/writing", notice_of(words, change, "/writing"))


@bp.get("/writing/<slug:slug>/edit")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the form of an essay, filled with its values or its next version."""
    return ESSAYS.edit(get_essay(slug, reader=AUTHOR))


@bp.post("/writing/<slug:slug>/edit")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Save an essay from its form; 409 with both texts if it was changed meanwhile."""
    return ESSAYS.save(find_deleted_essay(slug) or get_essay(slug, reader=AUTHOR))


@bp.post("/writing/<slug:slug>/delete")
@author_only
def delete(slug: str) -> ResponseReturnValue:
    """Delete an essay with all its tags."""
    return ESSAYS.delete(find_deleted_essay(slug) or get_essay(slug, reader=AUTHOR))
