"""Undoing a change, with the checks that need more than the journal."""

from typing import Any

from sqlalchemy import select

from wiki.actions import MERGE
from wiki.db import db
from wiki.errors import Conflict, Purged, UndoneAlready
from wiki.journal import Change, Entry, Revision, Signature, is_purged, record, revisions_of, undo
from wiki.models import Area, Shared, Topic
from wiki.queries.areas import find_deleted_area
from wiki.queries.has_items import has_items, written_by_others
from wiki.queries.names import check_name
from wiki.queries.revision_sentences import is_undone
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.services.after_merges import HOMES, follow_area_merge, home_after_merges
from wiki.services.merged_drafts import plan_undo, rebase_drafts
from wiki.services.next_versions import undo_published
from wiki.services.places import make_room
from wiki.text import quoted

CAME_FROM = "It came from the {0} {1}, which is deleted now: bring the {0} back first."
CAME_FROM_PURGED = "It came from {}, which was removed for good, so this cannot be undone."
WRITTEN_BY_OTHERS = (
    "Another author has written in {} since it was added, and that would go with it: delete the "
    "region instead, if nobody needs it."
)
LEFT_BEHIND = (
    "Something was added to {} since its merge was undone, and would be on no page after this: "
    "merge the region anew instead."
)


def undo_change(change: Change, by: Signature) -> Change | None:
    """Undo a change by a new one, and return that; None where nothing differed.

    Raises UndoneAlready, MovedOn where an item of it was edited since, Conflict where undoing it
    would break something else, and Purged where an item of it, or a page it was on, is gone for
    good.
    """
    if is_undone(change):
        raise UndoneAlready
    _keep_what_others_wrote(change, by)
    drafts = plan_undo(change)
    with record(by, undoes=change) as entry:
        undo(change, entry)
        for revision in revisions_of(change):
            _complete_undone(entry, revision)
        make_room(entry, *_shown_again(change))
        for draft in drafts:
            draft.add_empty_item(entry)
        for revision in revisions_of(change):
            if revision.after is None or revision.action == MERGE or "title" in revision.altered:
                check_name(find_row(Recorded.kinds[revision.kind], revision.item_id))
    for draft in drafts:
        draft.save(by)
    rebase_drafts(change, drafts)
    undo_published(change, entry.change)
    return entry.change


def _keep_what_others_wrote(change: Change, by: Signature) -> None:
    """Raise Conflict where undoing would delete a region with what another author wrote in it."""
    is_new = (Topic.__kind__, None)
    new = {row.item_id for row in revisions_of(change) if (row.kind, row.before) == is_new}
    for kind, item_id in sorted(written_by_others(new, by.author_id, since=change)) if new else ():
        item = find_row(Recorded.kinds[kind], item_id)
        if item is None or item.deleted_at or isinstance(item, (Topic, Shared)):
            continue  # a reading or essay stays
        if going := new & item.topic_ids():
            topic = db.session.get_one(Topic, min(going))
            raise Conflict(WRITTEN_BY_OTHERS.format(quoted(topic.title)))


def _shown_again(change: Change) -> list[Topic]:
    """Return the topics that undoing a change restores, or gives another visibility."""
    ids = {
        revision.item_id
        for revision in revisions_of(change)
        if revision.kind == Topic.__kind__
        and (revision.after is None or {"visibility", "merged_into"} & revision.altered)
    }
    return [topic for topic_id in sorted(ids) if (topic := db.session.get(Topic, topic_id))]


def _complete_undone(entry: Entry, revision: Revision) -> None:
    """Adjust what depends on an item whose former state is back: its area, its topics after merges.

    Raises Conflict or Purged where it cannot go back there.
    """
    item: Any = find_row(Recorded.kinds[revision.kind], revision.item_id)
    if item is None:
        return
    if "merged_into" in revision.altered and item.merged_into:
        _leave_nothing(entry, item)
    if item.deleted_at:
        return
    if isinstance(item, Topic):
        _follow_area(entry, revision, item)
    elif not isinstance(item, Area) and (revision.after is None or HOMES & revision.altered):
        entry.restore(item, home_after_merges(item))
        _check_home(item, revision)


def _follow_area(entry: Entry, revision: Revision, topic: Topic) -> None:
    """Move a topic to the area into which its own was merged since.

    Raises Conflict or Purged where it would go back to an area that was deleted since.
    """
    follow_area_merge(entry, topic)
    moved = revision.before and revision.after and "area_id" in revision.altered
    deleted = find_deleted_area(topic.area_id) if moved else None
    if deleted and deleted.deleted_at and deleted.deleted_at > revision.change.at:
        raise _refused("area", deleted)


def _check_home(item: Any, revision: Revision) -> None:
    """Raise Conflict or Purged where an item would go back to a topic deleted since the change.

    Of a reading or essay with several topics, one must still exist.
    """
    homes = [db.session.get_one(Topic, topic_id) for topic_id in item.topic_ids()]
    deleted = [home for home in homes if home.deleted_at and home.deleted_at > revision.change.at]
    if deleted and not (isinstance(item, Shared) and len(deleted) < len(homes)):
        raise _refused("region", deleted[0])


def _refused(noun: str, deleted: Topic | Area) -> Conflict | Purged:
    """Return the error for going back to a deleted topic or area; Purged if that was purged."""
    if is_purged(deleted.__kind__, deleted.id):
        return Purged(CAME_FROM_PURGED.format(f"an {noun}" if noun == "area" else f"a {noun}"))
    return Conflict(CAME_FROM.format(noun, quoted(deleted.title)))


def _leave_nothing(entry: Entry, merged: Topic | Area) -> None:
    """Check that a topic which is merged again holds nothing; move the topics of an area along.

    Raises Conflict where something was added to a topic since its merge was undone.
    """
    db.session.flush()
    if isinstance(merged, Area):
        for topic in db.session.scalars(select(Topic).where(Topic.area_id == merged.id)):
            follow_area_merge(entry, topic)
    elif has_items(merged):
        raise Conflict(LEFT_BEHIND.format(quoted(merged.title)))
