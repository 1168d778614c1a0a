"""The author's own writing."""

from typing import Any

from sqlalchemy import String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.db import Base
from wiki.models.shared import Shared, tags
from wiki.models.topic import Topic

essay_topic = tags("essay")


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
