"""The reading list: works that are still to be read, in the author's order."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select

from wiki.db import LARGEST, db
from wiki.errors import NotFound
from wiki.models import Reading
from wiki.related import find_row, select_whole
from wiki.visibility import Reader, is_on_list


def list_to_read(*, reader: Reader) -> Sequence[Reading]:
    """Return the readings on the reading list that a reader may see, in the list's order."""
    query = select_whole(Reading).where(is_on_list(reader=reader))
    return db.session.scalars(query.order_by(Reading.queued, Reading.id)).all()


def has_list(*, reader: Reader) -> bool:
    """Return whether the reading list has any work that a reader may see."""
    return bool(db.session.scalar(select(exists().where(is_on_list(reader=reader)))))


def get_to_read(reading_id: int) -> Reading:
    """Return a reading, on the list or not, that is not deleted. Raises NotFound."""
    found = find_row(Reading, reading_id) if 0 < reading_id <= LARGEST else None
    if found is None or found.deleted_at:
        raise NotFound
    return found


def next_place() -> int:
    """Return the number of the place after the last one on the reading list, from 1."""
    query = select(func.max(Reading.queued)).where(Reading.queued.is_not(None))
    return (db.session.scalar(query) or 0) + 1
