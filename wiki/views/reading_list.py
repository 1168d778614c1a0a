"""The reading list: everybody sees what the author wants to read; the author gets controls."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Invalid
from wiki.exchange.library.private_mark import private_words
from wiki.journal import Change
from wiki.models import Reading
from wiki.queries.plain_words import words_for
from wiki.queries.reading_list import get_to_read, list_to_read
from wiki.queries.resolvers import resolver
from wiki.services.ordering import read_direction
from wiki.services.reading_list import mark_read, move_on_list, put_on_list, show_on_list
from wiki.text import quoted
from wiki.views.access import author_only, current_reader
from wiki.views.context import signature
from wiki.views.notices import Notice, notice_of, see_other
from wiki.views.tokens import new_once
from wiki.visibility import AUTHOR

bp = Blueprint("reading_list", __name__)
AT = "/reading/list"
UNKNOWN = "Nothing was changed: choose one of the buttons of the list."


@bp.get(AT)
def index() -> ResponseReturnValue:
    """Show the reading list, in the author's order."""
    return _page()


@bp.post(AT)
@author_only
def change() -> ResponseReturnValue:
    """Do what the pressed button says with a reading of the list: see `_do`."""
    reading = get_to_read(request.form.get("reading", 0, type=int))
    do = request.form.get("do", "")
    try:
        saved, text = _do(do, reading)
    except Invalid:
        return _page(UNKNOWN, status=422)
    db.session.commit()
    if saved is None:
        return see_other(AT, Notice(text="Nothing changed."))
    address = f"/reading/{reading.id}/edit#takeaway" if do == "read" else AT
    return see_other(address, notice_of(text, saved, AT))


def _do(do: str, reading: Reading) -> tuple[Change | None, str]:
    """Do with a reading what `do` says; return the change and the notice. Raises Invalid.

    `do` is `read`, `add`, `show`, `hide`, or a direction to move it.
    """
    name = quoted(words_for(AUTHOR)(reading.title))
    match do:
        case "read":
            saved = mark_read(reading, signature())
            return saved, f"{name} is a reading of today now. What did you take from it?"
        case "add":
            saved = put_on_list(reading, signature())
            return saved, f"{name} is on the reading list now, where only you see it."
        case "show":
            return show_on_list(reading, signature(), public=True), f"Visitors see {name} now."
        case "hide":
            saved = show_on_list(reading, signature(), public=False)
            return saved, f"Only you see {name} now."
    return move_on_list(reading, read_direction(do), signature()), f"Moved {name} {do}."


def _page(error: str = "", *, status: int = 200) -> ResponseReturnValue:
    reader = current_reader()
    readings = list_to_read(reader=reader)
    html = render_template(
        "reading/list.html",
        readings=readings,
        private={item.id: private_words(item.quotes) for item in readings if item.is_draft},
        resolve=resolver(reader=reader),
        error=error,
        once=new_once(),
    )
    return html, status
