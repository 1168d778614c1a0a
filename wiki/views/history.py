"""History pages, with versions compared and restored."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from wiki.db import db
from wiki.errors import Conflict, NoVersion
from wiki.journal import Revision, version
from wiki.models import Topic
from wiki.queries.beliefs.credence_history import CredenceHistory, read_credence_history
from wiki.queries.past.history import (
    HistoryPage,
    read_history,
    read_item_history,
    read_topic_history,
)
from wiki.queries.past.versions import compare_versions, get_version
from wiki.queries.resolvers import resolver
from wiki.queries.sharing import find_item_card
from wiki.queries.topics import get_topic
from wiki.related import load_related
from wiki.sections import SECTIONS, Section
from wiki.services.versions import RestoreResult, restore_version
from wiki.text import quoted
from wiki.views.access import author_only, current_reader, editable
from wiki.views.context import signature, site, today
from wiki.views.history_subjects import (
    HistorySubject,
    about_subject,
    area_subject,
    header_subject,
    item_subject,
    note_subject,
    settings_subject,
)
from wiki.views.notices import notice_of, see_other
from wiki.views.query_values import query_page
from wiki.views.templating import local_time
from wiki.visibility import AUTHOR

bp = Blueprint("history", __name__)
LETTER = f"<any({','.join(section.letter for section in SECTIONS)}):letter>"


@bp.get("/history")
def atlas() -> ResponseReturnValue:
    """Show the history of the whole atlas, by pages."""
    history = read_history(reader=current_reader(), page=query_page())
    return render_template("changes/history.html", history=history)


@bp.get("/atlas/<slug:slug>/history")
def topic(slug: str) -> ResponseReturnValue:
    """Show the history of a topic and of what is on its page."""
    region = get_topic(slug, reader=current_reader())
    history = read_topic_history(region, reader=current_reader(), page=query_page())
    return render_template("changes/history.html", topic=region, history=history, sections=SECTIONS)


@bp.get("/atlas/<slug:slug>/<section:section>/history")
def section(slug: str, section: Section) -> ResponseReturnValue:
    """Show the history of a section of a topic."""
    topic = get_topic(slug, reader=current_reader())
    history = read_topic_history(
        topic, reader=current_reader(), kind=section.kind, page=query_page()
    )
    return render_template("changes/history.html", topic=topic, section=section, history=history)


@bp.get(f"/{LETTER}/<id:item_id>/history")
def item(letter: str, item_id: int) -> ResponseReturnValue:
    """Show the history of an item; for a belief also its credences over time."""
    return _page(item_subject(letter, item_id))


@bp.post(f"/{LETTER}/<id:item_id>/history/restore")
@author_only
def restore_item(letter: str, item_id: int) -> ResponseReturnValue:
    """Restore an earlier version of an item."""
    return _restore(item_subject(letter, item_id))


@bp.get("/atlas/<slug:slug>/header/history")
def header(slug: str) -> ResponseReturnValue:
    """Show the history of a topic's header."""
    return _page(header_subject(slug, reader=current_reader()))


@bp.post("/atlas/<slug:slug>/header/history/restore")
@author_only
def restore_header(slug: str) -> ResponseReturnValue:
    """Restore an earlier version of a topic's header."""
    return _restore(header_subject(slug, reader=AUTHOR))


@bp.get("/areas/<slug:slug>/history")
def area(slug: str) -> ResponseReturnValue:
    """Show the history of an area."""
    return _page(area_subject(slug, reader=current_reader()))


@bp.post("/areas/<slug:slug>/history/restore")
@author_only
def restore_area(slug: str) -> ResponseReturnValue:
    """Restore an earlier version of an area."""
    return _restore(area_subject(slug, reader=AUTHOR))


@bp.get("/atlas/<slug:slug>/note/history")
@author_only
def note(slug: str) -> ResponseReturnValue:
    """Show the history of a private note."""
    return _page(note_subject(slug))


@bp.post("/atlas/<slug:slug>/note/history/restore")
@author_only
def restore_note(slug: str) -> ResponseReturnValue:
    """Restore an earlier version of a private note."""
    return _restore(note_subject(slug))


@bp.get("/settings/history")
@author_only
def settings() -> ResponseReturnValue:
    """Show the history of the site's settings, to the author alone."""
    return _page(settings_subject())


