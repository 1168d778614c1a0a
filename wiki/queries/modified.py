"""When something last changed that visitors see on a page."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Topic
from wiki.recorded import Recorded
from wiki.visibility import VISITOR, knows_of


def topic_modified(topic: Topic) -> datetime | None:
    """Return when anything on a topic's page last changed, None where visitors saw nothing yet."""
    links = revision_topic.c
    mine = select(Change.at).join(Revision).join(revision_topic, links.revision_id == Revision.id)
    return _newest(mine.where(links.topic_id == topic.id))


def item_modified(item: Recorded) -> datetime | None:
    """Return when an item last changed, None where visitors saw nothing of it yet."""
    mine = (Revision.kind == item.__kind__, Revision.item_id == item.id)
    return _newest(select(Change.at).join(Revision).where(*mine))


def _newest(query: Any) -> datetime | None:
    known = query.where(knows_of(reader=VISITOR)).order_by(Revision.id.desc()).limit(1)
    found: datetime | None = db.session.scalar(known)
    return found
