"""The page of one change, and undo."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from wiki.db import db
from wiki.errors import STANDS_IN_THE_WAY, AddressChanged, Conflict, MovedOn, NotFound
from wiki.journal import Change, revisions_of
from wiki.models import Topic
from wiki.queries.changelog.one_change import read_one_change
from wiki.queries.revision_sentences import describe_revision, get_change, list_revisions
from wiki.queries.topics import get_topic
from wiki.sections import Section, find_section
from wiki.services.undo import undo_change
from wiki.text import quoted
from wiki.views.access import author_only, current_reader
from wiki.views.context import is_htmx, signature
from wiki.views.next_path import safe_next
from wiki.views.notices import notice_of, see_other
from wiki.views.topic_page import kinds_of, render_section
from wiki.visibility import AUTHOR

bp = Blueprint("changes", __name__)

MOST_NAMED = 20  # items that are named where they stand in the way of an undo


@bp.get("/c/<id:change_id>")
def show(change_id: int) -> ResponseReturnValue:
    """Show the page of one change, as far as the reader may see it."""
    told = read_one_change(get_change(change_id), reader=current_reader())
    return render_template("changes/show.html", told=told)


@bp.post("/c/<id:change_id>/undo")
@author_only
def undo(change_id: int) -> ResponseReturnValue:
    """Undo everything that a change did, or nothing: 409 if something stands in the way."""
    change = get_change(change_id)
    back = safe_next(request.form.get("next", ""))
    try:
        undone = undo_change(change, signature())
        db.session.commit()
    except IntegrityError:
        return _not_undone(change_id, Conflict())
    except Conflict as error:
        return _not_undone(change_id, error)
    notice = notice_of(_notice_text(undone), undone, back)
    if is_htmx() and (answer := _section_at(back)):
        topic, section = answer
        return render_section(section, topic, notice=notice, focus="add", altered=kinds_of(change))
    return see_other(_page_of_section(back), notice)


def _not_undone(change_id: int, error: Conflict) -> ResponseReturnValue:
    """Answer 409: why a change was not undone, what stands in the way, and a link to the change."""
    db.session.rollback()
    ids = error.later[:MOST_NAMED] if isinstance(error, MovedOn) else ()
    later = [
        (one.change_id, describe_revision(one, reader=AUTHOR, alone=True))
        for one in list_revisions(ids)
    ]
    why = str(error) or STANDS_IN_THE_WAY
    html = render_template("changes/not_undone.html", change_id=change_id, why=why, later=later)
    return html, 409


def _notice_text(undone: Change | None) -> str:
    """Return the notice of an undo: “Undone.”, and which regions are public or private again."""
    sentences = [
        f"{quoted(rev.after['title'])} is {rev.after['visibility']} again."
        for rev in (revisions_of(undone) if undone else ())
        if rev.kind == "topic" and rev.before and rev.after and "visibility" in rev.altered
    ]
    return " ".join(["Undone.", *sentences])


def _section_at(address: str) -> tuple[Topic, Section] | None:
    """Return the topic and section whose address this is, None for other addresses."""
    parts = address.split("?")[0].strip("/").split("/")
    section = find_section(parts[2]) if len(parts) == 3 and parts[0] == "atlas" else None
    if section is None:
        return None
    try:
        return get_topic(parts[1], reader=AUTHOR), section
    except (NotFound, AddressChanged):
        return None


def _page_of_section(address: str) -> str:
    """Return the page for a section's address: its topic's page; any other is returned as it is."""
    if answer := _section_at(address):
        topic, section = answer
        return url_for("topics.show", slug=topic.slug, _anchor=section.name)
    return address
