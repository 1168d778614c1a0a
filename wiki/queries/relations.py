"""Finding the relation between two topics."""

from sqlalchemy import and_, or_

from wiki.db import db
from wiki.models import Relation, Topic
from wiki.related import select_whole


def find_between(one: Topic, other: Topic) -> Relation | None:
    """Return the relation between two topics, in whichever direction it is stored, or None."""
    ends = or_(
        and_(Relation.topic_id == one.id, Relation.region_id == other.id),
        and_(Relation.topic_id == other.id, Relation.region_id == one.id),
    )
    return db.session.scalar(select_whole(Relation).where(ends, Relation.deleted_at.is_(None)))
