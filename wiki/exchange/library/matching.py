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
class Candidate:
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


class _Index:
    """The known works with one title, with indexes to find those that a row can be."""

    def __init__(self) -> None:
        self.first: Candidate | None = None
        self.keyed: dict[str, list[Candidate]] = defaultdict(list)  # by citation key
        # The works that no row has matched yet, by what they can have in common with a row.
        self.alike: dict[Likeness, dict[Candidate, None]] = defaultdict(dict)
        self.paged: dict[str, dict[Candidate, None]] = defaultdict(dict)
        self.sited: dict[frozenset[str], dict[Candidate, None]] = defaultdict(dict)
        self.marked: dict[Mark, list[Candidate]] = defaultdict(list)  # by the marks of their rows

    def add(self, candidate: Candidate) -> None:
        """Add a work that no row of the file has matched yet."""
        self.first = self.first or candidate
        for works in self._free(candidate):
            works[candidate] = None
        if candidate.citation_key:
            self.keyed[candidate.citation_key].append(candidate)

    def claim(self, candidate: Candidate, mark: Mark) -> None:
        """Record that a row with this mark is the work, which then counts as matched."""
        for works in self._free(candidate):
            works.pop(candidate, None)
        if not self.sited[candidate.sites]:
            del self.sited[candidate.sites]
        if mark not in candidate.marks:
            self.marked[mark].append(candidate)

    def candidates(self, here: Candidate, mark: Mark) -> Iterator[Candidate]:
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

    def _free(self, candidate: Candidate) -> Iterator[dict[Candidate, None]]:
        """Yield each index entry that a work is in as long as no row has matched it."""
        yield self.alike[candidate.likeness]
        for page in candidate.pages:
            yield self.paged[page]
        yield self.sited[candidate.sites]


class KnownWorks:
    """All works that a row of a file can be.

    The same address makes the same work, but not for two rows of one file that have different
    titles and keys. So does the same title, compared without case, accents, braces, signs and TeX,
    unless years, authors, addresses or keys contradict it. Two rows of one file that differ in
    authors, date or address are two works, as they were in the program that wrote it, and so are
    two pages of one site, unless they have one key.
    """

    def __init__(self) -> None:
        self._titles: dict[str, dict[str, _Index]] = defaultdict(lambda: defaultdict(_Index))
        self._addresses: dict[tuple[str, str], _Index] = defaultdict(_Index)
        for candidate in _read_candidates():
            self._index(candidate)

    def find(self, work: Work) -> Candidate | None:
        """Return the known work that a row is about, or None; it then counts as matched."""
        here = _make_candidate(work)
        mark = _mark(work, here)
        candidate = self._find_by_address(here, mark) or self._find_by_title(here, mark)
        if candidate:
            self._claim(candidate, mark)
        return candidate

    def add(self, work: Work) -> Candidate:
        """Add a row as a new work, and return that."""
        candidate = _make_candidate(work)
        self._index(candidate)
        self._claim(candidate, _mark(work, candidate))
        return candidate

    def _find_by_address(self, here: Candidate, mark: Mark) -> Candidate | None:
        for address in here.addresses:
            at_page, titled = self._addresses[address, ANY], self._addresses[address, here.title]
            for one in at_page.candidates(here, mark):
                if one.title == here.title or not one.is_apart(mark):
                    return one
            if titled.first:
                return titled.first
        return None

    def _find_by_title(self, here: Candidate, mark: Mark) -> Candidate | None:
        years = self._titles[here.title]
        for year in (here.year, "") if here.year else ("", *filter(None, list(years))):
            for one in years[year].candidates(here, mark):
                if _is_alike(here, one) and not one.is_apart(mark):
                    return one
        return None

    def _indexes(self, candidate: Candidate) -> Iterator[_Index]:
        yield self._titles[candidate.title][candidate.year]
        for address in candidate.addresses:
            yield self._addresses[address, candidate.title]
            yield self._addresses[address, ANY]

    def _index(self, candidate: Candidate) -> None:
        for index in self._indexes(candidate):
            index.add(candidate)

    def _claim(self, candidate: Candidate, mark: Mark) -> None:
        for index in self._indexes(candidate):
            index.claim(candidate, mark)
        candidate.marks.add(mark)


def title_key(title: str) -> str:
    """Return a key of a title that ignores case, accents, signs, braces and TeX."""
    if "\\" in title or "{" in title:
        title = plain_tex(title)
    return _SIGNS.sub(" ", unaccented(title)).strip() or title


def _read_candidates() -> Iterator[Candidate]:
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
    for reading_id, title, url, authors, published_on, key, quotes in db.session.execute(query):
        dois = [f"https://doi.org/{doi}" for quote in quotes for doi in _DOI.findall(quote["note"])]
        addresses = {bare_url(address) for address in (url, *dois) if address}
        candidate = _candidate(_title(title), authors, published_on, key, url, addresses)
        candidate.reading_id = reading_id
        yield candidate


def _make_candidate(work: Work) -> Candidate:
    addresses = {bare_url(address) for address in (work.url, *work.addresses) if address}
    title, key = _title(work.title), work.citation_key
    return _candidate(title, work.authors, work.published_on, key, work.url, addresses)


def _candidate(
    title: str, authors: str, published_on: str, key: str, url: str, addresses: set[str]
) -> Candidate:
    words = frozenset(filter(None, _SIGNS.split(unaccented(authors))))
    likeness = (words, published_on, bare_url(url) if url else "")
    pages = frozenset(map(page_key, addresses))
    sites = frozenset(filter(None, map(site_of, addresses)))
    names, year = _names(authors), published_on[:4]
    return Candidate(title, names, year, key, addresses, likeness, pages, sites)


def _title(title: str) -> str:
    return title_key(plain(title) if "\\" in title or "&" in title else title)


def _names(authors: str) -> frozenset[str]:
    """Return the words of the authors' names but for initials."""
    return frozenset(word for word in _SIGNS.split(unaccented(authors)) if len(word) > 1)


def _is_alike(here: Candidate, other: Candidate) -> bool:
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


def _are_two_pages(here: Candidate, other: Candidate) -> bool:
    """Return whether works are at two pages of one site, such as two posts of one title.

    On two sites they may be one work, as are the DOIs of a preprint and of an article.
    """
    return here.pages.isdisjoint(other.pages) and not here.sites.isdisjoint(other.sites)


def _mark(work: Work, here: Candidate) -> Mark:
    key = work.citation_key
    return (key, (), None) if key else ("", tuple(sorted(work.details)), here.likeness)
