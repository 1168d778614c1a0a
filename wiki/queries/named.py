"""Rows by kind and id, and what anchors such as `b-12` name, as far as a reader may see it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from wiki.anchors import Anchor
from wiki.db import db
from wiki.models import TopicItem
from wiki.recorded import Recorded
from wiki.sections import find_kind
from wiki.visibility import Reader, may_meet


def find_named(anchors: Collection[Anchor], *, reader: Reader) -> dict[Anchor, Any]:
    """Return the rows that anchors name, deleted ones left out; visitors get no slot."""
    found = find_rows([(one.kind, one.id) for one in anchors if find_kind(one.kind)])
    return {
        Anchor(*key): row
        for key, row in found.items()
        if row.deleted_at is None and may_meet(row, reader=reader)
    }


def find_rows(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Return rows by kind and id, deleted ones among them, in a query for each kind."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, number in keys:
        ids[kind].add(number)
    found: dict[tuple[str, int], Any] = {}
    for kind, some in ids.items():
        model: Any = Recorded.kinds[kind]
        query = select(model).where(model.id.in_(some))
        if issubclass(model, TopicItem):
            query = query.options(joinedload(model.topic))
        found |= {(kind, row.id): row for row in db.session.scalars(query).unique()}
    return found
