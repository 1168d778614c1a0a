"""Undo: a change that restores the items of an earlier one, all of them or none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from wiki.actions import NO_VERSION, POINTS, PURGED, RELINK, RELOCATE, RENEW, SHOW, WITHDRAW
from wiki.db import db
from wiki.errors import MovedOn, Purged
from wiki.journal.entry import Entry
from wiki.journal_tables import Change, Revision
from wiki.projections.undone import find_undone
from wiki.recorded import Recorded

PURGED_CHANGE = "Something in this change was removed for good, so it cannot be undone."


def undo(change: Change, entry: Entry) -> None:
    """Write into `entry` what undoes a change: each item gets its former state back.

    Raises Purged where something of it was purged, and MovedOn where one of the items was edited
    since. Points without an edit (reaffirmed or backdated numbers) are withdrawn by a revision of
    their own. Of a change that only relinked texts those are left as they are that moved on;
    MovedOn is raised where all of them did.
    """
    if any(revision.action == PURGED for revision in change.revisions):
        raise Purged(PURGED_CHANGE)
    said: dict[Recorded, str] = {}
    relinked = [revision for revision in change.revisions if revision.action == RELINK]
    if relinked and len(relinked) == len(change.revisions):
        return _undo_relinking(relinked, entry)
    items = _unmoved_items(change.revisions)
    for revision in reversed(change.revisions):
        if revision.action == SHOW:  # it counts no more, and altered nothing
            continue
        item = items[revision.kind, revision.item_id]
        if revision.action in POINTS:
            said[item] = RENEW if revision.action == WITHDRAW else WITHDRAW
        elif revision.before is None:
            entry.delete(item)
        else:
            names = revision.altered if revision.after else set(revision.before)
            state = {name: revision.before.get(name) for name in names}
            entry.restore(item, state)
    for item, action in said.items():
        if item.deleted_at is None:
            entry.say(item, action)
    return None


def _unmoved_items(revisions: Sequence[Revision]) -> dict[tuple[str, int], Any]:
    """Return the items of some revisions, by kind and id.

    As long as they are held, none is read a second time. Raises MovedOn with those that were edited
    after these revisions, if there are any.
    """
    found: dict[tuple[str, int], Any] = {}
    moved_on: list[tuple[str, int]] = []
    for revision in revisions:
        if revision.action == SHOW:
            continue
        key = (revision.kind, revision.item_id)
        found[key] = item = db.session.get(Recorded.kinds[revision.kind], revision.item_id)
        if item is None or _moved_on(revision, item):
            moved_on.append(key)
    if moved_on:
        raise MovedOn(list(dict.fromkeys(moved_on)))
    return found


def _undo_relinking(revisions: Sequence[Revision], entry: Entry) -> None:
    """Write the links of texts as they were, where the texts did not move on."""
    found = [
        (revision, item)
        for revision in revisions
        if (item := db.session.get(Recorded.kinds[revision.kind], revision.item_id))
        and item.deleted_at is None
        and not _moved_on(revision, item)
    ]
    if not found:
        raise MovedOn([(revision.kind, revision.item_id) for revision in revisions])
    for revision, item in found:
        before = revision.before or {}
        entry.relink(item, **{name: before[name] for name in revision.altered})


def _moved_on(revision: Revision, item: Recorded) -> bool:
    """Return whether an item was edited after this revision: undoing would lose that edit."""
    if revision.action in POINTS:
        return item.deleted_at is not None
    if _was_edited_after(revision):
        return True
    if revision.after is None:
        return item.deleted_at is None
    now = item.journal_state() or {}
    names = revision.altered - ({"position"} if revision.action == RELOCATE else set())
    return any(now.get(name) != revision.after.get(name) for name in names)


def _was_edited_after(revision: Revision) -> bool:
    """Return whether an item has later versions, but for edits that were undone and their undoings.

    So edits are undone one after the other, the last one first, and an undone one is done again.
    """
    later = select(Revision.change_id).where(
        Revision.kind == revision.kind,
        Revision.item_id == revision.item_id,
        Revision.id > revision.id,
        Revision.action.not_in(NO_VERSION),
    )
    changes = set(db.session.scalars(later))
    return bool(changes and changes - find_undone(db.session.connection()))
