"""What links to a region: all of it, on a page of its own."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wiki.queries.backlinks import Backlinks, page_backlinks
from wiki.queries.topics import get_topic
from wiki.views.access import current_reader
from wiki.views.query_values import asked_page

bp = Blueprint("backlinks", __name__, url_prefix="/atlas/<slug:slug>/links")


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List everything that links to a region."""
    reader = current_reader()
    topic = get_topic(slug, reader=reader)
    page = page_backlinks(topic, asked_page(), reader=reader)
    return render_template(
        "topics/links.html",
        topic=topic,
        page=page,
        backlinks=Backlinks(page.items, page.total),
        asked={"slug": topic.slug},
    )
