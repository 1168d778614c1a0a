"""The list of essays, one essay, and its form."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wiki.queries.essays import find_deleted_essay, find_neighbours, get_essay, list_essays
from wiki.queries.modified import item_modified
from wiki.queries.names import resolver
from wiki.sections import essay
from wiki.text import is_placeholder, minutes_to_read, with_contents
from wiki.views.access import author_only, current_reader
from wiki.views.collection import Collection
from wiki.views.prose import prose
from wiki.visibility import AUTHOR

bp = Blueprint("writing", __name__)
ESSAYS = Collection(essay.SECTION, "writing")


@bp.get("/writing")
def index() -> ResponseReturnValue:
    """Show all essays, newest first."""
    return render_template("writing/index.html", essays=list_essays(reader=current_reader()))


@bp.get("/writing/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show an essay; of one that is on another site, title and address."""
    reader = current_reader()
    essay = get_essay(slug, reader=reader)
    ids = f"e-{essay.id}"
    text, headings = with_contents(prose(essay.body, resolve=resolver(reader=reader), ids=ids), ids)
    earlier, later = find_neighbours(essay, reader=reader)
    return render_template(
        "writing/show.html",
        essay=essay,
        text=text,
        headings=headings,
        minutes=minutes_to_read(essay.body) if essay.body and not is_placeholder(essay.body) else 0,
        earlier=earlier,
        later=later,
        modified=item_modified(essay),
    )


@bp.get("/writing/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new essay."""
    return ESSAYS.new()


@bp.post("/writing/new")
@author_only
def add() -> ResponseReturnValue:
    """Add an essay."""
    return ESSAYS.add()


@bp.get("/writing/<slug:slug>/edit")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the form of an essay."""
    return ESSAYS.edit(get_essay(slug, reader=AUTHOR))


@bp.post("/writing/<slug:slug>/edit")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Save an essay."""
    return ESSAYS.save(find_deleted_essay(slug) or get_essay(slug, reader=AUTHOR))


@bp.post("/writing/<slug:slug>/delete")
@author_only
def delete(slug: str) -> ResponseReturnValue:
    """Delete an essay with all its tags."""
    return ESSAYS.delete(get_essay(slug, reader=AUTHOR))
