"""What links to a region: all of it on a page; links under former names, and mentions to link."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.queries.backlinks import Backlinks, page_backlinks
from wiki.queries.former_links import count_former
from wiki.queries.mentions import list_mentions
from wiki.queries.topics import get_topic
from wiki.services.relinking import link_mention, update_links
from wiki.text import counted
from wiki.views.access import author_only, current_reader, editable
from wiki.views.context import signature
from wiki.views.notices import notice_of, see_other
from wiki.views.query_values import query_page
from wiki.visibility import AUTHOR

bp = Blueprint("backlinks", __name__, url_prefix="/atlas/<slug:slug>/links")


@bp.get("")
def index(slug: str) -> ResponseReturnValue:
    """List all links to a region; for the author also texts that mention it without a link."""
    reader = current_reader()
    topic = get_topic(slug, reader=reader)
    page = page_backlinks(topic, query_page(), reader=reader)
    return render_template(
        "topics/links.html",
        topic=topic,
        page=page,
        backlinks=Backlinks(page.items, page.total),
        former=count_former(topic) if editable() else 0,
        mentions=list_mentions(topic) if editable() else [],
        asked={"slug": topic.slug},
    )


@bp.post("")
@author_only
def update(slug: str) -> ResponseReturnValue:
    """Change links that name a region by a former title, so that they have its present title."""
    topic = get_topic(slug, reader=AUTHOR)
    before = count_former(topic)
    change = update_links(topic, signature())
    count = before - count_former(topic)
    db.session.commit()
    address = url_for("topics.show", slug=topic.slug)
    text = f"Updated {counted(count, 'link')}."
    return see_other(address, notice_of(text, change, address))


@bp.post("/mention")
@author_only
def mention(slug: str) -> ResponseReturnValue:
    """Make the first mention of a region in a text a link; 409 if the text has none any more."""
    topic = get_topic(slug, reader=AUTHOR)
    item_id = request.form.get("item", 0, type=int)
    change = link_mention(topic, request.form.get("kind", ""), item_id, signature())
    db.session.commit()
    address = url_for("backlinks.index", slug=topic.slug)
    return see_other(f"{address}#mentions", notice_of("Linked.", change, address))
