"""Rows that more than one section needs."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from wiki.anchors import Anchor
from wiki.db import Base, db
from wiki.recorded import Recorded
from wiki.text import sort_key

PUBLIC, PRIVATE = "public", "private"
PUBLISHED, DRAFT = "published", "draft"
ALIVE = "deleted_at IS NULL"
REVIEWED = "reviewed_on IS NOT NULL"
BEARINGS = {"for": "for", "against": "against", "neutral": "neutral"}
RELATION_KINDS = {
    "related": "related",
    "part of": "has part",
    "leans on": "supports",
    "in tension with": "in tension with",
}
INVERSE_KINDS = {there: here for here, there in RELATION_KINDS.items()}


class Area(Recorded, Base):
    """A named group of topics, in the author's order."""

    __tablename__ = "area"
    __kind__ = "area"
    __fields__ = ("slug", "title", "summary", "position")

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[str] = mapped_column(String, default="")

    topics: Mapped[list["Topic"]] = relationship(back_populates="area", viewonly=True)


class Topic(Recorded, Base):
    """One page: a region of the map."""

    __tablename__ = "topic"
    __kind__ = "topic"
    __fields__ = (
        "slug",
        "title",
        "summary",
        "area_id",
        "status",
        "reviewed_on",
        "visibility",
        "extra",
        "x",
        "y",
        "review_days",
    )
    __searched__ = ("title", "summary")

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="")
    reviewed_on: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(String(10), default=PUBLIC)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # The place on the map, in map units.
    x: Mapped[int | None]
    y: Mapped[int | None]
    # Days after which a review is due; None for those of the status.
    review_days: Mapped[int | None]

    area: Mapped[Area | None] = relationship(back_populates="topics")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow only the two visibilities."""
        return (
            CheckConstraint("visibility IN ('public', 'private')", name="visibility"),
            Index("ix_topic_reviewed_on", "reviewed_on", sqlite_where=text(REVIEWED)),
            {"sqlite_autoincrement": True},
        )

    def topic_ids(self) -> set[int]:
        """Return this topic's own id."""
        return {self.id}

    @property
    def name_in_list(self) -> str:
        """Return the name that a list separated by commas can hold: the title, or the slug."""
        return self.slug if "," in self.title else self.title

    @property
    def shown_area(self) -> Area | None:
        """Return the area, unless it was deleted."""
        return self.area if self.area and self.area.deleted_at is None else None


class TopicItem(Recorded):
    """A row that belongs to one topic and has a position among the rows of its kind there."""

    position: Mapped[str] = mapped_column(String, default="")

    @declared_attr
    @classmethod
    def topic_id(cls) -> Mapped[int]:
        """Return the column naming the topic the item belongs to."""
        return mapped_column(ForeignKey("topic.id"), index=True)

    @declared_attr
    @classmethod
    def topic(cls) -> Mapped[Topic]:
        """Return the relationship to that topic."""
        return relationship(Topic)

    def snapshot(self) -> dict[str, Any]:
        """Add the topic and the place to the fields of the kind."""
        return super().snapshot() | {"topic": self.topic_id, "position": self.position}

    def restore(self, state: dict[str, Any]) -> None:
        """Set the fields and the place."""
        super().restore(state)
        self.position = state.get("position", self.position)

    def topic_ids(self) -> set[int]:
        """Return the topic the item belongs to."""
        return {self.topic_id}


def one_per_topic(table: str) -> Index:
    """Return the unique index that allows one row that is not deleted for each topic."""
    return Index(f"uq_{table}_live", "topic_id", unique=True, sqlite_where=text(ALIVE))


