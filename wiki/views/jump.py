"""The jump list: regions, areas, actions and pages by their names, as a page and as a fragment."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wiki.queries.jumping import Matches, destination, match, match_areas, match_regions
from wiki.text import without_controls
from wiki.views.access import current_reader, editable
from wiki.views.context import is_htmx
from wiki.views.query_values import query_text

bp = Blueprint("jump", __name__)

PAGES = {
    "The atlas": "/",
    "Map": "/map",
    "Beliefs": "/beliefs",
    "Reading": "/reading",
    "Writing": "/writing",
    "Changes": "/changes",
    "Triggers": "/triggers",
    "Record": "/record",
    "About": "/about",
    "Search": "/search",
    "Feeds": "/feeds",
    "What the words mean": "/status",
    "History": "/history",
}
ACTIONS = {
    "New region": "/atlas/new",
    "Add reading": "/reading/new",
    "New essay": "/writing/new",
    "New area": "/areas/new",
    "Add a picture": "/media/new",
    "Review": "/review",
    "Settings": "/settings",
    "Pictures": "/media",
    "Deleted": "/deleted",
    "Name and password": "/settings/password",
    "Sessions": "/settings/sessions",
}
EVERYBODYS = [destination(name, address) for name, address in PAGES.items()]
AUTHORS = [destination(name, address) for name, address in ACTIONS.items()]


@bp.get("/jump")
def index() -> ResponseReturnValue:
    """Show the destinations that match `?q=`; to a script, which asks as htmx does, their list."""
    typed = without_controls(query_text("q"))
    return render_template(
        "jump/_choices.html" if is_htmx() else "jump/index.html",
        typed=typed,
        groups={name: found for name, found in _groups(typed).items() if found.total},
    )


def _groups(typed: str) -> dict[str, Matches]:
    """Return the matches for what was typed, by name of group, in the order of the list."""
    reader = current_reader()
    return {
        "Regions": match_regions(typed, reader=reader),
        "Areas": match_areas(typed, reader=reader),
        "Actions": match(typed, AUTHORS if editable() else []),
        "Pages": match(typed, EVERYBODYS),
    }
