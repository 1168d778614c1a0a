"""Works that a row of a file can be, and whether two works of one title may be the same."""

from dataclasses import dataclass, field

from wiki.addresses import bare_url
from wiki.exchange.library.page_keys import page_key, site_of
from wiki.exchange.library.title_keys import bare_words, title_key

# The words of the authors with initials, the date of publication, and the address of a work.
Likeness = tuple[frozenset[str], str, str]
# Distinguishes rows of one file that have the same title: by key or, without one, by all else.
Mark = tuple[str, tuple[tuple[str, str], ...], Likeness | None]


@dataclass(eq=False)
class Candidate:
    """A work that was seen before: a reading of the atlas, or an earlier row of the same file.

    `title` is the key of its title, and `written` the title itself. `pages` are the keys of its
    addresses, and `sites` where these are. `reading_id` is None for a row that is new. `marks` are
    those of the rows that are this work.
    """

    title: str
    written: str
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


def make_candidate(
    title: str, authors: str, published_on: str, key: str, url: str, addresses: set[str]
) -> Candidate:
    """Return a work with these values and the keys by which it is compared."""
    words = frozenset(bare_words(authors).split())
    likeness = (words, published_on, bare_url(url) if url else "")
    pages = frozenset(map(page_key, addresses))
    sites = frozenset(filter(None, map(site_of, addresses)))
    names = frozenset(word for word in words if len(word) > 1)  # but for initials
    year = published_on[:4]
    return Candidate(title_key(title), title, names, year, key, addresses, likeness, pages, sites)


def is_alike(here: Candidate, other: Candidate) -> bool:
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
