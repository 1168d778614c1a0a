"""Recognising works that the atlas already has as readings, and works that a file lists twice."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from wiki.addresses import bare_url
from wiki.db import db
from wiki.exchange.library.page_keys import page_key, site_of
from wiki.exchange.library.tex import plain_tex
from wiki.exchange.library.work import Work
from wiki.models import Reading
from wiki.naming import unaccented
from wiki.text import plain

_DOI = re.compile(r"^doi: (?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)$", re.MULTILINE | re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
ANY = ""  # in place of a title, which never is empty


# The words of the authors with initials, the date of publication, and the address of a work.
Likeness = tuple[frozenset[str], str, str]
# Distinguishes rows of one file that have the same title: by key or, without one, by all else.
Mark = tuple[str, tuple[tuple[str, str], ...], Likeness | None]


@dataclass(eq=False)
class Known:
    """A work that was seen before: a reading of the atlas, or an earlier row of the same file.

    `pages` are the keys of its addresses, and `sites` where these are. `reading_id` is None for a
    row that is new. `marks` are those of the rows that are this work.
    """

    title: str
    names: frozenset[str]
    year: str
    citation_key: str
    addresses: set[str]
    likeness: Likeness
    pages: frozenset[str]
    sites: frozenset[str]
    reading_id: int | None = None
    marks: set[Mark] = field(default_factory=set)

    def is_apart(self, mark: Mark) -> bool:
        """Return whether a row with this mark is another work, as this one has rows of other marks.

        A work to which no row belongs yet can be any row.
        """
        return len(self.marks) > 1 or bool(self.marks and mark not in self.marks)


class _Shelf:
    """The known works with one title, with indexes to find those that a row can be."""

    def __init__(self) -> None:
        self.first: Known | None = None
        self.keyed: dict[str, list[Known]] = defaultdict(list)  # by citation key
        # The works that no row has matched yet, by what they can have in common with a row.
        self.alike: dict[Likeness, dict[Known, None]] = defaultdict(dict)
        self.paged: dict[str, dict[Known, None]] = defaultdict(dict)
        self.sited: dict[frozenset[str], dict[Known, None]] = defaultdict(dict)
        self.marked: dict[Mark, list[Known]] = defaultdict(list)  # by the marks of their rows

    def keep(self, known: Known) -> None:
        """Add a work that no row of the file has matched yet."""
        self.first = self.first or known
        for works in self._free(known):
            works[known] = None
        if known.citation_key:
            self.keyed[known.citation_key].append(known)

    def claim(self, known: Known, mark: Mark) -> None:
        """Record that a row with this mark is the work, which then counts as matched."""
        for works in self._free(known):
            works.pop(known, None)
        if not self.sited[known.sites]:
            del self.sited[known.sites]
        if mark not in known.marks:
            self.marked[mark].append(known)

    def candidates(self, here: Known, mark: Mark) -> Iterator[Known]:
        """Yield the works that a row can be, the likelier first.

        They are works with the same key, works that no row has matched yet, and works of a row with
        the same mark, but not those at other pages of a site of the row.
        """
        yield from self.keyed[here.citation_key] if here.citation_key else ()
        yield from self.alike[here.likeness]
        for page in here.pages:
            yield from self.paged[page]
        for sites, works in self.sited.items():
            if sites.isdisjoint(here.sites):
                yield from works
        yield from self.marked[mark]

    def _free(self, known: Known) -> Iterator[dict[Known, None]]:
        """Yield each index entry that a work is in as long as no row has matched it."""
        yield self.alike[known.likeness]
        for page in known.pages:
            yield self.paged[page]
        yield self.sited[known.sites]


class KnownWorks:
    """All works that a row of a file can be.

    The same address makes the same work, but not for two rows of one file that have different
    titles and keys. So does the same title, compared without case, accents, braces, signs and TeX,
    unless years, authors, addresses or keys contradict it. Two rows of one file that differ in
    authors, date or address are two works, as they were in the program that wrote it, and so are
    two pages of one site, unless they have one key.
    """

    def __init__(self) -> None:
        self._titles: dict[str, dict[str, _Shelf]] = defaultdict(lambda: defaultdict(_Shelf))
        self._addresses: dict[tuple[str, str], _Shelf] = defaultdict(_Shelf)
        for known in _readings():
            self._keep(known)

    def find(self, work: Work) -> Known | None:
        """Return the known work that a row is about, or None; it then counts as matched."""
        here = _known(work)
        mark = _mark(work, here)
        found = self._find_by_address(here, mark) or self._find_by_title(here, mark)
        if found:
            self._claim(found, mark)
        return found

    def add(self, work: Work) -> Known:
        """Add a row as a new work, and return that."""
        known = _known(work)
        self._keep(known)
        self._claim(known, _mark(work, known))
        return known

    def _find_by_address(self, here: Known, mark: Mark) -> Known | None:
        for address in here.addresses:
            shelf, same_title = self._addresses[address, ANY], self._addresses[address, here.title]
            for one in shelf.candidates(here, mark):
                if one.title == here.title or not one.is_apart(mark):
                    return one
            if same_title.first:
                return same_title.first
        return None

    def _find_by_title(self, here: Known, mark: Mark) -> Known | None:
        years = self._titles[here.title]
        for year in (here.year, "") if here.year else ("", *filter(None, list(years))):
            for one in years[year].candidates(here, mark):
                if _is_alike(here, one) and not one.is_apart(mark):
                    return one
        return None

    def _shelves(self, known: Known) -> Iterator[_Shelf]:
        yield self._titles[known.title][known.year]
        for address in known.addresses:
            yield self._addresses[address, known.title]
            yield self._addresses[address, ANY]

    def _keep(self, known: Known) -> None:
        for shelf in self._shelves(known):
            shelf.keep(known)

    def _claim(self, known: Known, mark: Mark) -> None:
        for shelf in self._shelves(known):
            shelf.claim(known, mark)
        known.marks.add(mark)


def title_key(title: str) -> str:
    """Return a key of a title that ignores case, accents, signs, braces and TeX."""
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
        known = _made(_title(title), authors, published_on, key, url, addresses)
        known.reading_id = number
        yield known


def _known(work: Work) -> Known:
    addresses = {bare_url(address) for address in (work.url, *work.addresses) if address}
    title, key = _title(work.title), work.citation_key
    return _made(title, work.authors, work.published_on, key, work.url, addresses)


def _made(
    title: str, authors: str, published_on: str, key: str, url: str, addresses: set[str]
) -> Known:
    words = frozenset(filter(None, _SIGNS.split(unaccented(authors))))
    likeness = (words, published_on, bare_url(url) if url else "")
    pages = frozenset(map(page_key, addresses))
    sites = frozenset(filter(None, map(site_of, addresses)))
    return Known(title, _names(authors), published_on[:4], key, addresses, likeness, pages, sites)


def _title(title: str) -> str:
    return title_key(plain(title) if "\\" in title or "&" in title else title)


def _names(authors: str) -> frozenset[str]:
    """Return the words of the authors' names but for initials."""
    return frozenset(word for word in _SIGNS.split(unaccented(authors)) if len(word) > 1)


def _is_alike(here: Known, other: Known) -> bool:
    """Return whether a row with the title of another work can be that work."""
    if here.year and other.year and here.year != other.year:
        return False
    if here.names and other.names and not here.names & other.names:
        return False
    has_key = bool(here.citation_key) and here.citation_key == other.citation_key
    if _are_two_pages(here, other) and not has_key:
        return False
    agree = bool(here.year and here.year == other.year) or bool(here.names & other.names)
    return agree or not (here.addresses and other.addresses)


def _are_two_pages(here: Known, other: Known) -> bool:
    """Return whether works are at two pages of one site, such as two posts of one title.

    On two sites they may be one work, as are the DOIs of a preprint and of an article.
    """
    return here.pages.isdisjoint(other.pages) and not here.sites.isdisjoint(other.sites)


def _mark(work: Work, here: Known) -> Mark:
    key = work.citation_key
    return (key, (), None) if key else ("", tuple(sorted(work.details)), here.likeness)