@bp.post("/settings/history/restore")
@author_only
def restore_settings() -> ResponseReturnValue:
    """Restore an earlier version of the site's settings."""
    return _restore(settings_subject())


@bp.get("/about/history")
def about() -> ResponseReturnValue:
    """Show the history of the page "About"."""
    return _page(about_subject())


@bp.post("/about/history/restore")
@author_only
def restore_about() -> ResponseReturnValue:
    """Restore an earlier version of the page "About"."""
    return _restore(about_subject())


def _page(subject: HistorySubject) -> ResponseReturnValue:
    reader, ends = current_reader(), {"from", "to"} & request.args.keys()
    pair = [_version(subject, request.args.get(end, "")) for end in ("from", "to")] if ends else []
    history = read_item_history(subject.kind, subject.item.id, reader=reader, page=query_page())
    base = version(subject.kind, subject.item.id)
    card = None if editable() or pair else find_item_card(subject.item, site(), today=today())
    return render_template(
        "changes/item.html",
        subject=subject,
        history=history,
        current=_current(history, base) if subject.item.deleted_at is None else 0,
        base=base,
        pair=pair,
        compared=compare_versions(*pair, reader=reader, zone=site().time_zone) if pair else [],
        resolve=resolver(reader=reader),
        held=_credence_history(subject),
        sharing_card=card,
    )


def _current(history: HistoryPage, base: int) -> int:
    """Return the id of the current version: for visitors the newest that they are told of."""
    is_newest = history.number == 1 and not editable()
    versions = [one.revision.id for one in history.entries if one.is_version] if is_newest else []
    return versions[0] if versions else base


def _credence_history(subject: HistorySubject) -> CredenceHistory | None:
    """Return the history of a belief's credence, None for other items."""
    if subject.kind != "belief":
        return None
    return read_credence_history(subject.item, reader=current_reader(), zone=site().time_zone)


def _restore(subject: HistorySubject) -> ResponseReturnValue:
    wanted = _version(subject, request.form.get("version", ""))
    when = local_time(wanted.change.at)
    by = replace(signature(), reason=f"Restored the version of {when}")
    base = request.form.get("base", 0, type=int)
    try:
        done = restore_version(subject.item, wanted, by, base=base)
        db.session.commit()
    except IntegrityError as error:
        raise Conflict from error
    address = f"/atlas/{subject.item.slug}/header" if subject.kind == "topic" else subject.address
    text = (
        f"Restored the version of {when}."
        if done.change
        else "Nothing was changed: this is the current version."
    )
    text += _visibility_sentence(subject.item, wanted)
    text += _left_out(done) + _without_area(subject.item, done)
    return see_other(f"{address}/history", notice_of(text, done.change, f"{address}/history"))


def _visibility_sentence(item: Any, wanted: Revision) -> str:
    """Return a sentence if a restored version had another visibility, which stays now; or ""."""
    was = (wanted.after or {}).get("visibility")
    differs = isinstance(item, Topic) and was not in (None, item.visibility)
    return f" The region is still {item.visibility}." if differs else ""


def _left_out(done: RestoreResult) -> str:
    """Return a sentence if a restored version had regions that would show a hidden item; or ""."""
    if not done.stays_hidden:
        return ""
    names = ", ".join(quoted(topic.title) for topic in done.left_out)
    if not names:
        return " It stays hidden from visitors, in the regions that it has now."
    regions = "region" if len(done.left_out) == 1 else "regions"
    return (
        f" It stays hidden from visitors, without the {regions} {names}: choose the {regions} in "
        "its form if they may read it."
    )


def _without_area(item: Any, done: RestoreResult) -> str:
    """Return a sentence if the area of a restored version is deleted now; or ""."""
    if done.deleted_area is None:
        return ""
    load_related(item, "area")
    area = item.shown_area
    stays = f"in the area {quoted(area.title)}" if area else "without an area"
    if not done.deleted_area.title:
        return f" The area that it had was removed for good: the region stays {stays}."
    return f" The area {quoted(done.deleted_area.title)} is deleted now: the region stays {stays}."


def _version(subject: HistorySubject, typed: str) -> Revision:
    """Return the version whose id was sent. Raises NoVersion."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise NoVersion
    return get_version(subject.kind, subject.item.id, int(typed), reader=current_reader())
