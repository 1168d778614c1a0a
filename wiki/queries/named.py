"""What anchors such as `b-12` name, as far as a reader may see it."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from wiki.anchors import Anchor
from wiki.db import db
from wiki.sections import Section, find_kind
from wiki.visibility import Reader, may_meet


def find_named(anchors: Collection[Anchor], *, reader: Reader) -> dict[Anchor, Any]:
    """Return the living rows that anchors name, in a query for each kind; visitors get no slot."""
    ids: dict[str, set[int]] = defaultdict(set)
    for anchor in anchors:
        ids[anchor.kind].add(anchor.id)
    return {
        Anchor(kind, row.id): row
        for kind, some in ids.items()
        if (section := find_kind(kind))
        for row in _rows(section, some)
        if may_meet(row, reader=reader)
    }


def _rows(section: Section, ids: Collection[int]) -> Collection[Any]:
    model: Any = section.model
    query = select(model).where(model.id.in_(ids), model.deleted_at.is_(None))
    if section.owner == "topic":
        query = query.options(joinedload(model.topic))
    return db.session.scalars(query).all()
