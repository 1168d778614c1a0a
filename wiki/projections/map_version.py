"""A random token that changes as soon as any map may have to show something else.

Until then what is read for a map is cached: most saves alter words and leave the map as it is. The
token is random, not a count, so that one of a restored backup is never taken for another.
"""

from datetime import timedelta

from sqlalchemy import Connection, text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.anchors import Anchor
from wiki.db import Base
from wiki.projections.base import AlteredRow, WriteResult
from wiki.projections.link_words import is_linked_by_a_summary
from wiki.projections.standings import LATELY
from wiki.text import is_placeholder

ALWAYS = {"topic", "relation", "area"}  # kinds that a map draws
FILLS = {"stance", "belief"}  # kinds of which a region without any is drawn as a stub
RENEW = text("INSERT OR REPLACE INTO map_version VALUES (1, lower(hex(randomblob(8))))")


class MapVersion(Base):
    """The only row of the table, with the token."""

    __tablename__ = "map_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str]


def renew(connection: Connection) -> None:
    """Store a new random token, so that cached maps are drawn again."""
    connection.execute(RENEW)


def renew_if_altered(connection: Connection, written: WriteResult) -> None:
    """Renew the token if any map may show something else after a write, and notice that.

    Call it after the other projections are refreshed, as they notice which credences moved.
    """
    is_drawn = _may_alter_marks(written) or any(map(_is_drawn, written.altered))
    if is_drawn or _is_in_a_summary(connection, written):
        written.noticed.alters_maps = True
        renew(connection)


def _is_in_a_summary(connection: Connection, written: WriteResult) -> bool:
    """Return whether a map may show words of an altered item because a summary links to it."""
    anchors = {str(Anchor.of(one.item)) for one in written.altered if one.item.__letter__}
    return bool(anchors) and is_linked_by_a_summary(connection, anchors)


def _may_alter_marks(written: WriteResult) -> bool:
    """Return whether the mark “moved lately” of a region may appear or vanish after a write."""
    since = written.today - timedelta(days=LATELY)
    return any(
        (before is not None and before >= since) != (after is not None and after >= since)
        for before, after in written.noticed.moved
    )


def _is_drawn(one: AlteredRow) -> bool:
    """Return whether a map may show the fields of a row that were altered."""
    kind = one.item.__kind__
    if kind in ALWAYS:
        return one.appeared or bool(one.names)
    return kind in FILLS and (one.appeared or "topic" in one.names or _alters_filling(one))


def _alters_filling(one: AlteredRow) -> bool:
    """Return whether the field that names an item was filled or emptied; a placeholder is empty."""
    lead = one.item.__lead__
    if lead not in one.names:
        return False
    return _is_filled((one.before or {}).get(lead)) != _is_filled(getattr(one.item, lead))


def _is_filled(words: str | None) -> bool:
    return bool(words) and not is_placeholder(words or "")
