"""Saving, discarding and restoring the unpublished next version of a stance or essay.

None of this is a change in the journal. Publishing a next version is an ordinary save, after which
its row stays, marked as published: undoing that save makes it the next version again.
"""

from sqlalchemy import and_, select

from wiki.db import db, utc_now
from wiki.errors import Conflict, NotFound
from wiki.forms.document_line import Values
from wiki.journal import Change, Revision, Signature, version
from wiki.models import NextVersion
from wiki.queries.next_versions import find_next_version
from wiki.recorded import Recorded


def keep_next(
    item: Recorded, typed: Values, by: Signature, *, base: int, number: int
) -> NextVersion:
    """Save the values of a form as the next version of an item, based on its version `base`.

    `number` is that of the next version that the form showed, 0 for none. Raises Conflict where
    another was saved since.
    """
    found = find_next_version(item.__kind__, item.id)
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
    """Raise Conflict where an item has a next version with another number than this."""
    found = find_next_version(item.__kind__, item.id)
    if found and found.number != number:
        raise Conflict


def publish_next(item: Recorded, typed: Values, change: Change | None) -> None:
    """Mark the next version of an item as published with these values, by a change.

    Where the change is None, as the item had the same values already, the next version is deleted.
    """
    if change is None:
        drop_next(item)
    elif found := db.session.get(NextVersion, (item.__kind__, item.id)):
        found.typed = dict(typed)
        _set_aside(found, change)


def undo_published(change: Change, undone: Change | None) -> None:
    """Restore the next versions that `change` published, now that `undone` has undone it.

    `undone` is None where nothing was undone. Where `change` was itself an undo that restored next
    versions, these count as published again.
    """
    if undone is None:
        return
    earlier = db.session.get(Change, change.undoes_id or 0)
    of_item = (Revision.kind == NextVersion.kind, Revision.item_id == NextVersion.item_id)
    begun = select(NextVersion).join(Revision, and_(Revision.id == NextVersion.base, *of_item))
    for found in db.session.scalars(begun.where(Revision.change_id == change.id)).all():
        if found.is_discarded and found.saved_at == change.at:
            found.is_discarded, found.base = False, version(found.kind, found.item_id)
        elif not found.is_discarded and earlier and found.saved_at == earlier.at:
            _set_aside(found, undone)


def _set_aside(found: NextVersion, change: Change) -> None:
    """Mark a next version as published by a change, which is recognised by two values later.

    Its base is the version that it became, and its time that of the change: no other one has both.
    """
    found.is_discarded, found.saved_at = True, change.at
    found.base = version(found.kind, found.item_id)


def _is_published(found: NextVersion) -> bool:
    made = db.session.get(Revision, found.base)
    return found.is_discarded and made is not None and made.change.at == found.saved_at


def drop_next(item: Recorded) -> None:
    """Delete the next version of an item, if there is one, for good."""
    if found := db.session.get(NextVersion, (item.__kind__, item.id)):
        db.session.delete(found)


def discard_next(item: Recorded, *, number: int) -> int:
    """Discard the next version of an item, and return its number, with which it can be restored.

    Discarding twice is no error. Raises Conflict where its number is not `number`, as the author
    saw another one, and NotFound where there is none.
    """
    found = _get(item)
    check_newest(item, number)
    found.is_discarded = True
    return found.number


def restore_next(item: Recorded, *, number: int) -> None:
    """Restore the discarded next version of an item that has this number, or 0 for any number.

    Raises NotFound where none was discarded, and Conflict where another one has taken its place.
    """
    found = _get(item)
    if number and found.number != number:
        raise Conflict
    found.is_discarded = False


def _get(item: Recorded) -> NextVersion:
    found = db.session.get(NextVersion, (item.__kind__, item.id))
    if found is None or _is_published(found):
        raise NotFound
    return found
