"""Fetching from other sites, if the operator allows it: title, authors and date of a work; feeds.

It is an optional part: lxml parses the answers of other sites. Nothing waits for an answer longer
than `SECONDS`, and each author has at most one request at a time.
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

# Functions from an address and a time limit in seconds to a work, or to the bytes of a feed.
Find = Callable[[str, float], FoundWork | None]
FindFeed = Callable[[str, float], bytes | None]
Found = TypeVar("Found")


def is_installed() -> bool:
    """Return whether lxml, which fetching needs, is installed."""
    return find_spec(PARSER) is not None


class Fetcher:
    """Fetches works and feeds from other sites; shared by all threads of a worker."""

    def __init__(self, find: Find | None = None, find_feed: FindFeed | None = None) -> None:
        self._find, self._find_feed = find or _find, find_feed or _find_feed
        self._busy: set[int] = set()
        self._lock = Lock()

    def fetch(self, url: str, author_id: int, *, seconds: float = SECONDS) -> FoundWork | None:
        """Return the work at an address, None where nothing was found.

        None is returned as well while another request of the same author is running, and when the
        time is over; the waiting thread then ends by itself.
        """
        return self._ask(self._find, url, author_id, seconds)

    def fetch_feed(self, url: str, author_id: int, *, seconds: float = SECONDS) -> bytes | None:
        """Return the feed at an address, or the one that a page there names; None as in `fetch`."""
        return self._ask(self._find_feed, url, author_id, seconds)

    def _ask(
        self, find: Callable[[str, float], Found | None], url: str, author_id: int, seconds: float
    ) -> Found | None:
        with self._lock:
            if author_id in self._busy:
                return None
            self._busy.add(author_id)
        answers: list[Found | None] = []

        def work() -> None:
            try:
                answers.append(find(url, seconds))
            finally:
                with self._lock:
                    self._busy.discard(author_id)

        thread = Thread(target=work, name="fetch", daemon=True)
        thread.start()
        thread.join(seconds)
        return answers[0] if answers else None


def make_fetcher(*, wanted: bool) -> Fetcher | None:
    """Return a fetcher if the operator wants it and lxml is installed, else None."""
    if wanted and not is_installed():
        logger.warning("WIKI_FETCH is 1, but lxml is missing: install atlas-wiki[fetch].")
    return Fetcher() if wanted and is_installed() else None


def _find(url: str, seconds: float) -> FoundWork | None:
    from wiki.fetch.finding import find_work  # only now: lxml is large, and may not be installed

    return find_work(url, seconds)


def _find_feed(url: str, seconds: float) -> bytes | None:
    from wiki.fetch.finding import find_feed

    return find_feed(url, seconds)
