"""Finding the changes that altered a certain field of a belief, such as its outcome."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from wiki.journal import Change, Revision


def alterations(belief_ids: Collection[int], *fields: str) -> Select[Any]:
    """Return a query for the revisions that altered one of these fields of beliefs, oldest first.

    It selects the belief's id; columns of `Revision` and `Change` can be added. The revision that
    added a belief counts if it set the field.
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
    """Return a field as an SQL text, as it was after a revision; "" where it was empty."""
    return func.coalesce(revision.after[field].as_string(), "")
