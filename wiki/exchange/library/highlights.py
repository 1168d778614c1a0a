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
    identities = _identities(rows)
    is_one = len(set(filter(None, identities))) < 2
    works: dict[str, Work] = {}
    details: dict[str, set[tuple[str, str]]] = {}
    for row, identity in zip(rows, identities, strict=True):
        key = "" if is_one else identity
        if key in works:
            _merge(works[key], row, details[key])
        else:
            works[key], details[key] = row, {*row.details, _page(row)}
    return list(works.values())


def _identities(rows: list[Work]) -> list[str]:
    """Return for each row a number or address that identifies its work among others of its title.

    It is "" for a row with neither. Rows that share a number or an address get the same one, also
    if only other rows connect them.
    """
    same: dict[str, str] = {}  # leads from each number and address to another one of the same work
    firsts = []
    for row in rows:
        identifiers = _identifiers(row)
        firsts.append(identifiers[0] if identifiers else "")
        for one in identifiers[1:]:
            same[_final(same, one)] = _final(same, identifiers[0])
    return [_final(same, first) for first in firsts]


def _final(same: dict[str, str], key: str) -> str:
    """Follow `same` from a number or address to the last one for the same work."""
    while (other := same.get(key, key)) != key:
        same[key] = same.get(other, other)  # the next way is shorter
        key = other
    return key


def _identifiers(row: Work) -> list[str]:
    """Return the book number and the address of a row, without those that it lacks."""
    details = dict(row.details)
    _, page = _page(row)
    address = page_key(page) if page else details.get(_ADDRESS, "")
    both = (details.get(_NUMBER, ""), address)
    return [one for one in both if one]


def _page(row: Work) -> tuple[str, str]:
    """Return the address of a row's page as a detail; it is the same for all its spellings."""
    return _ADDRESS, bare_url(row.url) if row.url else ""


def _merge(first: Work, other: Work, seen: set[tuple[str, str]]) -> None:
    """Add to `first` what another row of its work has, except details and pages in `seen`."""
    if other.url and _page(other) not in seen:
        first.add_address(other.url)
    first.quotes += other.quotes
    first.ambiguous_dates = list(dict.fromkeys(first.ambiguous_dates + other.ambiguous_dates))
    first.read_on = max(first.read_on, other.read_on)
    first.details += [detail for detail in other.details if detail not in seen]
    seen.update(other.details, [_page(other)])
