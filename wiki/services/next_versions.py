"""Keeping, discarding and bringing back the unpublished next version of a stance or essay.

Nothing of this is a change in the journal. Publishing one is an ordinary save, after which it is
dropped.
"""

from typing import Any

from wiki.db import db, utc_now
from wiki.errors import Conflict, NotFound
from wiki.forms.document_line import Values
from wiki.journal import Signature
from wiki.models import NextVersion
from wiki.queries.next_versions import find_next
from wiki.recorded import Recorded


def keep_next(
    item: Recorded, typed: Values, by: Signature, *, base: int, number: int
) -> NextVersion:
    """Keep what a form says as the next version of an item, begun on its version `base`.

    `number` is that of the next version that the form showed, 0 for none. Raises Conflict where
    another was saved since.
    """
    found = find_next(item.__kind__, item.id)
    if found and found.typed == typed and found.base == base:
        return found  # the same form sent again
    check_newest(item, number)
    found = db.session.get(NextVersion, (item.__kind__, item.id))
    if found is None:
        found = NextVersion(kind=item.__kind__, item_id=item.id, number=0)
        db.session.add(found)
    found.base, found.number, found.typed = base, found.number + 1, dict(typed)
    found.saved_at, found.author_id = by.now or utc_now(), by.author_id
    found.is_discarded = False
    db.session.flush()
    return found


def check_newest(item: Recorded, number: int) -> None:
    """Raise Conflict where an item has a next version, and it is not the one of this number."""
    found = find_next(item.__kind__, item.id)
    if found and found.number != number:
        raise Conflict


def drop_next(item: Recorded) -> None:
    """Delete the next version of an item: it was published."""
    if found := db.session.get(NextVersion, (item.__kind__, item.id)):
        db.session.delete(found)


def discard_next(item: Recorded) -> None:
    """Discard the next version of an item, which can be brought back; sent twice, it stays so."""
    _get(item).is_discarded = True


def restore_next(item: Recorded) -> None:
    """Bring the next version of an item back. Raises NotFound where none was discarded."""
    _get(item).is_discarded = False


def _get(item: Recorded) -> Any:
    found = db.session.get(NextVersion, (item.__kind__, item.id))
    if found is None:
        raise NotFound
    return found
