"""Recent changes on the map: regions in which a credence moved, and regions that changed."""

from datetime import date, tzinfo

from sqlalchemy import select

from wiki.actions import QUIET, RELINK
from wiki.clock import start_of
from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.projections.standings import BeliefStanding
from wiki.visibility import Reader, still_knows_of


def moved_since(day: date, *, reader: Reader) -> set[int]:
    """Return the ids of the topics in which a belief's credence moved on a day or later."""
    mine = (BeliefStanding.sees_private == reader.sees_private, BeliefStanding.last_move_on >= day)
    return set(db.session.scalars(select(BeliefStanding.topic_id).where(*mine)))


def changed_since(day: date, zone: tzinfo, *, reader: Reader) -> set[int]:
    """Return the ids of the topics with a change on this day or later that the reader knows of.

    Moving, reviewing and relinking do not count.
    """
    query = (
        select(revision_topic.c.topic_id)
        .join(Revision, Revision.id == revision_topic.c.revision_id)
        .join(Change, Change.id == Revision.change_id)
        .where(Change.at >= start_of(day, zone))
        .where(Revision.action.not_in([*QUIET.values(), RELINK]), still_knows_of(reader=reader))
        .distinct()
    )
    return set(db.session.scalars(query))
