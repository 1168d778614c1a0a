"""The card of a region: a fragment that a script shows beside a link to it."""

from flask import Blueprint, Response, render_template

from wiki.queries.card import Card, read_card
from wiki.queries.topics import get_topic
from wiki.views.access import current_reader

bp = Blueprint("card", __name__, url_prefix="/atlas/<slug:slug>/card")
LARGEST = 2_048  # bytes
SHARES = (1, 0.7, 0.5, 0.3, 0.15, 0.05)  # of the longest texts; the last one always fits


@bp.get("")
def show(slug: str) -> Response:
    """Return the card of a region, a fragment of at most `LARGEST` bytes of HTML."""
    reader = current_reader()
    card = read_card(get_topic(slug, reader=reader), reader=reader)
    answer = Response(_smallest(card))
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _smallest(card: Card) -> bytes:
    """Return a card as HTML, with its texts cut until it fits."""
    html = b""
    for share in SHARES:
        html = render_template("topics/card.html", card=card.cut(share)).encode()
        if len(html) <= LARGEST:
            break
    return html
