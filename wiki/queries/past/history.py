"""Histories: what was done to an item, a section, a topic or the whole atlas, newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from wiki.actions import NO_VERSION, QUIET, REVIEWED, differing
from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.journal.lookup import by_kind
from wiki.journal_tables import earlier
from wiki.models import Area, Topic
from wiki.queries.causes import Cause
from wiki.queries.change_reasons import ReadableReasons
from wiki.queries.readable_changes import readable_changes
from wiki.queries.revision_sentences import describe_revision, preload_items
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.sections import find_kind
from wiki.site_rows import SiteSettings
from wiki.visibility import (
    Reader,
    is_hidden_edit,
    is_open,
    is_visible_to_visitors,
    may_read,
    may_read_words,
)

PAGE = 100
OF_THE_SITE = {"site": "/settings", "about": "/about"}


@dataclass(frozen=True)
class HistoryEntry:
    """What one change did to one item: the sentence, the reason and the cause.

    `address` is the item's address, to which `/history` is added, "" where it has none. `before` is
    the id of the revision to compare with, None where nothing differs. `undoes` is the id of the
    change that this one undoes, None where the reader may not see it.
    """

    revision: Revision
    sentence: str
    reason: str
    cause: Cause | None
    address: str
    before: int | None
    undoes: int | None

    @property
    def is_version(self) -> bool:
        """Return whether this revision is a version of the item that can be restored."""
        return self.revision.after is not None and self.revision.action not in NO_VERSION

    @property
    def change(self) -> Change:
        """Return the change that this revision belongs to."""
        return self.revision.change


@dataclass(frozen=True)
class HistoryPage:
    """One page of a history; `older` says whether a further page may have more."""

    entries: Sequence[HistoryEntry]
    number: int
    older: bool

    @property
    def has_others(self) -> bool:
        """Return whether the history may have more pages than this one."""
        return self.number > 1 or self.older

    @property
    def changes(self) -> list[list[HistoryEntry]]:
        """Return the page's revisions, grouped by their change."""
        return [list(group) for _, group in groupby(self.entries, key=lambda one: one.change.id)]


def read_history(*, reader: Reader, page: int = 1) -> HistoryPage:
    """Return a page of the history of the whole atlas, newest first; pages count from 1."""
    return _read(select(Revision), reader=reader, page=page, alone=True)


def read_topic_history(
    topic: Topic, *, reader: Reader, kind: str | None = None, page: int = 1
) -> HistoryPage:
    """Return a page of a topic's history, or of that of its items of one kind.

    The histories of topics that were merged into it are part of it.
    """
    merged = select(Topic.id).where(Topic.merged_into == topic.id)
    is_its = or_(revision_topic.c.topic_id == topic.id, revision_topic.c.topic_id.in_(merged))
    mine = select(revision_topic.c.revision_id).where(is_its)
    query = select(Revision).where(Revision.id.in_(mine))
    query = query.where(Revision.kind == kind) if kind else query
    return _read(query, reader=reader, page=page)


def read_item_history(kind: str, item_id: int, *, reader: Reader, page: int = 1) -> HistoryPage:
    """Return a page of the history of the item with this kind and id, newest first."""
    query = select(Revision).where(Revision.kind == kind, Revision.item_id == item_id)
    return _read(query, reader=reader, page=page)


def _read(
    query: Select[Revision], *, reader: Reader, page: int, alone: bool = False
) -> HistoryPage:
    """Return a page of the history that a query of revisions selects.

    With `alone`, sentences name their region, as no page around them does.

    A visitor's page can be shorter, as hidden revisions are left out.
    """
    query = query if reader.sees_private else query.where(may_read())
    query = query.options(
        joinedload(Revision.change).joinedload(Change.author),
        selectinload(Revision.previous),
    )
    ordered = query.order_by(Revision.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    revisions = db.session.scalars(ordered).all()
    loaded = preload_items(revisions)
    changes = {revision.change_id: revision.change for revision in revisions}
    reasons = ReadableReasons(changes.values(), reader=reader)
    undone = {change.undoes_id for change in changes.values() if change.undoes_id}
    undone = readable_changes(undone, reader=reader)
    hidden = () if reader.sees_private else _hidden_edits(revisions)
    entries = [
        _history_entry(revision, reasons, undone, hidden, reader=reader, alone=alone)
        for revision in revisions
        if reader.sees_private or is_open(revision)
    ]
    del loaded
    return HistoryPage(entries, page, len(revisions) == PAGE)


def _hidden_edits(revisions: Sequence[Revision]) -> Collection[int]:
    """Return the ids of the edits of these revisions' items that visitors are not shown."""
    touched = {(one.kind, one.item_id) for one in revisions if one.previous_id}
    # By kind: pairs of both in one list would be looked for in the whole journal.
    mine = [
        and_(Revision.kind == kind, Revision.item_id.in_(ids)) for kind, ids in by_kind(touched)
    ]
    query = select(Revision.id).where(or_(false(), *mine), is_hidden_edit())
    return set(db.session.scalars(query))


def _history_entry(
    revision: Revision,
    reasons: ReadableReasons,
    undone: Collection[int],
    hidden: Collection[int],
    *,
    reader: Reader,
    alone: bool,
) -> HistoryEntry:
    words = describe_revision(revision, reader=reader, alone=alone)
    reason = reasons.reason(revision.change, revision.reason)
    return HistoryEntry(
        revision,
        words,
        reason if reason not in (words, REVIEWED) else "",
        reasons.cause(revision.change),
        history_address(revision) if _has_open_history(revision, reader=reader) else "",
        _comparable(revision, hidden, reader=reader),
        revision.change.undoes_id if revision.change.undoes_id in undone else None,
    )


def _has_open_history(revision: Revision, *, reader: Reader) -> bool:
    """Return whether a reader may read the versions of a revision's item.

    Visitors have to find the item now. Former settings are for the author alone: they may have an
    address that was taken back.
    """
    if reader.sees_private:
        return True
    if revision.kind == SiteSettings.__kind__:
        return False
    item: Any = find_row(Recorded.kinds[revision.kind], revision.item_id)
    return is_visible_to_visitors(item)


def history_address(revision: Revision) -> str:
    """Return the path of a revision's item, to which `/history` is added; "" where it has none."""
    section = find_kind(revision.kind)
    if revision.kind in OF_THE_SITE:
        return OF_THE_SITE[revision.kind]
    if section:
        return f"/{section.letter}/{revision.item_id}"
    if revision.kind == Area.__kind__:
        area = db.session.get(Area, revision.item_id)
        return f"/areas/{area.slug}" if area and area.deleted_at is None else ""
    state: Any = revision.after or revision.before or {}
    topic = db.session.get(Topic, state.get("topic", revision.item_id))
    name = "note" if revision.kind == "note" else "header"
    return f"/atlas/{topic.slug}/{name}" if topic and topic.deleted_at is None else ""


def _comparable(revision: Revision, hidden: Collection[int], *, reader: Reader) -> int | None:
    """Return the id of the previous revision, None where the two cannot be compared or are equal.

    Revisions with an id in `hidden`, which the reader is not shown, are passed over.
    """
    previous = revision.previous
    while previous and previous.id in hidden:
        previous = earlier(previous)
    if previous is None or not (previous.after and revision.after):
        return None
    seen = reader.sees_private or may_read_words(previous)
    differences = differing(previous.after, revision.after) - {*QUIET, "topic"}
    return previous.id if seen and differences else None
