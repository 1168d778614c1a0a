"""The private note beside a topic."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, NothingArrived
from wiki.journal import last_revision, version
from wiki.models import Topic
from wiki.queries.topics import find_note, get_topic
from wiki.services.topics import save_note
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.forms import NoteForm, refusal_status
from wiki.views.notices import notice_of, see_other
from wiki.visibility import AUTHOR

bp = Blueprint("note", __name__, url_prefix="/atlas/<slug:slug>/note")


@bp.get("")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the form of a topic's private note."""
    topic = get_topic(slug, reader=AUTHOR)
    note = find_note(topic)
    form = NoteForm(values={"body": note.body if note else ""}, today=today())
    return _page(topic, form)


@bp.post("")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Save a topic's private note; 409 with both texts if it was changed meanwhile."""
    topic = get_topic(slug, reader=AUTHOR)
    if "body" not in request.form:  # an empty text would take its place
        raise NothingArrived
    form = NoteForm(request.form, today=today())
    if not form.validate():
        return _page(topic, form, status=refusal_status(form))
    try:
        change = save_note(topic, form.body.data or "", signature(), base=_sent_base())
    except Conflict:
        return _page(topic, form, status=409)
    db.session.commit()
    address = url_for("topics.show", slug=topic.slug, _anchor="note")
    return see_other(address, notice_of("Saved. Private note.", change, address))


def _page(topic: Topic, form: NoteForm, *, status: int = 200) -> ResponseReturnValue:
    """Answer with the form, with both texts if the note was changed or removed meanwhile.

    A form that was refused keeps the version that it was opened on.
    """
    note = find_note(topic)
    shows_newest = request.method == "GET" or status == 409
    newest = version("note", note.id) if note else 0
    last = last_revision("note", note.id) if note else None
    html = render_template(
        "topics/note.html",
        topic=topic,
        form=form,
        base=newest if shows_newest else _sent_base(),
        theirs={"body": note.body} if status == 409 and note else None,
        is_removed=status == 409 and not note,
        at=last.change.at if last else None,
    )
    return html, status


def _sent_base() -> int:
    """Return the version that the sent form was opened on."""
    return request.form.get("base", 0, type=int)
