"""Finding a topic or item in a past atlas, and the first day on which it could be read."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, func, not_, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import NotBegun
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.queries.beginning import begins_on
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.days import end_of, reader_before
from wiki.visibility import VISITOR, was_in_hidden_topics, was_shown

MOST_TRIED = 20  # days on which an item was saved


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
        raise NotBegun(_first_day_of(item, atlas, zone))
    return found


def _first_day_of(item: Any, atlas: PastAtlas, zone: tzinfo) -> date | None:
    """Return the first day after a past atlas at whose end visitors could read an item, or None.

    A save of its own showed it, or one that opened a region of its. Of very many that did not, the
    first are looked at.
    """
    anchor, until = Anchor.of(item), atlas.until
    kept = [(item.__kind__, item.id), *(("topic", number) for number in item.topic_ids())]
    for _ in range(MOST_TRIED):
        shown = ((Revision.kind == kind, Revision.item_id == number) for kind, number in kept)
        days = [day for mine in shown if (day := _first(mine, zone, after=until))]
        if not days:
            return None
        then = PastAtlas(reader_before(end_of(min(days), zone)), zone)
        if then.by_anchor({anchor}):
            return min(days)
        until = then.until
    return None


def check_begun(atlas: PastAtlas, zone: tzinfo) -> None:
    """Raise NotBegun where a past atlas has nothing that visitors may read now."""
    if not atlas.topics.by_area and begins_on(zone, reader=atlas.reader) is None:
        raise NotBegun(begins_on(zone, reader=VISITOR))


def _first(mine: Sequence[ColumnElement[bool]], zone: tzinfo, *, after: int) -> date | None:
    """Return the day of the first of some revisions that visitors could read, or None.

    Only revisions after the change with the id `after` count.
    """
    seen = (*mine, was_shown(), not_(was_in_hidden_topics()))
    query = select(func.min(Change.at)).join(Revision).where(*seen)
    first = db.session.scalar(query.where(Change.id > after))
    return first.astimezone(zone).date() if first else None
