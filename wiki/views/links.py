"""Permanent links: from a kind's letter and an id to where the item stands now."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.sections import SECTIONS
from wiki.services.errors import NotFound
from wiki.views.access import editable

bp = Blueprint("links", __name__)
BY_LETTER = {section.letter: section for section in SECTIONS if section.letter in "bqtre"}


@bp.get("/<any(b,q,t,r,e):letter>/<id:item_id>")
def item(letter: str, item_id: int) -> ResponseReturnValue:
    """Lead to a belief, uncertainty, trigger, reading or essay."""
    section = BY_LETTER[letter]
    found: Any = db.session.get(section.model, item_id)
    if found is None or found.deleted_at or not (editable() or found.is_public()):
        raise NotFound
    if letter == "r":
        return redirect(url_for("reading.show", item_id=item_id))
    if letter == "e":
        return redirect(url_for("writing.show", slug=found.slug))
    return redirect(url_for("topics.show", slug=found.topic.slug, _anchor=section.anchor(item_id)))
