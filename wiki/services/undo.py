"""Undo, as a verb."""

from typing import Any

from wiki.actions import MERGE, RELOCATE
from wiki.db import db
from wiki.errors import Conflict, UndoneAlready
from wiki.journal import Change, Entry, Revision, Signature, record, undo
from wiki.models import Topic
from wiki.queries.changes import is_undone
from wiki.queries.names import check_name
from wiki.recorded import Recorded
from wiki.services.leading_on import find_gone_area, lead_area_on
from wiki.services.merged_drafts import plan_undo, settle_drafts
from wiki.services.next_versions import undo_published
from wiki.text import quoted

CAME_FROM = "It came from the {0} {1}, which is deleted now: bring the {0} back first."


def undo_change(change: Change, by: Signature) -> Change | None:
    """Undo a change by a new one.

    Raises UndoneAlready, MovedOn where an item of it was edited since, and Conflict where undoing
    it would break something else.
    """
    if is_undone(change):
        raise UndoneAlready
    drafts = plan_undo(change)
    with record(by, undoes=change) as entry:
        undo(change, entry)
        for revision in change.revisions:
            _settle_area(entry, revision)
        for draft in drafts:
            draft.begin(entry)
        for revision in change.revisions:
            if revision.after is None or revision.action == MERGE or "title" in revision.altered:
                check_name(db.session.get(Recorded.kinds[revision.kind], revision.item_id))
            if revision.action == RELOCATE:
                _check_home(db.session.get(Recorded.kinds[revision.kind], revision.item_id))
    for draft in drafts:
        draft.keep(by)
    settle_drafts(change, drafts)
    undo_published(change, entry.change)
    return entry.change


def _settle_area(entry: Entry, revision: Revision) -> None:
    """Lead a topic on to the area into which its own was merged since.

    Raises Conflict where it would go back to an area that was deleted since.
    """
    topic = db.session.get(Topic, revision.item_id) if revision.kind == "topic" else None
    if topic is None or topic.deleted_at:
        return
    lead_area_on(entry, topic)
    went = revision.before and revision.after and "area_id" in revision.altered
    gone = find_gone_area(topic.area_id) if went else None
    if gone and gone.deleted_at and gone.deleted_at > revision.change.at:
        raise Conflict(CAME_FROM.format("area", quoted(gone.title)))


def _check_home(item: Any) -> None:
    """Raise Conflict where an item would go back to a topic that is deleted now."""
    home = db.session.get_one(Topic, item.topic_id)
    if home.deleted_at:
        raise Conflict(CAME_FROM.format("region", quoted(home.title)))
