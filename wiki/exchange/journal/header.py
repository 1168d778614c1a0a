"""The first line of a journal file: which atlas it is, its time zone and its authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from wiki.db import db
from wiki.journal_tables import Change
from wiki.models import Atlas, Author, NextVersion

FORMAT = 1
JOURNAL = "journal.jsonl"
NEXT_VERSION = tuple(column.name for column in NextVersion.__table__.columns)


@dataclass(frozen=True)
class Header:
    """The first line of a journal's file, which describes the file and the atlas.

    `zone` is the name of the time zone in which its days began. `authors` has their names by id.
    `changes` is how many lines follow, so that a file that was cut off is noticed. `is_demo`,
    `replaced` and `begun_with` are those of the row `Atlas`. `next_versions` are the rows of what
    the author was still writing on published texts, and of what was discarded of it: the journal
    itself does not hold it.
    """

    atlas: str
    zone: str
    changes: int
    authors: Mapping[int, str]
    is_demo: bool = False
    replaced: str | None = None
    begun_with: int = 0
    next_versions: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def read_header(zone: str) -> Header:
    """Return the first line of a journal file of this atlas; `zone` is its time zone's name."""
    atlas = db.session.scalars(select(Atlas)).one()
    authors = db.session.execute(select(Author.id, Author.name).order_by(Author.id))
    key = (NextVersion.kind, NextVersion.item_id, NextVersion.number)
    waiting = select(NextVersion.__table__).order_by(*key)
    return Header(
        atlas=atlas.id,
        zone=zone,
        changes=db.session.scalar(select(func.count()).select_from(Change)) or 0,
        authors={row.id: row.name for row in authors},
        is_demo=atlas.is_demo,
        replaced=atlas.replaced,
        begun_with=atlas.begun_with,
        next_versions=[dict(row) for row in db.session.execute(waiting).mappings()],
    )
