"""The first day on which a region, an item, or the atlas, could be read."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import NotBegun
from wiki.journal import Change, Revision
from wiki.models import Topic, TopicItem
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


def get_past_item(item: Any, atlas: PastAtlas, zone: tzinfo) -> Any:
    """Return an item of a topic's page as it was in a past atlas.

    Raises NotBegun where visitors could not read it then.
    """
    anchor = Anchor.of(item)
    found = atlas.named({anchor}).get(anchor)
    if found is None:
        if isinstance(item, TopicItem):
            get_past(item.topic, atlas, zone)
        mine = (Revision.kind == item.__kind__, Revision.item_id == item.id)
        raise NotBegun(_first(mine, zone, after=atlas.until))
    return found


def check_begun(atlas: PastAtlas, zone: tzinfo) -> None:
    """Raise NotBegun where no topic of today could be read by then or earlier."""
    if not atlas.topics.by_area:
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
    mine = (Revision.kind == "topic", Revision.item_id.in_(topic_ids))
    return _first(mine, zone, after=after, until=until)


def _first(
    mine: Sequence[ColumnElement[bool]],
    zone: tzinfo,
    *,
    after: int = 0,
    until: int | None = None,
) -> date | None:
    """Return the day of the first of some revisions that visitors could read, or None."""
    query = select(func.min(Change.at)).join(Revision).where(*mine, was_shown())
    query = query.where(Change.id > after)
    first = db.session.scalar(query if until is None else query.where(Change.id <= until))
    return first.astimezone(zone).date() if first else None
