"""Which changes altered some field of a belief, such as its outcome."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, Select, and_, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from wiki.journal import Change, Revision


def alterations(belief_ids: Collection[int], *fields: str) -> Select[Any]:
    """Return the query for the revisions of beliefs that altered one of some fields.

    It yields the belief's id, to which columns of `Revision` and `Change` can be added, in the
    order of the journal. A belief that came with a field altered it, too; one that was deleted and
    came back with what it had did not.
    """
    former, deleted = aliased(Revision), aliased(Revision)
    before = func.coalesce(former.after, deleted.after)
    altered = (_text(Revision.after, field) != _text(before, field) for field in fields)
    return (
        select(Revision.item_id)
        .join(Change, Change.id == Revision.change_id)
        .outerjoin(former, former.id == Revision.previous_id)
        .outerjoin(deleted, and_(deleted.id == former.previous_id, former.after.is_(None)))
        .where(Revision.kind == "belief", Revision.item_id.in_(belief_ids), or_(*altered))
        .order_by(Revision.id)
    )


def _text(state: Any, field: str) -> Any:
    """Return what a field of a state holds, "" for nothing."""
    return func.coalesce(type_coerce(state, JSON)[field].as_string(), "")
