"""Finding a topic or item in a past atlas, and the first day on which it could be read."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, func, not_, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import NotBegun
from wiki.journal import Change, Revision
from wiki.models import Topic, TopicItem
from wiki.queries.beginning import begins_on
from wiki.queries.past.archive import PastAtlas
from wiki.visibility import VISITOR, stood_where_hidden, was_shown


def get_past(topic: Topic, atlas: PastAtlas, zone: tzinfo) -> Topic:
    """Return a topic as it was in a past atlas.

    Raises NotBegun, with the first later day on which visitors could read it, if they could not.
    """
    found = atlas.topics.get(topic.id)
    if found is None:
        own_revisions = (Revision.kind == "topic", Revision.item_id == topic.id)
        raise NotBegun(_first(own_revisions, zone, after=atlas.until))
    return found


def get_past_item(item: Any, atlas: PastAtlas, zone: tzinfo) -> Any:
    """Return an item of a topic's page as it was in a past atlas.

    Raises NotBegun, with the first later day on which visitors could read it, if they could not.
    """
    anchor = Anchor.of(item)
    found = atlas.by_anchor({anchor}).get(anchor)
    if found is None:
        if isinstance(item, TopicItem):
            get_past(item.topic, atlas, zone)
        own_revisions = (Revision.kind == item.__kind__, Revision.item_id == item.id)
        raise NotBegun(_first(own_revisions, zone, after=atlas.until))
    return found


def check_begun(atlas: PastAtlas, zone: tzinfo) -> None:
    """Raise NotBegun where a past atlas has nothing that visitors may read now."""
    if not atlas.topics.by_area and begins_on(zone, reader=atlas.reader) is None:
        raise NotBegun(begins_on(zone, reader=VISITOR))


def _first(mine: Sequence[ColumnElement[bool]], zone: tzinfo, *, after: int) -> date | None:
    """Return the day of the first of some revisions that visitors could read, or None.

    Only revisions after the change with the id `after` count.
    """
    seen = (*mine, was_shown(), not_(stood_where_hidden()))
    query = select(func.min(Change.at)).join(Revision).where(*seen)
    first = db.session.scalar(query.where(Change.id > after))
    return first.astimezone(zone).date() if first else None
