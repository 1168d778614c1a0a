"""When a page, an item or the atlas last changed, as far as a reader may know."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from wiki.actions import MOVE
from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Topic
from wiki.queries.cache import read_newest_with
from wiki.recorded import Recorded
from wiki.sections.base import TOPIC_ID
from wiki.visibility import VISITOR, Reader, once_per_reader, still_knows_of


def topic_modified(topic: Topic, *, reader: Reader = VISITOR) -> datetime | None:
    """Return when a topic's page last changed, as far as the reader knows; None for never."""
    query = modified_query(reader=reader)
    found: datetime | None = db.session.scalar(query, {"topic_id": topic.id})
    return found


def page_modified(topic: Topic) -> datetime | None:
    """Return when visitors saw a topic's page change last, None where they saw nothing of it yet.

    The same statement asks for what `read_newest` returns.
    """
    found: datetime | None = read_newest_with(modified_query(), topic_id=topic.id)[1]
    return found


@once_per_reader
def modified_query(*, reader: Reader = VISITOR) -> Select[Any]:
    """Return the query for when the page of the topic `topic_id` last changed for a reader."""
    links = revision_topic.c
    mine = select(Change.at).join(Revision).join(revision_topic, links.revision_id == Revision.id)
    return _newest(mine.where(links.topic_id == TOPIC_ID), reader)


def atlas_modified(*, reader: Reader = VISITOR) -> datetime | None:
    """Return when anything in the atlas last changed, as far as the reader knows.

    None for never.
    """
    found: datetime | None = db.session.scalar(_newest(select(Change.at).join(Revision), reader))
    return found


def item_modified(item: Recorded, *, reader: Reader = VISITOR) -> datetime | None:
    """Return when an item last changed, as far as the reader knows; None for never.

    Moves among the items of its page do not count.
    """
    mine = (Revision.kind == item.__kind__, Revision.item_id == item.id, Revision.action != MOVE)
    query = select(Change.at).join(Revision).where(*mine)
    found: datetime | None = db.session.scalar(_newest(query, reader))
    return found


def _newest(query: Select[Any], reader: Reader) -> Select[Any]:
    return query.where(still_knows_of(reader=reader)).order_by(Revision.id.desc()).limit(1)
