"""Whether visitors see something now, and could not see it once a change was made.

That is a region, an area, or a reading or essay that was a draft.
"""

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Revision, revision_after
from wiki.models import DRAFT, Area, Essay, Reading, Topic
from wiki.visibility import (
    VISITOR,
    is_public,
    is_shown_on_list,
    is_visible_to_visitors,
    sees_topic,
)


def is_shown_since(row: Topic | Area | Reading | Essay, change_id: int) -> bool:
    """Return whether visitors see a row now, and did not after the change with this id.

    They see an area by its public regions: none of these was public and in it then. Of a
    reading or an essay they saw nothing if it was a draft then; a work on the reading list is none.
    """
    if isinstance(row, Reading | Essay):
        then = revision_after(row.__kind__, row.id, change_id)
        is_seen = is_visible_to_visitors(row) or is_shown_on_list(row)
        return is_seen and then is not None and (then.after or {}).get("state") == DRAFT
    if isinstance(row, Topic):
        then = revision_after("topic", row.id, change_id) if is_public(row) else None
        return then is not None and not then.published
    mine = (Topic.area_id == row.id, sees_topic(reader=VISITOR))
    topic_ids = db.session.scalars(select(Topic.id).where(*mine)).all()
    thens = (revision_after("topic", topic_id, change_id) for topic_id in topic_ids)
    return bool(topic_ids) and not any(_showed(then, row) for then in thens)


def _showed(then: Revision | None, area: Area) -> bool:
    """Return whether a revision of a topic left it public and in an area."""
    state = then.after if then is not None and then.published else None
    return state is not None and state.get("area_id") == area.id
