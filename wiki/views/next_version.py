"""Discarding the unpublished next version of a stance or essay, and bringing it back."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import NotFound
from wiki.models import Topic
from wiki.sections import SECTIONS, find_kind
from wiki.services.next_versions import discard_next, restore_next
from wiki.views.access import author_only
from wiki.views.links import address_of
from wiki.views.topic_page import Notice, is_htmx, render_section, see_other

DISCARDED = "Discarded the next version."
RESTORED = "The next version is back."
REWORKED = [section for section in SECTIONS if section.reworked]

bp = Blueprint(
    "next_version",
    __name__,
    url_prefix=f"/next/<any({','.join(section.kind for section in REWORKED)}):kind>/<id:item_id>",
)


@bp.post("/discard")
@author_only
def discard(kind: str, item_id: int) -> ResponseReturnValue:
    """Discard the next version, and offer to bring it back."""
    item = _get_item(kind, item_id)
    discard_next(item)
    db.session.commit()
    return _answer(item, DISCARDED, undo_at=f"/next/{kind}/{item_id}/restore")


@bp.post("/restore")
@author_only
def restore(kind: str, item_id: int) -> ResponseReturnValue:
    """Bring a discarded next version back."""
    item = _get_item(kind, item_id)
    restore_next(item)
    db.session.commit()
    return _answer(item, RESTORED)


def _answer(item: Any, text: str, *, undo_at: str = "") -> ResponseReturnValue:
    """Say what was done: in the section of an item that is on one page, otherwise on its page."""
    section, topic = find_kind(item.__kind__), getattr(item, "topic", None)
    if section is None or topic is None:
        return see_other(address_of(item), Notice(text=text, undo_at=undo_at))
    back = url_for("sections.show", slug=topic.slug, section=section)
    notice = Notice(text=text, undo_at=undo_at, back=back)
    if not is_htmx():
        return see_other(address_of(item), notice)
    return render_section(section, topic, notice=notice, focus=f"edit-{item.id}")


def _get_item(kind: str, item_id: int) -> Any:
    """Return an item that is there. Raises NotFound."""
    section = find_kind(kind)
    item: Any = db.session.get(section.model, item_id) if section else None
    topic: Topic | None = getattr(item, "topic", None)
    if item is None or item.deleted_at or (topic and topic.deleted_at):
        raise NotFound
    return item