class Note(TopicItem, Base):
    """The author's private note beside a topic; no visitor ever sees one."""

    __tablename__ = "note"
    __kind__ = "note"
    __fields__ = ("body",)
    __searched__ = ("", "body")

    body: Mapped[str] = mapped_column(Text, default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow one note a topic."""
        return (one_per_topic("note"), {"sqlite_autoincrement": True})


class Shared(Recorded):
    """A row that belongs to any number of topics."""

    # Names of fields that are stored in other tables than the row's own.
    __links__: ClassVar[tuple[str, ...]] = ()
    topics: Mapped[list[Topic]]
    # Whether visitors may meet it at all; the journal of an older atlas says nothing of it.
    state: Mapped[str] = mapped_column(String(10), default=PUBLISHED)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Return an index of the drafts, which are few, and SQLite's AUTOINCREMENT for ids."""
        drafts = text(f"state = '{DRAFT}'")
        index = Index(f"ix_{cls.__kind__}_draft", "id", sqlite_where=drafts)
        return (index, {"sqlite_autoincrement": True})

    def snapshot(self) -> dict[str, Any]:
        """Add the topics' ids, and what it says of others, to the fields of the kind."""
        links = {name: getattr(self, name) for name in self.__links__}
        return super().snapshot() | links | {"topics": sorted(topic.id for topic in self.topics)}

    def restore(self, state: dict[str, Any]) -> None:
        """Set the fields, the links and the topics."""
        super().restore(state)
        for name in self.__links__:
            if name in state:
                setattr(self, name, state[name] or {})
        if "topics" in state:
            found = (db.session.get(Topic, topic_id) for topic_id in state["topics"])
            self.topics = [topic for topic in found if topic]

    def topic_ids(self) -> set[int]:
        """Return the ids of the topics the row is tagged with."""
        return {topic.id for topic in self.topics}

    @property
    def live_topics(self) -> list[Topic]:
        """Return the tagged topics that were not deleted, by title."""
        alive = (topic for topic in self.topics if topic.deleted_at is None)
        return sorted(alive, key=lambda topic: (sort_key(topic.title), topic.id))

    def is_worth_showing(self) -> bool:
        """Return whether the row says enough to stand without a topic."""
        raise NotImplementedError

    @classmethod
    def says_something(cls) -> Any:
        """Return the same as a condition in SQL."""
        raise NotImplementedError

    @property
    def is_draft(self) -> bool:
        """Return whether the author has not published it yet."""
        return self.state == DRAFT


def tags(table: str) -> Table:
    """Return the association table between a kind's rows and topics."""
    return Table(
        f"{table}_topic",
        Base.metadata,
        Column(f"{table}_id", ForeignKey(f"{table}.id"), primary_key=True),
        Column("topic_id", ForeignKey("topic.id"), primary_key=True, index=True),
    )


reading_topic = tags("reading")
essay_topic = tags("essay")


class Bearing(Base):
    """What a reading says of a belief: for it, against it, or neither."""

    __tablename__ = "reading_belief"

    reading_id: Mapped[int] = mapped_column(ForeignKey("reading.id"), primary_key=True)
    belief_id: Mapped[int] = mapped_column(ForeignKey("belief.id"), primary_key=True, index=True)
    bearing: Mapped[str] = mapped_column(String(10))


class Reading(Shared, Base):
    """A work the author read, and what they took from it."""

    __tablename__ = "reading"
    __kind__ = "reading"
    __letter__ = "r"
    __lead__ = "title"
    __fields__ = ("read_on", "published_on", "title", "url", "authors", "takeaway", "state")
    __searched__ = ("title", "takeaway", "authors")
    __links__ = ("bears",)

    read_on: Mapped[str] = mapped_column(String(10), default="", index=True)
    published_on: Mapped[str] = mapped_column(String(10), default="")
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text, default="")
    authors: Mapped[str] = mapped_column(Text, default="")
    takeaway: Mapped[str] = mapped_column(Text, default="")

    topics: Mapped[list[Topic]] = relationship(secondary=reading_topic, lazy="selectin")
    bearings: Mapped[list[Bearing]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by=Bearing.belief_id
    )

    @property
    def bears(self) -> dict[str, str]:
        """Return how the work bears on each belief, by the belief's anchor: `{"b-12": "for"}`."""
        return {str(Anchor("belief", one.belief_id)): one.bearing for one in self.bearings}

    @bears.setter
    def bears(self, bears: dict[str, str]) -> None:
        known = {bearing.belief_id: bearing for bearing in self.bearings}
        kept = []
        for anchor, bearing in bears.items():
            belief_id = Anchor.parse_known(anchor).id
            row = known.get(belief_id) or Bearing(belief_id=belief_id)
            row.bearing = bearing
            kept.append(row)
        self.bearings = kept

    def is_worth_showing(self) -> bool:
        """Return whether there is a takeaway."""
        return bool(self.takeaway)

    @classmethod
    def says_something(cls) -> Any:
        """Return the same as a condition in SQL."""
        return cls.takeaway != ""


