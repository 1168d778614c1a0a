"""Permanent links: redirects from a kind's letter and an id to the item's present place."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from wiki.errors import NotFound
from wiki.models import Topic
from wiki.queries.items import get_seen_item
from wiki.queries.sharing import find_item_card
from wiki.sections import SECTIONS, Section, find_kind
from wiki.views.access import current_reader, editable
from wiki.views.archive import requested_past
from wiki.views.context import site, today

bp = Blueprint("links", __name__)
# Stances and relations have no permanent link: a stance has its page, a relation stands on two.
LINKED = [section for section in SECTIONS if section.has_permalink]
BY_LETTER = {section.letter: section for section in LINKED}


LETTER = f"<any({','.join(BY_LETTER)}):letter>"


@bp.get(f"/{LETTER}/<id:item_id>")
def item(letter: str, item_id: int) -> ResponseReturnValue:
    """Redirect to an item's present place; with `?at=`, to its place at the end of that day."""
    row = _seen(BY_LETTER[letter], item_id)
    past = requested_past()
    if past is None:
        return _with_card(row, redirect(address_of(row)))
    path, sign, anchor = address_of(past.item(row)).partition("#")
    return redirect(f"{path}{past.tail}{sign}{anchor}")


def address_of(row: Any) -> str:
    """Return the path at which a topic, a note or an item of any kind is read now."""
    if isinstance(row, Topic):
        return url_for("topics.show", slug=row.slug)
    section = find_kind(row.__kind__)
    if section is None:
        return url_for("note.edit", slug=row.topic.slug)
    if section.page:
        return section.page(row)
    anchor = section.name if section.single else section.anchor(row.id)
    return url_for("topics.show", slug=row.topic.slug, _anchor=anchor)


def _with_card(row: Any, answer: BaseResponse) -> BaseResponse:
    """Add a page with the item's sharing card to a redirect, if visitors have one for it.

    Some programs that show links do not follow redirects.
    """
    card = None if editable() else find_item_card(row, site(), today=today())
    if card:
        page = render_template("links/redirect.html", sharing_card=card, address=answer.location)
        answer.set_data(page)
    return answer


def _seen(section: Section, item_id: int) -> Any:
    """Return an item that the reader may see and that is not deleted. Raises NotFound."""
    row = get_seen_item(section, item_id, reader=current_reader())
    if row.deleted_at:
        raise NotFound
    return row
