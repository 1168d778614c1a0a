"""Which changes altered some field of a belief, such as its outcome."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from wiki.journal import Change, Revision


def alterations(belief_ids: Collection[int], *fields: str) -> Select[Any]:
    """Return the query for the revisions of beliefs that altered one of some fields.

    It yields the belief's id, to which columns of `Revision` and `Change` can be added, in the
    order of the journal. A belief that came with a field altered it, too.
    """
    former = aliased(Revision)
    altered = (_text(Revision, field) != _text(former, field) for field in fields)
    return (
        select(Revision.item_id)
        .join(Change, Change.id == Revision.change_id)
        .outerjoin(former, former.id == Revision.previous_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(belief_ids), or_(*altered))
        .order_by(Revision.id)
    )


def _text(revision: Any, field: str) -> Any:
    """Return what a field held after a revision, "" for nothing."""
    return func.coalesce(revision.after[field].as_string(), "")
