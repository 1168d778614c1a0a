"""Undo: a change that restores the items of an earlier one, all of them or none."""

from wiki.actions import POINTS, RELOCATE, RENEW, WITHDRAW
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal.entry import Entry
from wiki.journal.lookup import version
from wiki.journal_tables import Change, Revision
from wiki.recorded import Recorded


def undo(change: Change, entry: Entry) -> None:
    """Write into `entry` what undoes a change: each item gets its former state back.

    Raises Conflict where one of the items was edited since. Points without an edit (reaffirmed
    or backdated numbers) are withdrawn by a revision of their own.
    """
    said: dict[Recorded, str] = {}
    for revision in reversed(change.revisions):
        item = db.session.get(Recorded.kinds[revision.kind], revision.item_id)
        if item is None or _moved_on(revision, item):
            raise Conflict
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


def _moved_on(revision: Revision, item: Recorded) -> bool:
    """Return whether an item was edited after this revision: undoing would lose that edit."""
    if revision.action in POINTS:
        return item.deleted_at is not None
    if version(revision.kind, revision.item_id) > revision.id:
        return True
    if revision.after is None:
        return item.deleted_at is None
    now = item.journal_state() or {}
    names = revision.altered - ({"position"} if revision.action == RELOCATE else set())
    return any(now.get(name) != revision.after.get(name) for name in names)
