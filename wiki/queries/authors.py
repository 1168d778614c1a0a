"""Finding authors by name or by id, and listing them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.db import db
from wiki.models import Author
from wiki.text import clean_line, name_key

LONGEST_NAME = 100
MOST_TYPED = 10 * LONGEST_NAME  # characters; some spellings of a name are longer than its own


def list_authors() -> Sequence[Author]:
    """Return all authors, oldest first."""
    return db.session.scalars(select(Author).order_by(Author.id)).all()


def find_author(name: str) -> Author | None:
    """Return the author with this name, or None. Other spellings of the same name find it too.

    Atlases of earlier versions can have several of one name: then the one that is spelled so, or
    else the oldest.
    """
    name = clean_line(name)
    found = authors_called(name)
    return next((author for author in found if author.name == name), found[0] if found else None)


def authors_called(name: str) -> list[Author]:
    """Return the authors whose names count as this one, oldest first."""
    if len(name) > MOST_TYPED:
        return []
    return [author for author in list_authors() if name_key(author.name) == name_key(name)]


def find_author_by_id(author_id: int) -> Author | None:
    """Return the author with this id, or None."""
    return db.session.get(Author, author_id)


def find_detached_author(author_id: int) -> Author | None:
    """Return a copy of the author with this id that belongs to no session, or None.

    It is read on a separate connection: the author has to be known before a view begins writing,
    and a session that has read something cannot take the write lock any more.
    """
    with Session(db.engine, expire_on_commit=False) as aside:
        author = aside.get(Author, author_id)
        aside.expunge_all()
    return author
