"""Purging: everything that the journal and the rows hold of some items is emptied for good.

Nothing else alters revisions once they are written. Those of purged items stay, so that the journal
says that there was something, but they are empty. Nothing here commits, or removes the bytes from
the files: see `wiki.storage.erasing`.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Text, cast, delete, exists, or_, select, update
from sqlalchemy import inspect as sa_inspect

from wiki.actions import PURGED, State
from wiki.anchors import Anchor
from wiki.db import db
from wiki.journal.lookup import last_revision_id
from wiki.journal.purged_links import PurgedLinks
from wiki.journal.purged_names import forget_names
from wiki.journal_tables import Change, Revision
from wiki.models import Bearing, NextVersion, Shared, Topic
from wiki.projections.regions import in_batches
from wiki.recorded import Recorded, is_among
from wiki.related import find_row
from wiki.text.unlinking import MARKS as LINK_MARKS

Key = tuple[str, int]  # the kind and the id of an item
MANY = 200  # items asked for at a time
FEW = 10  # anchors that are searched for one by one
# Columns of an emptied row that are no words of the author: how a belief turned out is counted.
LEFT_COLUMNS = {"id", "deleted_at", "outcome", "visibility", "kind", "state"}
EMPTY: dict[str, Any] = dict.fromkeys(
    ("after", "credence", "low", "high", "held_on", "held_at", "reason")
)


def is_purged(kind: str, item_id: int) -> bool:
    """Return whether the item with this kind and id was purged, False for a row that stays."""
    if Recorded.kinds[kind].__stays__:
        return False
    mine = (Revision.kind == kind, Revision.item_id == item_id, Revision.action == PURGED)
    return bool(db.session.scalar(select(exists().where(*mine))))


def was_purged(model: Any) -> Any:
    """Return an SQL condition for a query of a model's rows: that the row was purged."""
    mine = (Revision.kind == model.__kind__, Revision.item_id == model.id)
    return exists().where(*mine, Revision.action == PURGED).correlate(model)


def purge_items(keys: Collection[Key], base_url: str = "") -> None:
    """Empty the revisions and rows of items (pairs of kind and id) and remove all links to them.

    Anchors of the items go from the states of other items, and links to them become plain words,
    also those that begin with the `base_url` of this atlas. Emptied too are the reasons of the
    changes that touched the items, as they may speak of them, and their next versions. Other
    reasons lose their links to the items, and the next versions of other items lose the names of
    purged regions. Of a row that stays, the last revision is left as it is, and so is the row. The
    caller rebuilds the projections.
    """
    db.session.flush()
    purged = set(keys)
    kept = [last_revision_id(*key) for key in staying(purged)]
    links = PurgedLinks(purged, base_url)
    forget_names({item_id for kind, item_id in purged if kind == Topic.__kind__})
    for batch in in_batches(sorted(purged)):
        mine = is_among(Revision, batch)
        touched = select(Revision.change_id).where(mine)
        blank = {"reason": "", "once": None, "cause_kind": None, "cause_id": None}
        _update(update(Change).where(Change.id.in_(touched)).values(**blank))
        emptied = update(Revision).where(mine, Revision.id.not_in(kept))
        _update(emptied.values(**EMPTY, action=PURGED))
        _update(delete(NextVersion).where(is_among(NextVersion, batch)))
        for kind, item_id in batch:
            caused = (Change.cause_kind == kind, Change.cause_id == item_id)
            _update(update(Change).where(*caused).values(cause_kind=None, cause_id=None))
    for key in sorted(purged - staying(purged)):
        _empty_row(*key)
    db.session.expire_all()
    anchors = {str(Anchor(*key)) for key in purged if Recorded.kinds[key[0]].__letter__}
    _forget_anchors(anchors, links, purged)
    for model in (Change, Revision):
        _cut_in_reasons(model, links)


def staying(keys: Collection[Key]) -> set[Key]:
    """Return those of some items whose rows stay when their former states are purged."""
    return {key for key in keys if Recorded.kinds[key[0]].__stays__}


def left_columns(model: Any) -> Sequence[str]:
    """Return the names of a model's columns that a purge leaves, such as ids and references."""
    return [c.name for c in model.__table__.columns if c.name in LEFT_COLUMNS or c.foreign_keys]


