"""The authors of a journal: finding those that this atlas has already, and adding the others."""

from collections.abc import Callable

from wiki.db import db
from wiki.exchange.journal.header import Header
from wiki.models import Author
from wiki.queries.authors import list_authors
from wiki.text import name_key


def stored_name(name: str) -> bytes:
    """Return the key by which the database tells authors' names apart: no two authors have one key.

    Of capitals it knows A to Z only. Journals of earlier versions have authors whose names are the
    same otherwise, such as `Änne` and `änne`.
    """
    return name.encode("utf-8", "surrogatepass").lower()


def add_authors(header: Header) -> dict[int | None, int | None]:
    """Add those authors of a journal that this atlas lacks; return the id here of each id there.

    An author of the same name is the same one, and keeps password and id.
    """
    ids: dict[int | None, int | None] = {None: None}
    matched = _match_authors(header)
    used = {author.id for author in list_authors()}
    for author_id, name in header.authors.items():
        author = matched.get(author_id)
        if author is None:
            author = Author(name=name, id=None if author_id in used else author_id)
            db.session.add(author)
        author.name = name
        db.session.flush()
        used.add(author.id)
        ids[author_id] = author.id
    return ids


def _match_authors(header: Header) -> dict[int, Author]:
    """Match the authors that a journal names with those here, by exact name first; each once."""
    free = list(list_authors())
    matched: dict[int, Author] = {}
    keys: tuple[Callable[[str], object], ...] = (stored_name, name_key)
    for key in keys:
        for author_id, name in header.authors.items():
            same = (author for author in free if key(author.name) == key(name))
            if author_id not in matched and (author := next(same, None)):
                free.remove(author)
                matched[author_id] = author
    return matched
