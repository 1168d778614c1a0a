"""Checking that each row authors can edit has the state that its last revision gives."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.journal_tables import Change, Revision
from wiki.recorded import Recorded
from wiki.related import state_options

MANY = 1_000
WEB = ("http://", "https://")


def find_contradictions() -> Iterator[str]:
    """Yield a sentence for each row, revision, change, cause or anchor that is not as it should be.

    Rows have to be as the journal says, and what names another item has to name one that exists.
    """
    for kind, model in Recorded.kinds.items():
        yield from _rows(kind, model)
    kinds = set(Recorded.kinds)
    for kind in db.session.scalars(select(Revision.kind).distinct()):
        if kind not in kinds:
            yield f"revision: there is no kind {kind}"
    yield from _chains()
    yield from _causes()
    yield from _anchors()


def count_revisions() -> int:
    """Return the number of all revisions in the journal."""
    return db.session.scalar(select(func.count()).select_from(Revision)) or 0


def _rows(kind: str, model: Any) -> Iterator[str]:
    """Yield a sentence for each row of a kind that differs from its last revision, or lacks it."""
    mine = select(Revision.item_id, func.max(Revision.id).label("id")).where(Revision.kind == kind)
    newest = mine.group_by(Revision.item_id).subquery()
    query = (
        select(model, Revision.id, Revision.after)
        .outerjoin(newest, newest.c.item_id == model.id)
        .outerjoin(Revision, Revision.id == newest.c.id)
        .options(*state_options(model))
        .execution_options(yield_per=MANY)
    )
    for row, revision_id, after in db.session.execute(query):
        state = row.journal_state()
        if revision_id is None:
            yield f"{kind} {row.id}: not in the journal"
        elif (state is None) != (after is None):
            word = "is" if row.deleted_at else "is not"
            yield f"{kind} {row.id}: {word} deleted, and the journal says otherwise"
        elif names := _others(state or {}, after or {}):
            yield f"{kind} {row.id}: {', '.join(names)} not as in revision {revision_id}"
    missing = (
        select(Revision.item_id)
        .where(Revision.kind == kind, Revision.item_id.not_in(select(model.id)))
        .distinct()
    )
    for item_id in db.session.scalars(missing):
        yield f"{kind} {item_id}: in the journal, and its row is missing"


def _others(now: dict[str, Any], state: dict[str, Any]) -> list[str]:
    """Return the names of the fields of `now` that differ in `state`, which may lack some."""
    return sorted(name for name, value in now.items() if name in state and state[name] != value)


def _chains() -> Iterator[str]:
    """Yield a sentence for each revision that follows another item's, and each empty change."""
    before = Revision.__table__.alias("before")
    mixed = (
        select(Revision.id)
        .join(before, before.c.id == Revision.previous_id)
        .where((before.c.kind != Revision.kind) | (before.c.item_id != Revision.item_id))
    )
    for row_id in db.session.scalars(mixed):
        yield f"revision {row_id}: follows one of another item"
    empty = select(Change.id).where(Change.id.not_in(select(Revision.change_id)))
    for row_id in db.session.scalars(empty):
        yield f"change {row_id}: has no revision"


def _causes() -> Iterator[str]:
    """Yield a sentence for each change whose cause, a reading or trigger, has no row."""
    for kind, model in Recorded.kinds.items():
        query = select(Change.id, Change.cause_id).where(
            Change.cause_kind == kind, Change.cause_id.not_in(select(model.id))
        )
        for change_id, cause in db.session.execute(query):
            yield f"change {change_id}: its cause, {kind} {cause}, is missing"


def _anchors() -> Iterator[str]:
    """Yield a sentence for each row with an anchor, in a field, of an item that has no row."""
    ids = {
        kind: set(db.session.scalars(select(model.id))) for kind, model in Recorded.kinds.items()
    }
    for kind, model in Recorded.kinds.items():
        for name in model.__anchors__:
            column = getattr(model, name)
            for item_id, text in db.session.execute(select(model.id, column).where(column != "")):
                if name in model.__addresses__ and text.startswith(WEB):
                    continue
                anchor = Anchor.parse(text)
                if anchor is None or anchor.id not in ids[anchor.kind]:
                    yield f"{kind} {item_id}: {name} names {text}, which is missing"
