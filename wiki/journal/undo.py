"""Undoing a change in the journal: all of its items get their former state back, or none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from wiki.actions import (
    AFFIRM,
    NO_VERSION,
    POINTS,
    PURGED,
    QUIET,
    RECALL,
    RELINK,
    RELOCATE,
    RENEW,
    SHOW,
    WITHDRAW,
)
from wiki.db import db
from wiki.errors import MovedOn, Purged
from wiki.journal.entry import Entry
from wiki.journal.lookup import last_revision_id, revisions_of
from wiki.journal_tables import Change, Revision
from wiki.projections.undone import find_undone, trace_undone, undone_by
from wiki.recorded import Recorded
from wiki.related import find_row

MOVABLE = {*QUIET, "queued"}  # fields that say where an item stands among others, or when
PURGED_CHANGE = "Something in this change was removed for good, so it cannot be undone."


def undo(change: Change, entry: Entry) -> None:
    """Write into `entry` what undoes a change: each item gets its former state back.

    Raises Purged where an item of the change was purged, and MovedOn where one was edited since.
    Points without an edit (reaffirmed or backdated numbers) are withdrawn by revisions of their
    own. Where the change only relinked texts, those that were edited since stay as they are;
    MovedOn is raised if all were.
    """
    revisions = revisions_of(change)
    if any(revision.action == PURGED for revision in revisions):
        raise Purged(PURGED_CHANGE)
    point_actions: dict[Recorded, str] = {}
    relinked = [revision for revision in revisions if revision.action == RELINK]
    if relinked and len(relinked) == len(revisions):
        return _undo_relinking(relinked, entry)
    items = _unmoved_items(revisions)
    for revision in reversed(revisions):
        if revision.action == SHOW:  # it counts no more, and altered nothing
            continue
        item = items[revision.kind, revision.item_id]
        if revision.action in POINTS:
            point_actions[item] = RENEW if revision.action == WITHDRAW else WITHDRAW
        elif revision.before is None:
            entry.delete(item)
        else:
            names = revision.altered if revision.after else set(revision.before)
            state = {name: revision.before.get(name) for name in names}
            entry.restore(item, state)
    for item, action in point_actions.items():
        if item.deleted_at is None:
            entry.add_revision(item, action)
    return None


def _unmoved_items(revisions: Sequence[Revision]) -> dict[tuple[str, int], Any]:
    """Return the items of some revisions, by kind and id.

    The caller holds them, so that none is read a second time. Raises MovedOn with the ids of later
    revisions that an undo would overwrite, if there are any.
    """
    items: dict[tuple[str, int], Any] = {}
    obstacles: list[int] = []
    for revision in revisions:
        if revision.action == SHOW:
            continue
        key = (revision.kind, revision.item_id)
        items[key] = item = find_row(Recorded.kinds[revision.kind], revision.item_id)
        if obstacle := _find_obstacle(revision, item):
            obstacles.append(obstacle)
    if obstacles:
        raise MovedOn(list(dict.fromkeys(obstacles)))
    return items


def _undo_relinking(revisions: Sequence[Revision], entry: Entry) -> None:
    """Write the links of texts as they were before a change that only relinked them.

    Texts that were edited since stay as they are. Raises MovedOn where all of them were.
    """
    relinkable, obstacles = [], []
    for revision in revisions:
        item = find_row(Recorded.kinds[revision.kind], revision.item_id)
        obstacle = _find_obstacle(revision, item)
        if obstacle or item is None or item.deleted_at:
            obstacles.append(obstacle or _newest(revision))
        else:
            relinkable.append((revision, item))
    if not relinkable:
        raise MovedOn(obstacles)
    for revision, item in relinkable:
        before = revision.before or {}
        entry.relink(item, **{name: before[name] for name in revision.altered})


def _find_obstacle(revision: Revision, item: Recorded | None) -> int | None:
    """Return the id of a later revision that undoing this one would overwrite, None for none."""
    if item is None:
        return _newest(revision)
    if revision.action in POINTS:
        is_free = item.deleted_at is None and _may_count_again(revision)
        return None if is_free else _newest(revision)
    if later := _find_later_edit(revision):
        return later
    now = item.journal_state()
    if now is None or revision.after is None:
        return None if now == revision.after else _newest(revision)
    # Moving among others is no edit: what was made is deleted wherever it stands by now.
    moved = MOVABLE if revision.before is None else set()
    moved |= {"position"} if revision.action == RELOCATE else set()
    names = revision.altered - moved
    is_other = any(now.get(name) != revision.after.get(name) for name in names)
    return _newest(revision) if is_other else None


def _find_later_edit(revision: Revision) -> int | None:
    """Return the id of the newest later version of a revision's item, None for none.

    A number that was reaffirmed later counts where the revision gave that number. An edit made
    later and undone since does not count, nor does its undoing. So edits are undone one after the
    other, the last one first, and one whose undo was undone is undone again. Undoing a change from
    before the revision does count: the item is not as the revision left it.
    """
    has_moved = revision.before is not None and "credence" in revision.altered
    in_the_way = {AFFIRM} if has_moved else set()
    passed_over = NO_VERSION - ({AFFIRM, WITHDRAW, RENEW} if has_moved else set())
    later = (
        select(Revision.id, Revision.change_id, Revision.action, Change.undoes_id)
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == revision.kind, Revision.item_id == revision.item_id)
        .where(Revision.id > revision.id, Revision.change_id != revision.change_id)
        .where(Revision.action.not_in(passed_over))
    )
    rows = db.session.execute(later).all()
    changes = {row.change_id for row in rows}
    undone = undone_by((row.change_id, row.undoes_id) for row in rows if row.undoes_id in changes)
    found = (row for row in rows if row.action in in_the_way or row.action not in NO_VERSION)
    return max((row.id for row in found if row.change_id not in undone), default=None)


def _may_count_again(revision: Revision) -> bool:
    """Return whether the points that a revision withdrew fit what was held when they were given.

    A reaffirmed number does not where the edit that gave it was undone since. Other revisions
    withdraw nothing.
    """
    if revision.action != WITHDRAW:
        return True
    connection = db.session.connection()
    given = trace_undone(connection, revision.change_id)[-1]
    undone = find_undone(connection) - {given}  # what it gave itself counts again with it
    mine = (Revision.kind == revision.kind, Revision.item_id == revision.item_id)
    affirmed = select(Revision).where(*mine, Revision.change_id == given, Revision.action == AFFIRM)
    held = select(Revision.credence).where(*mine, Revision.credence.is_not(None))
    held = held.where(Revision.action.not_in((RECALL, SHOW)), Revision.change_id.not_in(undone))
    return all(
        db.session.scalar(held.where(Revision.id < one.id).order_by(Revision.id.desc()).limit(1))
        == one.credence
        for one in db.session.scalars(affirmed)
    )


def _newest(revision: Revision) -> int:
    return last_revision_id(revision.kind, revision.item_id) or revision.id
