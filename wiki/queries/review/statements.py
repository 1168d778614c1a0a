"""When items last changed and were affirmed, and when topics were last reviewed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select

from wiki.actions import REVIEW
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.projections import moves
from wiki.projections.moves import Dates, Key, Move, Numbers, moved_since
from wiki.queries.beliefs.points import undone_change_ids

__all__ = ["Dates", "Key", "Move", "moved_since", "read_dates", "read_numbers", "read_reviews"]


def read_dates(keys: Iterable[Key]) -> Mapping[Key, Dates]:
    """Return when items last changed and were affirmed, by kind and id.

    Undone changes do not count.
    """
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, item_id in keys:
        ids[kind].append(item_id)
    dates: dict[Key, Dates] = {}
    for kind, some in ids.items():
        dates |= moves.read_dates(db.session.connection(), kind, some)
    return dates


def read_reviews(topic_ids: Collection[int]) -> dict[int, datetime]:
    """Return, by topic id, when each topic was last marked as reviewed."""
    query = (
        select(Revision.item_id, func.max(Change.at))
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "topic", Revision.action == REVIEW)
        .where(Revision.item_id.in_(topic_ids), Revision.change_id.not_in(undone_change_ids()))
        .group_by(Revision.item_id)
    )
    return dict(db.session.execute(query).all())


def read_numbers(belief_ids: Collection[int]) -> Numbers:
    """Return each belief's credences with the time each was recorded, oldest first, by its id.

    Backdated credences are left out.
    """
    return moves.read_numbers(db.session.connection(), belief_ids)
