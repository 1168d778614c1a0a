"""Joining the rows of a table of highlights: rows of the same work become one work."""

from collections import defaultdict
from collections.abc import Iterable

from wiki.addresses import bare_url
from wiki.exchange.library.page_keys import page_key
from wiki.exchange.library.work import Work

_NUMBER = "amazon book id"  # the detail that numbers a book
_ADDRESS = "url"  # the detail that is an address for no browser


def merge_rows(rows: Iterable[Work]) -> list[Work]:
    """Return the works of rows that have one highlight each, in the order of their first rows.

    Rows of one title and author are one work, unless they differ in both the address and the number
    that a bookseller gave it: then there is a work for each of these, and one for rows with
    neither.
    """
    alike: dict[object, list[Work]] = defaultdict(list)
    for row in rows:
        alike[(row.title, row.authors) if row.title else row.url or row.line].append(row)
    merged = [work for same in alike.values() for work in _divide(same)]
    return sorted(merged, key=lambda work: work.line)


def _divide(rows: list[Work]) -> list[Work]:
    """Return the works of rows that have one title and author."""
    numbers = _numbers(rows)
    is_one = len(set(filter(None, numbers))) < 2
    works: dict[str, Work] = {}
    details: dict[str, set[tuple[str, str]]] = {}
    for row, number in zip(rows, numbers, strict=True):
        key = "" if is_one else number
        if key in works:
            _merge(works[key], row, details[key])
        else:
            works[key], details[key] = row, {*row.details, _page(row)}
    return list(works.values())


def _numbers(rows: list[Work]) -> list[str]:
    """Return for each row a number or address that identifies its work among others of its title.

    It is "" for a row with neither. Rows that share a number or an address get the same one, also
    if only other rows connect them.
    """
    same: dict[str, str] = {}  # leads from each number and address to another one of the same work
    firsts = []
    for row in rows:
        said = _said(row)
        firsts.append(said[0] if said else "")
        for one in said[1:]:
            same[_last(same, one)] = _last(same, said[0])
    return [_last(same, first) for first in firsts]


def _last(same: dict[str, str], said: str) -> str:
    """Follow `same` from a number or address to the last one for the same work."""
    while (other := same.get(said, said)) != said:
        same[said] = same.get(other, other)  # the next way is shorter
        said = other
    return said


def _said(row: Work) -> list[str]:
    """Return the book number and the address of a row, without those that it lacks."""
    details = dict(row.details)
    _, page = _page(row)
    address = page_key(page) if page else details.get(_ADDRESS, "")
    said = (details.get(_NUMBER, ""), address)
    return [one for one in said if one]


def _page(row: Work) -> tuple[str, str]:
    """Return the address of a row's page as a detail; it is the same for all its spellings."""
    return _ADDRESS, bare_url(row.url) if row.url else ""


def _merge(first: Work, other: Work, known: set[tuple[str, str]]) -> None:
    """Add to `first` what another row of its work has, except details and pages in `known`."""
    if other.url and _page(other) not in known:
        first.add_address(other.url)
    first.quotes += other.quotes
    first.two_days += [said for said in other.two_days if said not in first.two_days]
    first.read_on = max(first.read_on, other.read_on)
    first.details += [detail for detail in other.details if detail not in known]
    known.update(other.details, [_page(other)])