def blank_row(model: Any, item_id: int) -> dict[str, Any]:
    """Return the values that a purge gives to a row, for columns not in `left_columns()`."""
    left = left_columns(model)
    values = {c.name: _blank(c) for c in model.__table__.columns if c.name not in left}
    if "slug" in values:
        values["slug"] = f"~{item_id}"  # no address has this sign
    if "merged_into" in values:
        values["merged_into"] = None
    return values


def _empty_row(kind: str, item_id: int) -> None:
    """Empty the columns of a row that hold the author's words; delete its tags and bearings."""
    model: Any = Recorded.kinds[kind]
    values = blank_row(model, item_id)
    _update(update(model).where(model.id == item_id).values(**values))
    if issubclass(model, Shared):
        tagged = sa_inspect(model).relationships["topics"].secondary
        _update(delete(tagged).where(tagged.c[f"{kind}_id"] == item_id))
    if kind in ("reading", "belief"):
        _update(delete(Bearing).where(getattr(Bearing, f"{kind}_id") == item_id))


def _blank(column: Any) -> Any:
    """Return the empty value of a column: None, its default, or ""."""
    if column.nullable:
        return None
    return column.default.arg if column.default is not None else ""


def _forget_anchors(anchors: Collection[str], links: PurgedLinks, purged: Collection[Key]) -> None:
    """Remove anchors of purged items from the states and rows of others, and from next versions.

    Links to purged items leave their words.
    """
    altered: set[Key] = set()
    for batch in _naming(sorted(anchors)):
        written = []
        for revision in batch:
            cleaned = _without(revision.kind, revision.after or {}, anchors, links)
            if cleaned != revision.after:
                written.append({"id": revision.id, "after": cleaned})
                altered.add((revision.kind, revision.item_id))
        if written:
            db.session.execute(update(Revision), written)
    db.session.expire_all()
    for draft in db.session.scalars(select(NextVersion)):
        draft.typed = _without(draft.kind, draft.typed, anchors, links)
    for kind, item_id in sorted(altered - set(purged)):
        row: Any = find_row(Recorded.kinds[kind], item_id)
        if row is not None:
            row.restore(_without(kind, row.snapshot(), anchors, links))
    db.session.flush()


def _cut_in_reasons(model: Any, links: PurgedLinks) -> None:
    """Replace links to purged items by their words in the reasons of all changes or revisions."""
    marked = or_(*(model.reason.contains(mark, autoescape=True) for mark in LINK_MARKS))
    rows = db.session.execute(select(model.id, model.reason).where(marked)).all()
    reasons = [(row, links.cut(row.reason)) for row in rows]
    cut = [{"id": row.id, "reason": reason} for row, reason in reasons if reason != row.reason]
    if cut:
        db.session.execute(update(model), cut)


def _naming(anchors: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Yield the revisions that may name one of these anchors, in batches of MANY.

    A journal can be large. Each batch is read to its end first, so that the caller may alter it.
    """
    columns = (Revision.id, Revision.kind, Revision.item_id, Revision.after)
    query = select(*columns).where(_names(Revision.after, anchors)).order_by(Revision.id)
    last = 0
    while batch := db.session.execute(query.where(Revision.id > last).limit(MANY)).all():
        yield batch
        last = batch[-1].id


def _without(kind: str, state: State, anchors: Collection[str], links: PurgedLinks) -> State:
    """Return a state of an item without the anchors, links and addresses of purged items.

    A link `[[b-12|words]]` leaves its words, and one without words "(removed)". Texts that merely
    look like an anchor stay: the region "B-1" has the address `b-1`.
    """
    model = Recorded.kinds[kind]
    holding = model.__addresses__

    def cleaned(value: Any) -> Any:
        match value:
            case dict():
                return {name: cleaned(one) for name, one in value.items()}
            case list():
                return [cleaned(one) for one in value]
            case str():
                return links.cut(value)
            case _:
                return value

    return {
        name: links.cut_addresses(value) if value and name in holding else cleaned(value)
        for name, value in model.without_anchors(state, anchors).items()
    }


def _names(column: Any, anchors: Sequence[str]) -> Any:
    """Return an SQL condition: that a JSON column may hold one of some anchors, or any link.

    For more than FEW anchors, it is that the column has any anchor: a search for each takes too
    long.
    """
    text = cast(column, Text)
    linked = (text.contains(mark, autoescape=True) for mark in LINK_MARKS)
    if len(anchors) > FEW:
        return or_(*linked, text.op("GLOB")('*"[a-z]-[0-9]*'))
    return or_(*linked, *(text.contains(f'"{anchor}"') for anchor in anchors))


def _update(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
