"""What is known of a work that somebody read, as other sites say it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wiki.dates import DateError, parse_date
from wiki.text import clean_line, shorten

LONGEST_TITLE, LONGEST_AUTHORS, MOST_AUTHORS = 500, 1000, 50
_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?![0-9])")
_TWO_PARTS = re.compile(r"([^,;]+), *([^,;]+)")


@dataclass(frozen=True)
class FoundWork:
    """A work as a site describes it; what it does not say is empty.

    `authors` is one line, `published_on` ISO text as in a reading.
    """

    title: str = ""
    authors: str = ""
    published_on: str = ""

    def filled_from(self, other: "FoundWork") -> "FoundWork":
        """Return this work, with what it lacks taken from another description of it."""
        return FoundWork(
            self.title or other.title,
            self.authors or other.authors,
            self.published_on or other.published_on,
        )


def make_work(title: object, authors: Iterable[object], published: object) -> FoundWork:
    """Return a work from texts as a site gives them; what is no text counts as missing."""
    return FoundWork(_line(title, LONGEST_TITLE), _names(authors), read_published(published))


def read_published(said: object) -> str:
    """Return a date as a site writes it (`2024/03/12`, `2024-03-12T10:00Z`, `2024`) as ISO text.

    It is "" where it cannot be read.
    """
    match = _DATE.match(said.strip()) if isinstance(said, str) else None
    if match is None:
        return ""
    typed = "-".join(part for part in match.groups() if part)
    try:
        return parse_date(typed, today=date.max)
    except DateError:
        return ""


def _names(authors: Iterable[object]) -> str:
    """Return names as one line, each as a sentence has it."""
    names = [_name(_line(author, LONGEST_TITLE)) for author in authors]
    known = list(dict.fromkeys(name for name in names if name))[:MOST_AUTHORS]
    mark = "; " if any("," in name for name in known) else ", "
    return mark.join(known) if len(mark.join(known)) <= LONGEST_AUTHORS else ""


def _name(said: str) -> str:
    """Return `Lovelace, Ada` as `Ada Lovelace`, other names as they are; "" for an address."""
    if said.lower().startswith(("http://", "https://")):
        return ""
    match = _TWO_PARTS.fullmatch(said)
    return f"{match[2].strip()} {match[1].strip()}" if match else said


def _line(said: object, longest: int) -> str:
    return shorten(clean_line(said[: 4 * longest]), longest) if isinstance(said, str) else ""
