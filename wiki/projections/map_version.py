"""A token that is another one as soon as a map may have to show anything else.

What is read for a map is kept in memory until then: most saves alter words and leave the map as it
is. The token is made up and says nothing, so that one of a restored backup is never taken for
another.
"""

from datetime import timedelta

from sqlalchemy import Connection, text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.projections.base import AlteredRow, WriteResult
from wiki.projections.standings import LATELY
from wiki.text import is_placeholder

ALWAYS = {"topic", "relation", "area"}  # kinds that a map draws
FILLS = {"stance", "belief"}  # kinds of which a region without any is drawn as a stub
RENEW = text("INSERT OR REPLACE INTO map_version VALUES (1, lower(hex(randomblob(8))))")


class MapVersion(Base):
    """The one row that holds the token."""

    __tablename__ = "map_version"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str]


def renew(connection: Connection) -> None:
    """Make up another token."""
    connection.execute(RENEW)


def follow(connection: Connection, written: WriteResult) -> None:
    """Give maps a new token, so that kept ones are drawn anew, if a write may alter any of them.

    It comes after the other projections of the same write, which find where a credence moved.
    """
    if alters_maps(written):
        renew(connection)


def alters_maps(written: WriteResult) -> bool:
    """Return whether any map may show anything else after a write."""
    return _marks_anew(written) or any(map(_is_drawn, written.altered))


def _marks_anew(written: WriteResult) -> bool:
    """Return whether a region may be marked as moved lately that was not, or no more."""
    since = written.today - timedelta(days=LATELY)
    return any(
        (before is not None and before >= since) != (after is not None and after >= since)
        for before, after in written.noticed.moved
    )


def _is_drawn(one: AlteredRow) -> bool:
    """Return whether a map may show what was altered in a row."""
    kind = one.item.__kind__
    if kind in ALWAYS:
        return one.appeared or bool(one.names)
    return kind in FILLS and (one.appeared or "topic" in one.names or _fills(one))


def _fills(one: AlteredRow) -> bool:
    """Return whether the text that names an item was filled or emptied; a slot is not filled."""
    lead = one.item.__lead__
    if lead not in one.names:
        return False
    return _is_filled((one.before or {}).get(lead)) != _is_filled(getattr(one.item, lead))


def _is_filled(words: str | None) -> bool:
    return bool(words) and not is_placeholder(words or "")
