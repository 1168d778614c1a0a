"""Tables with at most one row: the settings of the site and the text of the page “About”."""

from typing import Any

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wiki.db import Base
from wiki.recorded import Recorded
from wiki.site import NAMES

ONLY = 1  # the id of the one row


class OneRow(Recorded):
    """The base class of a table with a single row, whose id is ONLY.

    There could be no other row after a purge, so that leaves what the row says at present.
    """

    __stays__ = True

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Allow only the id ONLY."""
        return (CheckConstraint(f"id = {ONLY}", name="one_row"), {"sqlite_autoincrement": True})


class SiteSettings(OneRow, Base):
    """The site's settings that the author saved; an empty text means that it is not set."""

    __tablename__ = "site"
    __kind__ = "site"
    __fields__ = NAMES
    __addresses__ = ("contact", "links")

    site_title: Mapped[str] = mapped_column(Text, default="")
    site_summary: Mapped[str] = mapped_column(Text, default="")
    author_name: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[str] = mapped_column(Text, default="")
    orcid: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(Text, default="")
    stub_notice: Mapped[str] = mapped_column(Text, default="")
    time_zone: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="")
    accent: Mapped[str] = mapped_column(Text, default="")
    crawlers: Mapped[str] = mapped_column(Text, default="")


class About(OneRow, Base):
    """The author's text on the page “About”; an empty one stands for the default text."""

    __tablename__ = "about"
    __kind__ = "about"
    __fields__ = ("body",)

    body: Mapped[str] = mapped_column(Text, default="")
