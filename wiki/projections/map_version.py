"""A token that is another one as soon as a map may have to show anything else.

What is read for a map is kept in memory until then: most saves alter words and leave the map as it
is. The token is made up and says nothing, so that one of a restored backup is never taken for
another.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.projections.base import AlteredRow, WriteResult
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
    """Renew the token if a map may show anything else after a write.

    It is asked when the projections are refreshed: these notice where a credence moved.
    """
    if written.noticed.marked or any(map(_is_drawn, written.altered)):
        renew(connection)


def _is_drawn(one: AlteredRow) -> bool:
    """Return whether a map may show what was altered in a row."""
    kind = one.item.__kind__
    if kind in ALWAYS:
        return one.appeared or bool(one.names)
    if kind not in FILLS:
        return False
    lead = one.item.__lead__
    return one.appeared or "topic" in one.names or _fills(one, lead)


def _fills(one: AlteredRow, lead: str) -> bool:
    """Return whether a field was filled that was empty or a slot before, or the other way."""
    before: Mapping[str, Any] = one.before or {}
    return _is_filled(before.get(lead)) != _is_filled(getattr(one.item, lead))


def _is_filled(words: str | None) -> bool:
    return bool(words) and not is_placeholder(words or "")
