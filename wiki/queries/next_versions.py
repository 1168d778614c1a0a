"""Finding the unpublished next versions of stances and essays, which only authors see."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, tuple_

from wiki.db import db
from wiki.models import NextVersion


def find_next_version(kind: str, item_id: int) -> NextVersion | None:
    """Return the next version of an item, None where there is none or it was discarded."""
    found = db.session.get(NextVersion, (kind, item_id))
    return None if found is None or found.is_discarded else found


def find_next_versions(keys: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], NextVersion]:
    """Return, by kind and id, the next versions of items; those without one are left out."""
    if not keys:
        return {}
    chosen = tuple_(NextVersion.kind, NextVersion.item_id).in_(keys)
    query = select(NextVersion).where(chosen, NextVersion.is_discarded.is_(False))
    return {(found.kind, found.item_id): found for found in db.session.scalars(query)}


def list_next_versions() -> Sequence[NextVersion]:
    """Return all next versions, also those that were discarded and can be restored."""
    query = select(NextVersion).order_by(NextVersion.kind, NextVersion.item_id)
    return db.session.scalars(query).all()
