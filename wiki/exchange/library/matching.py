"""Recognising works that the atlas has as readings, and that a file has twice."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from wiki.addresses import bare_url
from wiki.db import db
from wiki.exchange.library.tex import plain_tex
from wiki.exchange.library.work import Work
from wiki.models import Reading
from wiki.naming import unaccented
from wiki.text import plain

_DOI = re.compile(r"^doi: (?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)$", re.MULTILINE | re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")


@dataclass
class Known:
    """A work that was seen before: a reading of the atlas, or an earlier row of the same file.

    `reading_id` is None for a row that is new. `claims` are the rows of the file that are this
    work.
    """

    title: str
    names: frozenset[str]
    year: str
    citation_key: str
    addresses: set[str]
    reading_id: int | None = None
    claims: list[Work] = field(default_factory=list)


class KnownWorks:
    """All works that a row of a file can be.

    The same address makes the same work, but not for two rows of one file that have different
    titles and keys. So does the same title, compared without case, accents, braces, signs and TeX,
    unless years, authors, addresses or keys contradict it.
    """

    def __init__(self) -> None:
        self._titles: dict[str, list[Known]] = defaultdict(list)
        self._addresses: dict[str, list[Known]] = defaultdict(list)
        for known in _readings():
            self._keep(known)

    def find(self, work: Work) -> Known | None:
        """Return the work that a row is, or None; the row then counts as one of it."""
        here = _known(work)
        by_address = [one for key in here.addresses for one in self._addresses[key]]
        found = _best(work, here, (one for one in by_address if _may_share(work, here, one)))
        if not found:
            alike = (one for one in self._titles[here.title] if _is_alike(work, here, one))
            found = _best(work, here, alike)
        if found:
            found.claims.append(work)
        return found

    def add(self, work: Work) -> Known:
        """Keep a row that is a new work, and return it."""
        known = _known(work)
        known.claims.append(work)
        self._keep(known)
        return known

    def _keep(self, known: Known) -> None:
        self._titles[known.title].append(known)
        for address in known.addresses:
            self._addresses[address].append(known)


def title_key(title: str) -> str:
    """Return a key that is the same for all spellings of a title."""
    if "\\" in title or "{" in title:
        title = plain_tex(title)
    return _SIGNS.sub(" ", unaccented(title)).strip() or title


def _readings() -> Iterator[Known]:
    columns = (
        Reading.id,
        Reading.title,
        Reading.url,
        Reading.authors,
        Reading.published_on,
        Reading.citation_key,
        Reading.quotes,
    )
    query = select(*columns).where(Reading.deleted_at.is_(None)).order_by(Reading.id)
    for number, title, url, authors, published_on, key, quotes in db.session.execute(query):
        dois = [f"https://doi.org/{doi}" for quote in quotes for doi in _DOI.findall(quote["note"])]
        addresses = {bare_url(address) for address in (url, *dois) if address}
        yield Known(_title(title), _names(authors), published_on[:4], key, addresses, number)


def _known(work: Work) -> Known:
    addresses = {bare_url(address) for address in (work.url, *work.addresses) if address}
    year = work.published_on[:4]
    return Known(_title(work.title), _names(work.authors), year, work.citation_key, addresses)


def _title(title: str) -> str:
    return title_key(title if "\\" not in title else plain(title))


def _names(authors: str) -> frozenset[str]:
    """Return the words of the authors' names but for initials."""
    return frozenset(word for word in _SIGNS.split(unaccented(authors)) if len(word) > 1)


def _best(work: Work, here: Known, found: Iterable[Known]) -> Known | None:
    """Return of several known works the one of the same key, or that no other row is yet."""
    others = list(found)
    same = (one for one in others if here.citation_key and one.citation_key == here.citation_key)
    free = (one for one in others if not one.claims)
    return next(same, None) or next(free, None) or next(iter(others), None)


def _may_share(work: Work, here: Known, other: Known) -> bool:
    """Return whether a row with the address of another work may be that work."""
    return other.title == here.title or not _are_apart(work, here, other)


def _is_alike(work: Work, here: Known, other: Known) -> bool:
    """Return whether a row with the title of another work is that work."""
    if here.year and other.year and here.year != other.year:
        return False
    if here.names and other.names and not here.names & other.names:
        return False
    agree = bool(here.year and here.year == other.year) or bool(here.names & other.names)
    if here.addresses and other.addresses and not agree:
        return False
    return not _are_apart(work, here, other)


def _are_apart(work: Work, here: Known, other: Known) -> bool:
    """Return whether a row stands in its file beside the other work, as a work of its own."""
    for claim in other.claims:
        if here.citation_key != claim.citation_key:
            return True
        if not here.citation_key and _place(work) != _place(claim):
            return True
    return False


def _place(work: Work) -> Any:
    """Return what tells two works of the same title apart, such as the pages."""
    return sorted(work.details)
