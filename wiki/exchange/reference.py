"""References: what bibliographies list, as BibTeX, CSL-JSON and the tags of a page write it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wiki.addresses import doi_of
from wiki.anchors import Anchor
from wiki.dates import format_date
from wiki.models import Reading
from wiki.queries.citing import Cited, words_of
from wiki.site import Site
from wiki.site.values import FIELDS
from wiki.text import ReadWords, clean_line, slugify
from wiki.text.people import Name, read_name, split_authors

NOBODY = FIELDS["author_name"].default
LONGEST_KEY = 40  # characters of each part


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One entry of a bibliography.

    Dates are ISO texts known to the day, the month or the year, or "". `key` is what the author's
    bibliography calls it, or made of `a-z`, `0-9` and hyphens. `kind` is a type of CSL that Zotero
    has too. `container` is the publication it is part of, and `section` the part of that. `as_of`
    is
    the day whose state is cited, "" for what does not change. `detail` belongs to the title, such
    as
    a number.
    """

    key: str
    kind: str
    title: str
    authors: tuple[Name, ...]
    issued: str = ""
    accessed: str = ""
    as_of: str = ""
    container: str = ""
    section: str = ""
    detail: str = ""
    url: str = ""
    note: str = ""
    licence: str = ""
    language: str = ""

    @property
    def notes(self) -> str:
        """Return all that no field of a bibliography has a place for, as one line."""
        day = f"as of {format_date(self.as_of)}" if self.as_of else ""
        return ", ".join(part for part in (self.detail, day, self.note) if part)

    @property
    def doi(self) -> str:
        """Return the DOI that the address leads to, "" where it is none."""
        return doi_of(self.url)


def refer_to(cited: Cited, site: Site, *, as_of: date, absolute: Callable[[str], str]) -> Reference:
    """Return the reference to something the author wrote, as it stood on a day.

    `absolute` makes a full web address from a path of this site.
    """
    author = site_author(site)
    day = as_of.isoformat()
    dating = cited.seen_since or cited.modified
    modified_on = dating.astimezone(site.time_zone).date().isoformat() if dating else ""
    elsewhere = bool(cited.url)
    dated = f"?at={day}" if cited.public else ""  # what is hidden has no past pages
    return Reference(
        key=_joined([author.main_part, cited.name, day]),
        kind="webpage",
        title=clean_line(cited.title),
        authors=(author,),
        issued=cited.published_on or modified_on,
        accessed=day,
        as_of=day,
        container="" if elsewhere else site.site_title,
        section=clean_line(cited.region),
        detail=cited.detail,
        url=cited.url if elsewhere else absolute(cited.address + dated),
        licence=site.licence,
        language=site.language,
    )


def refer_to_page(title: str, site: Site, *, issued: str) -> Reference:
    """Return the reference to a page of the author's of which only title and date are known."""
    author = site_author(site)
    return Reference(key="", kind="webpage", title=title, authors=(author,), issued=issued)


def refer_to_work(
    reading: Reading, site: Site, *, absolute: Callable[[str], str], read: ReadWords
) -> Reference:
    """Return the reference to the work by others that a reading is about.

    `absolute` makes a whole address of a path, and `read` plain words of a title in Markdown.
    """
    authors = tuple(read_name(clean_line(name)) for name in split_authors(reading.authors))
    title = clean_line(words_of(reading.title, read))
    author = authors[0].main_part if authors else ""
    key_parts = [author, reading.published_on[:4], _first_word(title)]
    return Reference(
        key=reading.citation_key or _joined(key_parts) or str(Anchor.of(reading)),
        kind="webpage" if reading.url else "document",
        title=title,
        authors=authors,
        issued=reading.published_on,
        accessed=reading.read_on,
        url=reading.url,
        note=f"notes by {site_author(site)} at {absolute(f'/r/{reading.id}')}",
    )


def site_author(site: Site) -> Name:
    """Return the author's name, or the whole title of the site where no name was given."""
    named = site.author_name and site.author_name != NOBODY
    return read_name(site.author_name) if named else Name(literal=site.site_title)


def with_own_keys(references: Iterable[Reference]) -> list[Reference]:
    """Return references with different keys: a second `heim-2024-chips` gets `-2` added.

    Keys that differ in case alone count as the same, as they do for BibTeX.
    """
    used: set[str] = set()
    numbers: dict[str, int] = {}  # the last one that was added to a key
    keyed = []
    for reference in references:
        key, same = reference.key, reference.key.casefold()
        suffix = numbers.get(same, 1)
        while key.casefold() in used:
            suffix += 1
            key = f"{reference.key}-{suffix}"
        used.add(key.casefold())
        numbers[same] = suffix
        keyed.append(replace(reference, key=key))
    return keyed


def date_parts(iso: str) -> Sequence[int]:
    """Return year, month and day of an ISO date, as far as they are known."""
    return [int(part) for part in iso.split("-")] if iso else []


def _joined(parts: Iterable[str]) -> str:
    """Return a key made of some words, each shortened."""
    short = (slugify(words)[:LONGEST_KEY].strip("-") for words in parts)
    return "-".join(word for word in short if word)


def _first_word(title: str) -> str:
    """Return the first word of a title that is not a short one, for a key."""
    words = title.split()
    return next((word for word in words if len(word) > 3), words[0] if words else "")
