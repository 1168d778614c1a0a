"""A work as another site describes it: title, authors and date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from wiki.dates import DateError, parse_date
from wiki.text import clean_line, shorten
from wiki.text.name_lists import write_authors
from wiki.text.titles import safe_title

LONGEST_TITLE, LONGEST_AUTHORS = 500, 1000  # characters
_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?![0-9])")


@dataclass(frozen=True)
class FoundWork:
    """A work as a site describes it; parts that are missing are "".

    `authors` is one line, `published_on` ISO text as in a reading.
    """

    title: str = ""
    authors: str = ""
    published_on: str = ""

    def filled_from(self, other: "FoundWork") -> "FoundWork":
        """Return this work, with missing parts taken from another description of it."""
        return FoundWork(
            self.title or other.title,
            self.authors or other.authors,
            self.published_on or other.published_on,
        )


def make_work(title: object, authors: Iterable[object], published: object) -> FoundWork:
    """Return a work made of texts from a site; values that are no text count as missing.

    Each author is one name, as `Lovelace, Ada` or whole; web addresses are left out. Title and
    names are written as those of imported works are.
    """
    names = dict.fromkeys(name for author in authors if (name := _line(author)))
    people = [name for name in names if not _is_address(name)]
    return FoundWork(
        safe_title(_line(title)), write_authors(people, LONGEST_AUTHORS), read_published(published)
    )


def read_published(value: object) -> str:
    """Return a date as a site writes it (`2024/03/12`, `2024-03-12T10:00Z`, `2024`) as ISO text.

    It is "" where it cannot be read.
    """
    match = _DATE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return ""
    typed = "-".join(part for part in match.groups() if part)
    try:
        return parse_date(typed, today=date.max)
    except DateError:
        return ""


def _line(value: object) -> str:
    """Return a title or name as one line, shortened; "" for a value that is no text."""
    if not isinstance(value, str):
        return ""
    return shorten(clean_line(value[: 4 * LONGEST_TITLE]), LONGEST_TITLE)


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))
