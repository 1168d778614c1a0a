"""The model of essays, the author's own writing, and the date that each is shown with."""

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, Text, case, column, func, or_, select, table
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from wiki.db import Base, UtcDateTime
from wiki.models.shared import PUBLISHED, Shared, tags
from wiki.models.topic import Topic
from wiki.unread_rows import UNREAD

essay_topic = tags("essay")
# Tables of packages above this one, as far as they say when visitors could first read an essay.
_ANNOUNCEMENT = table("announcement", column("kind"), column("item_id"), column("change_id"))
_CHANGE = table("change", column("id"), column("at", UtcDateTime))


class Essay(Shared, Base):
    """An essay, the author's own writing: its text here, or the address of it elsewhere."""

    __tablename__ = "essay"
    __kind__ = "essay"
    __letter__ = "e"
    __lead__ = "title"
    __root__ = "writing"
    __fields__ = ("slug", "title", "published_on", "body", "url", "state")
    __searched__ = ("title", "body")
    __titles__ = ("title",)
    __addresses__ = ("url",)

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    published_on: Mapped[str] = mapped_column(String(10), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")

    topics: Mapped[list[Topic]] = relationship(secondary=essay_topic, lazy=UNREAD)
    if TYPE_CHECKING:  # a column property, added below
        first_seen_at: Mapped[datetime | None]

    @property
    def seen_since(self) -> datetime | None:
        """Return when visitors could first read a published text that has no date, or None.

        None for one that has a date, or links to another site, where its date is unknown.
        """
        return _seen_since(self)

    @hybrid_property
    def sort_day(self) -> str:
        """Return the date by which essays of a region are sorted, "" for one that has none.

        It is a day in UTC; `shown_day` is the one in the site's time zone.
        """
        return shown_day(self, UTC)

    @sort_day.inplace.expression
    @classmethod
    def _sort_day(cls) -> Any:
        is_here = (cls.url == "") & (cls.state == PUBLISHED)
        first_day = func.coalesce(func.date(cls.first_seen_at), "")
        return case((cls.published_on != "", cls.published_on), (is_here, first_day), else_="")

    def is_worth_showing(self) -> bool:
        """Return whether there is a text to read, here or elsewhere."""
        return bool(self.body or self.url)

    @classmethod
    def worth_showing(cls) -> Any:
        """Return an SQL condition: that `is_worth_showing` is true."""
        return or_(cls.body != "", cls.url != "")


def shown_day(essay: Any, zone: tzinfo) -> str:
    """Return the date to show for an essay, or for a row with the columns `DATED`: ISO text or "".

    It is the author's own date, or the day in the site's zone on which visitors could first read
    the text here.
    """
    seen = _seen_since(essay)
    return seen.astimezone(zone).date().isoformat() if seen else str(essay.published_on or "")


def _seen_since(essay: Any) -> datetime | None:
    is_dated = essay.published_on or essay.url or essay.state != PUBLISHED
    return None if is_dated else essay.first_seen_at


Essay.first_seen_at = column_property(
    select(_CHANGE.c.at)
    .join_from(_ANNOUNCEMENT, _CHANGE, _CHANGE.c.id == _ANNOUNCEMENT.c.change_id)
    .where(_ANNOUNCEMENT.c.kind == Essay.__kind__, _ANNOUNCEMENT.c.item_id == Essay.id)
    .scalar_subquery()
)
DATED = (Essay.published_on, Essay.url, Essay.state, Essay.first_seen_at)
