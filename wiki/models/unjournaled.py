"""Rows that the journal does not hold: authors, former addresses and the id of the atlas."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Address(Base):
    """A slug that a topic, an area or an essay has or had; derived from the journal."""

    __tablename__ = "address"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), primary_key=True)
    item_id: Mapped[int]


class Author(Base):
    """Somebody who may edit the atlas.

    Names with the same `name_key` count as one name, which `wiki.services.authors` ensures. The
    column ignores only the case of A to Z: earlier versions did no more, and what they wrote stays
    readable.
    """

    __tablename__ = "author"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="NOCASE"), unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)


class Atlas(Base):
    """This atlas itself: the only row, with the id that its feeds and documents carry.

    `is_demo` is set where the program filled an atlas without a journal with the demo; no save
    clears it, only starting an own atlas does. An atlas that took the place of another has that
    one's id in `replaced`, and in `begun_with` the id of the last change that was made for its
    author then, 0 for none.
    """

    __tablename__ = "atlas"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[str | None] = mapped_column(String(36))
    begun_with: Mapped[int] = mapped_column(default=0)
