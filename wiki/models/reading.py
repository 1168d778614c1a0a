"""The works that the author read, or wants to read, and how each bears on beliefs."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from wiki.anchors import Anchor
from wiki.db import Base
from wiki.models.shared import Shared, tags
from wiki.models.topic import Topic
from wiki.unread_rows import UNREAD

BEARINGS = {"for": "for", "against": "against", "neutral": "neutral"}
reading_topic = tags("reading")


class Bearing(Base):
    """How a reading bears on a belief: "for", "against" or "neutral"."""

    __tablename__ = "reading_belief"

    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True)
    belief_id: Mapped[int] = mapped_column(ForeignKey("belief.id"), primary_key=True, index=True)
    bearing: Mapped[str] = mapped_column(String(10))


class Reading(Shared, Base):
    """A work the author read, and what they took from it; or one they want to read.

    The latter is `queued`: it has a place on the reading list, and no day on which it was read.
    """

    __tablename__ = "reading"
    __kind__ = "reading"
    __letter__ = "r"
    __lead__ = "title"
    __root__ = "reading"
    __confined__ = True
    __fields__ = (
        "read_on",
        "published_on",
        "title",
        "url",
        "authors",
        "takeaway",
        "citation_key",
        "quotes",
        "state",
        "queued",
    )
    __searched__ = ("title", "takeaway", "authors")
    __plain__ = ("authors",)
    __titles__ = ("title", "authors")
    __links__ = ("bears",)
    __related__ = ("topics", "bearings")
    __addresses__ = ("url",)
    __cause__ = "after reading"
    __own_indexes__ = (
        Index("ix_reading_queued", "queued", sqlite_where=text("queued IS NOT NULL")),
    )

    read_on: Mapped[str] = mapped_column(String(10), default="", index=True)
    published_on: Mapped[str] = mapped_column(String(10), default="")
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    authors: Mapped[str] = mapped_column(Text, default="")
    takeaway: Mapped[str] = mapped_column(Text, default="")
    # What bibliographies of the author call the work.
    citation_key: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Each with `text`, `page`, `note` and `public`; visitors see only those that are public.
    quotes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=[], server_default="[]")
    queued: Mapped[int | None]  # its place on the reading list, None for what was read

    topics: Mapped[list[Topic]] = relationship(secondary=reading_topic, lazy=UNREAD)
    bearings: Mapped[list[Bearing]] = relationship(
        cascade="all, delete-orphan", lazy=UNREAD, order_by=Bearing.belief_id
    )

    @property
    def bears(self) -> dict[str, str]:
        """Return how the work bears on each belief, by the belief's anchor: `{"b-12": "for"}`."""
        return {str(Anchor("belief", one.belief_id)): one.bearing for one in self.bearings}

    @bears.setter
    def bears(self, bears: dict[str, str]) -> None:
        existing = {bearing.belief_id: bearing for bearing in self.bearings}
        bearings = []
        for anchor, bearing in bears.items():
            belief_id = Anchor.parse_known(anchor).id
            row = existing.get(belief_id) or Bearing(belief_id=belief_id)
            row.bearing = bearing
            bearings.append(row)
        self.bearings = bearings

    @validates("read_on", "queued")
    def _is_read_or_waits(self, name: str, value: Any) -> Any:
        """Clear `queued` when a work gets the day it was read, and that day when it gets queued."""
        if name == "read_on" and value:
            self.queued = None
        if name == "queued" and value is not None:
            self.read_on = ""
        return value

    @property
    def is_set_aside(self) -> bool:
        """Return whether the work is a draft, or on the reading list."""
        return self.is_draft or self.queued is not None

    @classmethod
    def set_aside(cls) -> Any:
        """Return an SQL condition: that `is_set_aside` is true."""
        return or_(super().set_aside(), cls.queued.is_not(None))

    def is_worth_showing(self) -> bool:
        """Return whether there is a takeaway, so that visitors may see it without a topic."""
        return bool(self.takeaway)

    @classmethod
    def worth_showing(cls) -> Any:
        """Return an SQL condition: that `is_worth_showing` is true."""
        return cls.takeaway != ""
