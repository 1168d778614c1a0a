"""The first day on which a region, or the atlas, could be read."""

from collections.abc import Sequence
from datetime import date, tzinfo

from sqlalchemy import Select, func, select

from wiki.db import db
from wiki.errors import NotBegun
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.queries.past.archive import PastAtlas
from wiki.visibility import VISITOR, visible_topics, was_shown


def get_past(topic: Topic, atlas: PastAtlas, zone: tzinfo) -> Topic:
    """Return a topic as it was in a past atlas.

    Raises NotBegun where visitors could not read it then.
    """
    found = atlas.topics.get(topic.id)
    if found is None:
        raise NotBegun(_begins([topic.id], zone, after=atlas.until))
    return found


def check_begun(atlas: PastAtlas, zone: tzinfo) -> None:
    """Raise NotBegun where no topic of today could be read by then or earlier."""
    if not atlas.topics.every:
        public = visible_topics(reader=VISITOR).with_only_columns(Topic.id)
        if _begins(public, zone, until=atlas.until) is None:
            raise NotBegun(_begins(public, zone))


def _begins(
    topic_ids: Sequence[int] | Select[int],
    zone: tzinfo,
    *,
    after: int = 0,
    until: int | None = None,
) -> date | None:
    """Return the first day on which one of some topics could be read.

    Only what was recorded `after` a change and `until` another counts, each given by its id.
    """
    shown = (Revision.kind == "topic", Revision.item_id.in_(topic_ids), was_shown())
    query = select(func.min(Change.at)).join(Revision).where(*shown)
    query = query.where(Change.id > after)
    first = db.session.scalar(query if until is None else query.where(Change.id <= until))
    return first.astimezone(zone).date() if first else None
