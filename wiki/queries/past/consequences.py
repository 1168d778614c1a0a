"""What a reading had caused by the end of a past day, as its page said then."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.journal import Revision
from wiki.queries.beliefs.consequences import Consequences, name_moves, read_caused
from wiki.queries.beliefs.triggers import NamedBelief
from wiki.queries.past.archive import PastAtlas


def past_consequences(reading_id: int, atlas: PastAtlas) -> Consequences:
    """Return the consequences of a reading then, of what could be read then and may be read now."""
    moves = read_caused([reading_id], reader=atlas.reader).get(reading_id, ())
    anchors = {Anchor("belief", move.belief_id) for move in moves}
    rows = atlas.by_anchor(anchors) if anchors else {}
    named = {anchor.id: NamedBelief(anchor.id, row.claim) for anchor, row in rows.items()}
    return Consequences(name_moves(moves, named), tuple(_triggers(reading_id, atlas)))


def _triggers(reading_id: int, atlas: PastAtlas) -> Sequence[Any]:
    cause = str(Anchor("reading", reading_id))
    query = select(Revision.item_id).where(
        Revision.kind == "trigger",
        Revision.change_id <= atlas.until,
        Revision.after["cause"].as_string() == cause,
    )
    anchors = {Anchor("trigger", one) for one in db.session.scalars(query.distinct())}
    rows = atlas.by_anchor(anchors) if anchors else {}
    return [row for row in rows.values() if row.cause == cause and row.happened_on]
