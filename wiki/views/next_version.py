"""Discarding the unpublished next version of a stance or essay, and restoring it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, NotFound
from wiki.models import Topic
from wiki.queries.items import find_item
from wiki.queries.plain_words import words_for
from wiki.sections import SECTIONS, Section
from wiki.services.next_versions import discard_next, restore_next
from wiki.views.access import author_only
from wiki.views.context import is_htmx, today
from wiki.views.links import address_of
from wiki.views.next_form import begun_on, newest_next, read_number
from wiki.views.notices import Notice, see_other
from wiki.views.query_values import refusal
from wiki.views.templating import clock
from wiki.views.topic_page import form_for, open_form, render_section
from wiki.visibility import AUTHOR

DISCARDED = "Discarded the next version."
RESTORED = "The next version is back."
EXCHANGED = (
    "The next version is back. The one begun since is discarded for it: Undo exchanges them."
)
NOT_BACK = (
    "Nothing is brought back: it was brought back before, and saved again or published since."
)
NOT_DISCARDED = "Not discarded: this {} was saved again at {} in another window."
REWORKED = {section.kind: section for section in SECTIONS if section.reworked}

bp = Blueprint(
    "next_version",
    __name__,
    url_prefix=f"/next/<any({','.join(REWORKED)}):kind>/<id:item_id>",
)


@bp.post("/discard")
@author_only
def discard(kind: str, item_id: int) -> ResponseReturnValue:
    """Discard the next version that the author saw, and offer to restore it.

    If it was saved again since, the answer is 409 with its present text.
    """
    section, item = REWORKED[kind], _get_item(kind, item_id)
    try:
        discarded = discard_next(item, number=read_number(request.form))
    except Conflict:
        return _saved_again(section, item)
    db.session.commit()
    return _answer(section, item, DISCARDED, undo_at=_restored_at(kind, item_id, discarded))


@bp.post("/restore")
@author_only
def restore(kind: str, item_id: int) -> ResponseReturnValue:
    """Restore a discarded next version, whose number is in the query string.

    One that was begun since is discarded for it, with an Undo.
    """
    item = _get_item(kind, item_id)
    try:
        begun = restore_next(item, number=read_number(request.args))
    except Conflict:
        db.session.rollback()
        return _answer(REWORKED[kind], item, NOT_BACK)
    db.session.commit()
    if begun:
        undo_at = _restored_at(kind, item_id, begun)
        return _answer(REWORKED[kind], item, EXCHANGED, undo_at=undo_at)
    return _answer(REWORKED[kind], item, RESTORED)


def _restored_at(kind: str, item_id: int, number: int) -> str:
    return f"/next/{kind}/{item_id}/restore?next_version={number}"


def _saved_again(section: Section, item: Any) -> ResponseReturnValue:
    """Answer 409 with the next version saved since: in its form, or with a link to it."""
    db.session.rollback()
    newest, topic = newest_next(section, item), getattr(item, "topic", None)
    assert newest.stored is not None  # discarding another one was refused
    noun = "draft" if newest.is_first else "next version"
    sentence = NOT_DISCARDED.format(noun, clock(newest.stored.saved_at))
    if topic is None:
        instead = (section.label(item.snapshot(), words_for(AUTHOR)), address_of(item))
        return refusal(409, sentence, instead=instead)
    values = section.values(item, topic) | newest.values
    form = form_for(section, topic, item)(values=values, today=today())
    form.refused = sentence
    editing = open_form(section, form, item, next=newest)
    editing = replace(editing, base=begun_on(newest, item))
    return render_section(section, topic, editing=editing, status=409)


def _answer(section: Section, item: Any, text: str, *, undo_at: str = "") -> ResponseReturnValue:
    """Answer with a notice: in the section of a stance, or on the page of an essay."""
    topic = getattr(item, "topic", None)
    if topic is None:
        return see_other(address_of(item), Notice(text=text, undo_at=undo_at))
    back = url_for("sections.show", slug=topic.slug, section=section)
    notice = Notice(text=text, undo_at=undo_at, back=back)
    if not is_htmx():
        return see_other(address_of(item), notice)
    return render_section(section, topic, notice=notice, focus=f"edit-{item.id}")


def _get_item(kind: str, item_id: int) -> Any:
    """Return an item that is not deleted, nor its topic. Raises NotFound."""
    item = find_item(REWORKED[kind], item_id)
    topic: Topic | None = getattr(item, "topic", None)
    if item is None or item.deleted_at or (topic and topic.deleted_at):
        raise NotFound
    return item
