"""Fetching from other sites, where the operator allows it: what a work is called, and feeds.

It is an optional part: lxml reads what other sites answer. Nothing waits for an answer longer than
`SECONDS`, and each author has one request on its way at a time.
"""

import logging
from collections.abc import Callable
from importlib.util import find_spec
from threading import Lock, Thread
from typing import TypeVar

from wiki.fetch.work import FoundWork

SECONDS = 5.0  # for everything: names, connections, redirects and bodies
PARSER = "lxml"
logger = logging.getLogger(__name__)

# Find a work, or a feed, by an address; they stop at the first failure, after at most some seconds.
Find = Callable[[str, float], FoundWork | None]
FindFeed = Callable[[str, float], bytes | None]
Found = TypeVar("Found")


def is_installed() -> bool:
    """Return whether the optional part is there."""
    return find_spec(PARSER) is not None


class Fetcher:
    """Asks other sites; shared by all threads of a worker."""

    def __init__(self, find: Find | None = None, find_feed: FindFeed | None = None) -> None:
        self._find, self._find_feed = find or _find, find_feed or _find_feed
        self._busy: set[int] = set()
        self._lock = Lock()

    def fetch(self, url: str, author_id: int, *, seconds: float = SECONDS) -> FoundWork | None:
        """Return what is known of the work at an address, None where nothing could be found.

        None is returned as well while another request of the same author is on its way, and once
        the time is over; the thread that still waits then ends by itself.
        """
        return self._ask(self._find, url, author_id, seconds)

    def fetch_feed(self, url: str, author_id: int, *, seconds: float = SECONDS) -> bytes | None:
        """Return the feed at an address, or that its page names; None for none, as in `fetch`."""
        return self._ask(self._find_feed, url, author_id, seconds)

    def _ask(
        self, find: Callable[[str, float], Found | None], url: str, author_id: int, seconds: float
    ) -> Found | None:
        with self._lock:
            if author_id in self._busy:
                return None
            self._busy.add(author_id)
        found: list[Found | None] = []

        def work() -> None:
            try:
                found.append(find(url, seconds))
            finally:
                with self._lock:
                    self._busy.discard(author_id)

        thread = Thread(target=work, name="fetch", daemon=True)
        thread.start()
        thread.join(seconds)
        return found[0] if found else None


def make_fetcher(*, wanted: bool) -> Fetcher | None:
    """Return the fetcher where the operator wants it and lxml is installed, else None."""
    if wanted and not is_installed():
        logger.warning("WIKI_FETCH is 1, but lxml is missing: install atlas-wiki[fetch].")
    return Fetcher() if wanted and is_installed() else None


def _find(url: str, seconds: float) -> FoundWork | None:
    from wiki.fetch.finding import find_work  # only now: lxml is large, and may not be installed

    return find_work(url, seconds)


def _find_feed(url: str, seconds: float) -> bytes | None:
    from wiki.fetch.finding import find_feed

    return find_feed(url, seconds)
