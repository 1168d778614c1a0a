"""Finding an item's newest revision, its version, and the change that a form made before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from wiki.actions import NO_VERSION, RELOCATE, differing
from wiki.db import db
from wiki.journal_tables import Change, Revision, state_before

MANY = 500  # items asked for at a time
LAST = 2**62  # a number that no change ever has, and SQLite can compare


def find_once(once: str) -> Change | None:
    """Return the change that a form with this key made when it was sent before, or None."""
    return db.session.scalar(select(Change).where(Change.once == once)) if once else None


def revisions_of(change: Change) -> Sequence[Revision]:
    """Return the revisions of a change in order, each with the one before it; read once."""
    if "revisions" in sa_inspect(change).unloaded or any(
        "previous" in sa_inspect(one).unloaded for one in change.revisions
    ):
        mine = select(Revision).where(Revision.change_id == change.id).order_by(Revision.id)
        found = db.session.scalars(mine.options(selectinload(Revision.previous))).all()
        for revision in found:
            set_committed_value(revision, "change", change)
        set_committed_value(change, "revisions", list(found))
    return change.revisions


def last_revision(kind: str, item_id: int) -> Revision | None:
    """Return an item's newest revision of any action, with its change; None where there is none."""
    return db.session.scalar(_newest(kind, item_id))


def last_revision_id(kind: str, item_id: int) -> int | None:
    """Return the id of an item's newest revision of any action, None where there is none."""
    return db.session.scalar(_newest_id(kind, item_id))


def revision_after(kind: str, item_id: int, change_id: int) -> Revision | None:
    """Return an item's newest revision up to and including a change, or None."""
    by_then = Revision.change_id <= max(0, min(change_id, LAST))
    return db.session.scalar(_newest(kind, item_id).where(by_then))


def last_revisions(items: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Revision]:
    """Return, by kind and id, the newest revision of each of these items that has one."""
    revisions = {}
    for kind, ids in by_kind(items):
        mine = (Revision.kind == kind, Revision.item_id.in_(ids))
        newest = select(func.max(Revision.id)).where(*mine).group_by(Revision.item_id)
        for revision in db.session.scalars(select(Revision).where(Revision.id.in_(newest))):
            revisions[kind, revision.item_id] = revision
    return revisions


def by_kind(items: Iterable[tuple[str, int]]) -> Iterator[tuple[str, list[int]]]:
    """Yield pairs of kind and id in batches: a kind, with at most MANY ids of that kind."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, item_id in items:
        ids[kind].append(item_id)
    for kind, item_ids in ids.items():
        for start in range(0, len(item_ids), MANY):
            yield kind, item_ids[start : start + MANY]


def version(kind: str, item_id: int, *, before: int | None = None) -> int:
    """Return the id of an item's version: its last revision that altered its content, 0 for none.

    Moving, reviewing and reaffirming do not make a version. With `before`, the id of a revision, it
    is the version that the item had before that.
    """
    newest = _newest_id(kind, item_id).where(Revision.action.not_in(NO_VERSION))
    if before is not None:
        newest = newest.where(Revision.id < before)
    return db.session.scalar(newest) or 0


def is_current(kind: str, item_id: int, base: int) -> bool:
    """Return whether a form opened on the version `base` still shows the item's present content.

    An item that was moved to another page since, and was not reworded, has the same content.
    """
    newest = version(kind, item_id)
    while newest not in (0, base) and _only_went(newest):
        newest = version(kind, item_id, before=newest)
    return base == newest


def _only_went(revision_id: int) -> bool:
    """Return whether a revision moved its item to another page and altered nothing else."""
    revision = db.session.get_one(Revision, revision_id)
    if revision.action != RELOCATE:
        return False
    return differing(state_before(revision) or {}, revision.after or {}) <= {"topic", "position"}


def _newest(kind: str, item_id: int) -> Select[Revision]:
    newest = select(Revision).where(Revision.kind == kind, Revision.item_id == item_id)
    return newest.order_by(Revision.id.desc()).limit(1).options(joinedload(Revision.change))


def _newest_id(kind: str, item_id: int) -> Select[int]:
    newest = select(Revision.id).where(Revision.kind == kind, Revision.item_id == item_id)
    return newest.order_by(Revision.id.desc()).limit(1)
