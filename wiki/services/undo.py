"""Undo, as a verb."""

from typing import Any

from wiki.actions import MERGE, RELOCATE
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import Change, Signature, record, undo
from wiki.models import Topic
from wiki.queries.names import check_name
from wiki.recorded import Recorded
from wiki.services.merged_drafts import plan_undo, settle_drafts
from wiki.text import quoted


def undo_change(change: Change, by: Signature) -> Change | None:
    """Undo a change by a new one. Raises Conflict where an item of it was edited since."""
    drafts = plan_undo(change)
    with record(by, undoes=change) as entry:
        undo(change, entry)
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
    return entry.change


def _check_home(item: Any) -> None:
    """Raise Conflict where an item would go back to a topic that is deleted now."""
    home = db.session.get_one(Topic, item.topic_id)
    if home.deleted_at:
        raise Conflict(
            f"It came from the region {quoted(home.title)}, which is deleted now: "
            "bring the region back first."
        )
