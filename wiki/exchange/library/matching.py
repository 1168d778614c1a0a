"""Recognising works that the atlas already has as readings, and works that a file lists twice."""

import re
from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from wiki.addresses import bare_url
from wiki.db import db
from wiki.exchange.library.candidates import Candidate, Likeness, Mark, is_alike, make_candidate
from wiki.exchange.library.title_keys import bare_words
from wiki.exchange.library.work import Work
from wiki.models import Reading

_DOI = re.compile(r"^doi: (?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)$", re.MULTILINE | re.IGNORECASE)
MOST_NEAR = 20  # works of nearly one title that are compared
ANY = ""  # in place of a title, which never is empty


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
    titles and keys. So does the same title (see `title_key`), unless years, authors, addresses or
    keys contradict it. Nearly the same title, as of C++ and C#, makes two works. Two rows of one
    file that differ in authors, date or address are two works, as they were in the program that
    wrote it, and so are two pages of one site, unless they have one key.
    """

    def __init__(self) -> None:
        self._titles: dict[str, dict[str, _Index]] = defaultdict(lambda: defaultdict(_Index))
        self._addresses: dict[tuple[str, str], _Index] = defaultdict(_Index)
        self._near: dict[str, list[Candidate]] = defaultdict(list)  # by the `bare_words` of titles
        for candidate in _read_candidates():
            self._index(candidate)

    def match(self, work: Work) -> tuple[Candidate, Candidate | None]:
        """Return the work that a row is about: a known one or, added now, a new one.

        For a new one, also return the known work of nearly the same title that it may be, if any.
        """
        here = _of_work(work)
        mark = _mark(work, here)
        known = self._find_by_address(here, mark) or self._find_by_title(here, mark)
        near = None if known else self._find_near(here)
        if known is None:
            self._index(here)
        self._claim(known or here, mark)
        return known or here, near

    def _find_near(self, here: Candidate) -> Candidate | None:
        """Return a known work of nearly, and not quite, the same title, that may be the same."""
        words = bare_words(here.title)
        alike = self._near.get(words, ()) if words else ()
        return next((one for one in alike if one.title != here.title and is_alike(here, one)), None)

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
                if is_alike(here, one) and not one.is_apart(mark):
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
        near = self._near[bare_words(candidate.title)]
        if len(near) < MOST_NEAR:
            near.append(candidate)

    def _claim(self, candidate: Candidate, mark: Mark) -> None:
        for index in self._indexes(candidate):
            index.claim(candidate, mark)
        candidate.marks.add(mark)


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
        candidate = make_candidate(title, authors, published_on, key, url, addresses)
        candidate.reading_id = reading_id
        yield candidate


def _of_work(work: Work) -> Candidate:
    addresses = {bare_url(address) for address in (work.url, *work.addresses) if address}
    title, key = work.title, work.citation_key
    return make_candidate(title, work.authors, work.published_on, key, work.url, addresses)


def _mark(work: Work, here: Candidate) -> Mark:
    key = work.citation_key
    return (key, (), None) if key else ("", tuple(sorted(work.details)), here.likeness)