class Essay(Shared, Base):
    """The author's own writing: here, or at a URL."""

    __tablename__ = "essay"
    __kind__ = "essay"
    __letter__ = "e"
    __lead__ = "title"
    __fields__ = ("slug", "title", "published_on", "body", "url", "state")
    __searched__ = ("title", "body")

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    published_on: Mapped[str] = mapped_column(String(10), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")

    topics: Mapped[list[Topic]] = relationship(secondary=essay_topic, lazy="selectin")

    def is_worth_showing(self) -> bool:
        """Return whether there is text to read, here or elsewhere."""
        return bool(self.body or self.url)

    @classmethod
    def says_something(cls) -> Any:
        """Return the same as a condition in SQL."""
        return or_(cls.body != "", cls.url != "")


class Relation(Recorded, Base):
    """A link between two topics, stored once and read from both ends."""

    __tablename__ = "relation"
    __kind__ = "relation"
    __letter__ = "n"
    __lead__ = "region"
    __fields__ = ("topic_id", "region_id", "kind", "reason", "region_reason")
    __searched__ = ("", "reason", "region_reason")

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="related")
    reason: Mapped[str] = mapped_column(Text, default="")
    region_reason: Mapped[str] = mapped_column(Text, default="")

    topic: Mapped[Topic] = relationship(foreign_keys=[topic_id])
    region: Mapped[Topic] = relationship(foreign_keys=[region_id])

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow no topic to be related to itself, and no two twice."""
        ends = (text("min(topic_id, region_id)"), text("max(topic_id, region_id)"))
        return (
            CheckConstraint("topic_id != region_id", name="two_ends"),
            Index("uq_relation_live", *ends, unique=True, sqlite_where=text(ALIVE)),
            Index("ix_relation_leaning", "kind", sqlite_where=text("kind = 'leans on'")),
            {"sqlite_autoincrement": True},
        )

    def topic_ids(self) -> set[int]:
        """Return the topics at both ends."""
        return {self.topic_id, self.region_id}

    def other(self, topic: Topic) -> Topic:
        """Return the topic at the other end, seen from one of the two."""
        return self.region if topic.id == self.topic_id else self.topic

    def kind_from(self, topic: Topic) -> str:
        """Return the kind as this end reads it."""
        return self.kind if topic.id == self.topic_id else RELATION_KINDS[self.kind]

    def reason_from(self, topic: Topic) -> str:
        """Return the reason given at this end."""
        return self.reason if topic.id == self.topic_id else self.region_reason


class Address(Base):
    """Every slug a topic, an area or an essay ever had; derived from the journal."""

    __tablename__ = "address"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    item_id: Mapped[int]


class Author(Base):
    """Somebody who may edit. Names are told apart without regard to case."""

    __tablename__ = "author"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="NOCASE"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)


class Atlas(Base):
    """This atlas itself: one row with the id that its feeds and documents carry.

    `is_demo` is set where the program filled an atlas without a journal with the demo; no save
    clears it, only starting an atlas of one's own does. An atlas that took the place of another
    has that one's id in `replaced`, and in `begun_with` the id of the last change that was made
    for its author then, 0 for none.
    """

    __tablename__ = "atlas"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[str | None] = mapped_column(String(36))
    begun_with: Mapped[int] = mapped_column(default=0)
