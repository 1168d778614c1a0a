"""Sharing cards: the pictures that other sites show beside a link to a page."""

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wiki.cards.content import SharingCard
from wiki.cards.folder import CardFolder
from wiki.cards.layout import lay_out
from wiki.cards.picture import render
from wiki.cards.typeface import SANS
from wiki.queries.sharing import read_card_of
from wiki.text import without_controls
from wiki.views.context import site, today

bp = Blueprint("cards", __name__, url_prefix="/cards")


@bp.get("/<card:name>.png")
def show(name: str) -> ResponseReturnValue:
    """Return the PNG of a card as visitors see its subject now; it is drawn once and cached.

    The address of an earlier card redirects to the present one: what it showed may be private now.
    """
    subject = name.rpartition("-")[0]
    card = read_card_of(subject, site(), today=today())
    if card.name != name:
        return redirect(url_for("cards.show", name=card.name))
    answer = Response(_picture_of(card), mimetype="image/png")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _picture_of(card: SharingCard) -> bytes:
    folder: CardFolder = current_app.extensions["atlas.cards"]
    picture = folder.read(card.name)
    if picture is None:
        svg = render_template("cards/card.svg", card=card, layout=lay_out(card), measure=SANS.width)
        picture = render(without_controls(svg))
        folder.save(card.name, picture)
    return picture
