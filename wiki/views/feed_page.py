"""A feed as a page for people, for browsers that open its address.

Only a browser that opens an address sends `Sec-Fetch-Dest: document`; feed readers do not, whatever
formats they say they accept. Nothing keeps the page, so no reader is ever sent it for the feed.
"""

from collections.abc import Sequence

from flask import Response, make_response, render_template, request

from wiki.views.cache_rules import FEED_FORMS, opens_document
from wiki.views.context import site
from wiki.views.feed_parts import FeedEntry, FeedInfo

HEADER = "Sec-Fetch-Dest"  # what an answer to such an address varies with


def is_opened() -> bool:
    """Return whether a browser opens a feed in XML, and would show it as markup."""
    return request.path.endswith(FEED_FORMS) and opens_document(request.environ)


def show_feed(about: FeedInfo, entries: Sequence[FeedEntry]) -> Response:
    """Return a feed as a web page: what a feed is for, its address, and its entries."""
    zone = site().time_zone
    page = render_template(
        "home/feed.html",
        about=about,
        entries=[(entry.at.astimezone(zone).date().isoformat(), entry) for entry in entries],
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.vary.add(HEADER)
    return answer
