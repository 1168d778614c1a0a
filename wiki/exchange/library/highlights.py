"""Joining the rows of a table that has a row for each highlight: those of one work make one."""

from collections import defaultdict
from collections.abc import Iterable

from wiki.addresses import bare_url
from wiki.exchange.library.work import Work

# Details that tell two works of one title apart, where a row has no web address.
_NUMBERS = ("url", "amazon book id")


def merge_rows(rows: Iterable[Work]) -> list[Work]:
    """Return the works of some rows, each in the place of its first row.

    Rows of one title and author are one work, unless they differ in the address, or in the number
    that a bookseller gave it: then there is a work for each of these, and one for rows with none.
    """
    alike: dict[object, list[Work]] = defaultdict(list)
    for row in rows:
        alike[(row.title, row.authors) if row.title else row.url or row.line].append(row)
    merged = [work for same in alike.values() for work in _divide(same)]
    return sorted(merged, key=lambda work: work.line)


def _divide(rows: list[Work]) -> list[Work]:
    """Return the works of rows that have one title and author."""
    numbers = [_number(row) for row in rows]
    is_one = len(set(filter(None, numbers))) < 2
    works: dict[str, Work] = {}
    details: dict[str, set[tuple[str, str]]] = {}
    for row, number in zip(rows, numbers, strict=True):
        key = "" if is_one else number
        if key in works:
            _merge(works[key], row, details[key])
        else:
            works[key], details[key] = row, set(row.details)
    return list(works.values())


def _number(row: Work) -> str:
    """Return what tells a row from those of other works with its title, "" for nothing."""
    if row.url:
        return bare_url(row.url)
    return next((said for name, said in row.details if name in _NUMBERS), "")


def _merge(first: Work, other: Work, known: set[tuple[str, str]]) -> None:
    """Add what another row of the same work has, and those of its details that are not known."""
    first.url = first.url or other.url
    first.quotes += other.quotes
    first.two_days += [said for said in other.two_days if said not in first.two_days]
    first.read_on = max(first.read_on, other.read_on)
    first.details += [detail for detail in other.details if detail not in known]
    known.update(other.details)
