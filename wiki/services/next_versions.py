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


def save_next(
    item: Recorded, typed: Values, by: Signature, *, base: int, number: int
) -> NextVersion:
    """Save the values of a form as the next version of an item, based on its version `base`.

    `number` is that of the next version that the form showed, 0 for none. Raises Conflict where
    another was saved since.
    """
    draft = find_next_version(item.__kind__, item.id)
    if draft and draft.typed == typed and draft.base == base:
        return draft  # the same form sent again
    check_newest(item, number)
    draft = db.session.get(NextVersion, (item.__kind__, item.id))
    if draft is None:
        draft = NextVersion(kind=item.__kind__, item_id=item.id, number=0)
        db.session.add(draft)
    draft.base, draft.number, draft.typed = base, draft.number + 1, dict(typed)
    draft.saved_at, draft.author_id = by.now or utc_now(), by.author_id
    draft.is_discarded = False
    db.session.flush()
    return draft


def check_newest(item: Recorded, number: int) -> None:
    """Raise Conflict where an item has a next version with another number than this."""
    draft = find_next_version(item.__kind__, item.id)
    if draft and draft.number != number:
        raise Conflict


def publish_next(item: Recorded, typed: Values, change: Change | None) -> None:
    """Mark the next version of an item as published with these values, by a change.

    Where the change is None, as the item had the same values already, the next version is deleted.
    """
    if change is None:
        delete_next(item)
    elif draft := db.session.get(NextVersion, (item.__kind__, item.id)):
        draft.typed = dict(typed)
        _set_aside(draft, change)


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
    for draft in db.session.scalars(begun.where(Revision.change_id == change.id)).all():
        if draft.is_discarded and draft.saved_at == change.at:
            draft.is_discarded, draft.base = False, version(draft.kind, draft.item_id)
        elif not draft.is_discarded and earlier and draft.saved_at == earlier.at:
            _set_aside(draft, undone)


def _set_aside(draft: NextVersion, change: Change) -> None:
    """Mark a next version as published by a change, which is recognised by two values later.

    Its base is the version that it became, and its time that of the change: no other one has both.
    """
    draft.is_discarded, draft.saved_at = True, change.at
    draft.base = version(draft.kind, draft.item_id)


def _is_published(draft: NextVersion) -> bool:
    published = select(Change.at).join(Revision, Revision.change_id == Change.id)
    at = db.session.scalar(published.where(Revision.id == draft.base))
    return draft.is_discarded and at == draft.saved_at


def delete_next(item: Recorded) -> None:
    """Delete the next version of an item, if there is one, for good."""
    if draft := db.session.get(NextVersion, (item.__kind__, item.id)):
        db.session.delete(draft)


def discard_next(item: Recorded, *, number: int) -> int:
    """Discard the next version of an item, and return its number, with which it can be restored.

    Discarding twice is no error. Raises Conflict where its number is not `number`, as the author
    saw another one, and NotFound where there is none.
    """
    draft = _get(item)
    check_newest(item, number)
    draft.is_discarded = True
    return draft.number


def restore_next(item: Recorded, *, number: int) -> None:
    """Restore the discarded next version of an item that has this number, or 0 for any number.

    Raises NotFound where none was discarded, and Conflict where another one has taken its place.
    """
    draft = _get(item)
    if number and draft.number != number:
        raise Conflict
    draft.is_discarded = False


def _get(item: Recorded) -> NextVersion:
    draft = db.session.get(NextVersion, (item.__kind__, item.id))
    if draft is None or _is_published(draft):
        raise NotFound
    return draft
