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
from wiki.queries.next_versions import find_next_version, get_next_version, newest_number
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
    next_number = newest_number(item.__kind__, item.id) + 1
    if draft is None:
        draft = NextVersion(kind=item.__kind__, item_id=item.id)
        db.session.add(draft)
    draft.number, draft.base, draft.typed = next_number, base, dict(typed)
    draft.saved_at, draft.author_id = by.now or utc_now(), by.author_id
    db.session.flush()
    return draft


def check_newest(item: Recorded, number: int) -> None:
    """Raise Conflict where an item has a next version with another number than this."""
    draft = find_next_version(item.__kind__, item.id)
    if draft and draft.number != number:
        raise Conflict


def publish_next(item: Recorded, typed: Values, change: Change | None, *, number: int) -> None:
    """Mark the next version that a form showed as published with these values, by a change.

    `number` is its number. It may have been discarded since. Where the change is None, as the item
    had the same values already, it is deleted.
    """
    draft = db.session.get(NextVersion, (item.__kind__, item.id, number))
    if draft is None:
        return
    if change is None:
        db.session.delete(draft)
    else:
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
        is_set_aside = draft.is_discarded and draft.saved_at == change.at
        if is_set_aside and find_next_version(draft.kind, draft.item_id) is None:
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
    if draft := find_next_version(item.__kind__, item.id):
        db.session.delete(draft)


def discard_next(item: Recorded, *, number: int) -> int:
    """Discard the next version of an item, and return its number, with which it can be restored.

    Discarding twice is no error. Raises Conflict where its number is not `number`, as the author
    saw another one, and NotFound where there is none.
    """
    check_newest(item, number)
    draft = find_next_version(item.__kind__, item.id) or _get_discarded(item, number)
    draft.is_discarded = True
    return draft.number


def restore_next(item: Recorded, *, number: int) -> int:
    """Restore the discarded next version of an item that has this number, or 0 for the newest.

    One that was begun since is discarded for it; its number is returned, 0 for none. Raises
    NotFound where there is none, and Conflict where it was restored and saved again since.
    """
    try:
        draft = _get_discarded(item, number)
    except NotFound:
        if 0 < number < newest_number(item.__kind__, item.id):
            raise Conflict from None
        raise
    begun, replaced = find_next_version(item.__kind__, item.id), 0
    if begun is not None and begun is not draft:
        begun.is_discarded, replaced = True, begun.number
        db.session.flush()  # an item has one at a time that is not
    draft.is_discarded = False
    return replaced


def _get_discarded(item: Recorded, number: int) -> NextVersion:
    draft = get_next_version(item.__kind__, item.id, number)
    if _is_published(draft):
        raise NotFound
    return draft
