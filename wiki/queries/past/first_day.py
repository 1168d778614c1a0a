"""When the past begins: the first day on which a region, or the atlas, could be read."""

from collections.abc import Sequence
from datetime import date, tzinfo

from sqlalchemy import Select, func, select

from wiki.db import db
from wiki.errors import NotBegun
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.queries.names import alive
from wiki.queries.past.archive import Moment, start_of
from wiki.visibility import VISITOR


def get_past(topic: Topic, moment: Moment, zone: tzinfo) -> Topic:
    """Return a topic as it was. Raises NotBegun where it could not be read then."""
    found = moment.topics.get(topic.id)
    if found is None:
        raise NotBegun(_begins([topic.id], moment, zone))
    return found


def check_begun(moment: Moment, zone: tzinfo) -> None:
    """Raise NotBegun where no topic of today could be read by then or earlier."""
    if not moment.topics:
        first = _begins(alive(reader=VISITOR).with_only_columns(Topic.id), None, zone)
        if first is None or start_of(first, zone) >= moment.before:
            raise NotBegun(first)


def _begins(
    topic_ids: Sequence[int] | Select[int], moment: Moment | None, zone: tzinfo
) -> date | None:
    """Return the first day, after a moment, on which one of some topics could be read."""
    shown = (Revision.kind == "topic", Revision.item_id.in_(topic_ids), Revision.published)
    query = select(func.min(Change.at)).join(Revision).where(*shown, Revision.after.is_not(None))
    if moment:
        query = query.where(Change.id > moment.until)
    first = db.session.scalar(query)
    return first.astimezone(zone).date() if first else None
