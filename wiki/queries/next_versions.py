"""Finding the unpublished next versions of stances and essays, which only authors see."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select, tuple_

from wiki.db import db
from wiki.errors import NotFound
from wiki.models import NextVersion


def find_next_version(kind: str, item_id: int) -> NextVersion | None:
    """Return the next version of an item, None where there is none or it was discarded."""
    return find_next_versions([(kind, item_id)]).get((kind, item_id))


def get_next_version(kind: str, item_id: int, number: int) -> NextVersion:
    """Return a next version of an item by its number, or the newest one for 0.

    It may have been discarded. Raises NotFound where there is none.
    """
    mine = (NextVersion.kind == kind, NextVersion.item_id == item_id)
    query = select(NextVersion).where(*mine).order_by(NextVersion.number.desc())
    found = db.session.scalars(query.where(NextVersion.number == number) if number else query)
    if (first := found.first()) is None:
        raise NotFound
    return first


def newest_number(kind: str, item_id: int) -> int:
    """Return the highest number that a next version of an item has, 0 for none."""
    mine = (NextVersion.kind == kind, NextVersion.item_id == item_id)
    return db.session.scalar(select(func.max(NextVersion.number)).where(*mine)) or 0


def find_next_versions(keys: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], NextVersion]:
    """Return, by kind and id, the next versions of items; those without one are left out."""
    if not keys:
        return {}
    chosen = tuple_(NextVersion.kind, NextVersion.item_id).in_(keys)
    query = select(NextVersion).where(chosen, NextVersion.is_discarded.is_(False))
    return {(found.kind, found.item_id): found for found in db.session.scalars(query)}


def list_next_versions() -> Sequence[NextVersion]:
    """Return all next versions, also those that were discarded and can be restored."""
    query = select(NextVersion).order_by(NextVersion.kind, NextVersion.item_id, NextVersion.number)
    return db.session.scalars(query).all()
