"""Paging: cutting long lists into pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE = 200
Item = TypeVar("Item")


@dataclass(frozen=True)
class ListPage(Generic[Item]):
    """One page of a list: its items, its number from 1, the number of pages and of all items."""

    items: Sequence[Item]
    number: int
    pages: int
    total: int


def page_numbers(total: int, page: int, size: int) -> tuple[int, int]:
    """Return the page number, at most the last one, and the number of pages of `size` items."""
    pages = max(1, -(-total // size))
    return min(max(1, page), pages), pages


def paged(items: Sequence[Item], page: int) -> ListPage[Item]:
    """Return one page of a list. A page number that is too high gives the last page."""
    page, pages = page_numbers(len(items), page, PAGE)
    return ListPage(items[(page - 1) * PAGE : page * PAGE], page, pages, len(items))


def paged_query(
    total: int, page: int, read: Callable[[int, int], Sequence[Item]]
) -> ListPage[Item]:
    """Return a page of a query's results, of which there are `total`; too high gives the last.

    `read(most, after)` returns at most `most` results, after skipping `after`.
    """
    page, pages = page_numbers(total, page, PAGE)
    return ListPage(read(PAGE, (page - 1) * PAGE), page, pages, total)
