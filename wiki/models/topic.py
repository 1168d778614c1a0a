"""Topics, the regions of the map, and the areas that they are grouped in."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from wiki.db import Base, Word
from wiki.models.mergeable import Mergeable
from wiki.unread_rows import UNREAD, UNREAD_OWNER

PUBLIC, PRIVATE = "public", "private"
LONGEST_SHORT_TITLE = 24  # characters
SHORT_TITLE_RULE = f"A short name for the map has at most {LONGEST_SHORT_TITLE} characters."
REVIEWED = "reviewed_on IS NOT NULL"


class Area(Mergeable, Base):
    """An area: a named group of topics, the only area of each of them.

    `position` is a text; areas are listed in the order of these texts, which the authors set.
    """

    __tablename__ = "area"
    __kind__ = "area"
    __root__ = "areas"
    __related__ = ("topics",)
    __fields__ = ("slug", "title", "summary", "position", "merged_into")

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[str] = mapped_column(String, default="")

    topics: Mapped[list["Topic"]] = relationship(back_populates="area", viewonly=True, lazy=UNREAD)


class Topic(Mergeable, Base):
    """A topic: one page, called a region on the map."""

    __tablename__ = "topic"
    __kind__ = "topic"
    __root__ = "atlas"
    __fields__ = (
        "slug",
        "title",
        "short_title",
        "summary",
        "area_id",
        "status",
        "reviewed_on",
        "visibility",
        "extra",
        "x",
        "y",
        "review_days",
        "merged_into",
    )
    __searched__ = ("title", "summary")
    __plain__ = __titles__ = ("title",)
    __homes__: ClassVar[dict[str, str]] = {"": "id"}

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    # What the map calls it, "" for the title.
    short_title: Mapped[str] = mapped_column(Text, default="", server_default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="")
    reviewed_on: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(Word(10), default=PUBLIC)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # The place on the map, in map units.
    x: Mapped[int | None]
    y: Mapped[int | None]
    # Days after which a review is due; None for those of the status.
    review_days: Mapped[int | None]

    area: Mapped[Area | None] = relationship(back_populates="topics", lazy=UNREAD_OWNER)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow only the two visibilities, and index what lists look for."""
        return (
            CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
            Index("ix_topic_private", "visibility", sqlite_where=text("visibility = 'private'")),
            Index("ix_topic_reviewed_on", "reviewed_on", sqlite_where=text(REVIEWED)),
            {"sqlite_autoincrement": True},
        )

    def topic_ids(self) -> set[int]:
        """Return this topic's own id and, after a merge, that of the topic it was merged into."""
        return {self.id} | ({self.merged_into} if self.merged_into else set())

    @property
    def name_in_list(self) -> str:
        """Return a name for lists with commas: the title, or the slug if the title has one."""
        return self.slug if "," in self.title else self.title

    @property
    def shown_area(self) -> Area | None:
        """Return the topic's area; None where it has none, or the area was deleted."""
        return self.area if self.area and self.area.deleted_at is None else None
