"""Finding the changes that altered a certain field of a belief, such as its outcome."""

from functools import cache
from typing import Any

from sqlalchemy import JSON, Select, and_, bindparam, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from wiki.journal import Change, Revision


@cache
def alterations(*fields: str) -> Select[Any]:
    """Return a query for the revisions that altered one of these fields of beliefs, oldest first.

    The beliefs are those of the ids in its parameter `belief_ids`: composing the query takes longer
    than running it, so it is composed once. It selects the belief's id; columns of `Revision` and
    `Change` can be added. The revision that added a belief counts if it set the field; one that
    brought a deleted belief back counts if the field is another than it was before.
    """
    former, deleted = aliased(Revision), aliased(Revision)
    before = func.coalesce(former.after, deleted.after)
    altered = (_text(Revision.after, field) != _text(before, field) for field in fields)
    chosen = Revision.item_id.in_(bindparam("belief_ids", expanding=True))
    return (
        select(Revision.item_id)
        .join(Change, Change.id == Revision.change_id)
        .outerjoin(former, former.id == Revision.previous_id)
        .outerjoin(deleted, and_(deleted.id == former.previous_id, former.after.is_(None)))
        .where(Revision.kind == "belief", chosen, or_(*altered))
        .order_by(Revision.id)
    )


def _text(state: Any, field: str) -> Any:
    """Return a field of a state as an SQL text; "" where it is empty."""
    return func.coalesce(type_coerce(state, JSON)[field].as_string(), "")
