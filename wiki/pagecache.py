"""The page cache: finished answers to visitors, kept as bytes until a save may alter them.

It stands before Flask. The views decide which requests it may answer and which answers it may keep
(`wiki/views/cache_rules.py`). A cached answer is sent only if nobody, in any process, has committed
to the database since it was begun, other than what cannot alter it (`wiki/commit_effects.py`); so
no visitor gets a text older than the last acknowledged save.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event, Lock
from time import time as now
from typing import TYPE_CHECKING

from wiki.config import Settings
from wiki.monitoring.requests import BYPASS, CACHE, HIT, MISS
from wiki.storage.commits import UNKNOWN, Commits, Version
from wiki.views.cache_rules import Address, Permission, Visitors
from wiki.views.finished_answers import Finished, collect

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MEGABYTE = 10**6
LARGEST_SHARE = 8  # no answer may take more than this part of the cache
PATIENCE_SECONDS = 10  # how long to wait for another thread that makes the same answer
REMEMBERED = 64  # times that commits were seen, for answers that were begun before


def wrap(wsgi_app: "WSGIApplication", settings: Settings, *, debug: bool) -> "WSGIApplication":
    """Return the application with the page cache around it, or alone where that is switched off.

    In debug mode templates change while the program runs, so nothing is kept.
    """
    if debug or not settings.page_cache:
        return wsgi_app
    cache = PageCache(Commits(settings.database_path), settings.page_cache * MEGABYTE)
    return PageCacheMiddleware(wsgi_app, cache, Visitors(settings))


@dataclass(slots=True)
class CachedAnswer:
    """A finished answer in the cache, and the moments between which it may be sent.

    `topic` is the id of the region whose page it is; None where any commit may alter it. `counted`
    is its share of the cache's size, in bytes.
    """

    answer: Finished
    since: float
    until: float
    topic: int | None = None
    counted: int = 0

    def is_altered_by(self, topics: frozenset[int] | None) -> bool:
        """Return whether a commit that may alter the pages of these regions may alter this answer.

        None stands for a commit that may alter any page.
        """
        return topics is None or self.topic is None or self.topic in topics


class PendingAnswer:
    """An answer that one thread is making, while others wait for it.

    `generation` counts the commits seen when it was begun. `answer` is None until it is done, and
    stays None where it may not be given to anybody else.
    """

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.done = Event()
        self.answer: Finished | None = None


class PageCache:
    """The answers that this process keeps, up to `most` bytes.

    The least recently used are dropped.
    """

    def __init__(self, commits: Commits, most: int) -> None:
        self._commits, self.most = commits, most
        self._lock = Lock()
        self._cached: OrderedDict[Address, CachedAnswer] = OrderedDict()
        self._pending: dict[Address, PendingAnswer] = {}
        self._version: Version | None = None
        self._generation = 0
        # By generation, which regions' pages the commits seen then may have altered.
        self._altered: deque[tuple[int, frozenset[int] | None]] = deque(maxlen=REMEMBERED)
        self.size = 0

    def look(self, address: Address) -> tuple[int, Finished | None]:
        """Return how many commits were seen until now, and the cached answer or None.

        The number is 0 where the database cannot tell whether anybody has committed.
        """
        with self._lock:
            generation = self._see_commits()
            cached = self._cached.get(address)
            if cached is None:
                return generation, None
            if not cached.since <= now() < cached.until:
                self._drop(address)
                return generation, None
            self._cached.move_to_end(address)
            return generation, cached.answer

    def begin(self, address: Address, generation: int) -> tuple[PendingAnswer, bool]:
        """Return the work on an answer, and whether the caller has to do it.

        Work that was begun before the last commit is too old for a request that came after it.
        """
        with self._lock:
            work = self._pending.get(address)
            if work and work.generation >= generation:
                return work, False
            mine = self._pending[address] = PendingAnswer(generation)
            return mine, True

    def end(self, address: Address, work: PendingAnswer) -> None:
        """Mark a work as done, so that the threads that wait for it go on."""
        with self._lock:
            if self._pending.get(address) is work:
                del self._pending[address]
        work.done.set()

    def store(self, address: Address, cached: CachedAnswer, generation: int) -> None:
        """Keep an answer, unless it is too large or a later commit may have altered it.

        `generation` is the number of commits seen when the answer was begun.
        """
        with self._lock:
            newest = self._see_commits()
            if cached.answer.size > self.most / LARGEST_SHARE:
                return
            if newest != generation and self._is_altered(cached, generation, newest):
                return
            self._drop(address)
            self._cached[address] = cached
            self._count(cached)

    def encode(self, address: Address, answer: Finished, encoding: str) -> None:
        """Encode an answer, for example in "br", and add its bytes to the size of the cache."""
        answer.encode(encoding)
        with self._lock:
            cached = self._cached.get(address)
            if cached and cached.answer is answer:
                self._count(cached)

    def close(self) -> None:
        """Drop all answers and close the connection to the database."""
        with self._lock:
            self._forget()
            self._commits.close()

    def _see_commits(self) -> int:
        """Drop the answers that new commits may have altered; return how many commits were seen."""
        version = self._commits.version()
        if version is not None and version == self._version:
            return self._generation
        seen = self._commits.see() if version is not None else UNKNOWN
        self._version = seen.version
        self._generation += 1
        self._altered.append((self._generation, seen.topics))
        self._forget(seen.topics)
        return self._generation if seen.version is not None else 0

    def _is_altered(self, cached: CachedAnswer, begun: int, newest: int) -> bool:
        """Return whether a commit seen after an answer was begun may alter it.

        `begun` and `newest` are numbers of commits seen, then and now.
        """
        later = [topics for generation, topics in self._altered if generation > begun]
        return len(later) < newest - begun or any(map(cached.is_altered_by, later))

    def _forget(self, topics: frozenset[int] | None = None) -> None:
        """Drop the pages of these regions, and every answer that is no region's page.

        None stands for all regions.
        """
        for key in [key for key, one in self._cached.items() if one.is_altered_by(topics)]:
            self._drop(key)

    def _drop(self, address: Address) -> None:
        if cached := self._cached.pop(address, None):
            self.size -= cached.counted

    def _count(self, cached: CachedAnswer) -> None:
        self.size += cached.answer.size - cached.counted
        cached.counted = cached.answer.size
        while self.size > self.most:
            self._drop(next(iter(self._cached)))


class PageCacheMiddleware:
    """WSGI middleware around everything: answers visitors from the cache, or has it filled."""

    def __init__(self, wsgi_app: "WSGIApplication", cache: PageCache, visitors: Visitors) -> None:
        self._wsgi_app, self.cache, self._visitors = wsgi_app, cache, visitors

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request from the cache, or pass it on to the application."""
        address = self._visitors.address(environ)
        if address is None:
            return self._wsgi_app(environ, start_response)
        generation, answer = self.cache.look(address)
        environ[CACHE] = HIT if answer else MISS
        if answer is None and generation:
            answer = self._get(address, generation, environ)
        if answer is None:
            environ[CACHE] = BYPASS
            return self._wsgi_app(environ, start_response)
        encoding = answer.choose(environ)
        if encoding not in answer.variants:
            self.cache.encode(address, answer, encoding)
        return answer.send(encoding, environ, start_response)

    def _get(
        self, address: Address, generation: int, environ: "WSGIEnvironment"
    ) -> Finished | None:
        """Return an answer that is made now, or by another thread.

        Return None where it may not be shared, or takes too long.
        """
        work, is_mine = self.cache.begin(address, generation)
        if not is_mine:
            work.done.wait(PATIENCE_SECONDS)
            return work.answer
        try:
            return self._make(address, work, environ)
        finally:
            self.cache.end(address, work)

    def _make(self, address: Address, work: PendingAnswer, environ: "WSGIEnvironment") -> Finished:
        """Return the application's answer to any visitor, and keep it if the views permit that."""
        permission = Permission(begun=now())
        question = self._visitors.question(environ, address, permission)
        answer = collect(self._wsgi_app, question)
        if permission.is_given and answer.is_sound:
            answer.encode(answer.choose(environ))
            answer.forget_others(answer.choose(environ))
            work.answer = answer
            cached = CachedAnswer(answer, permission.since, permission.until, permission.topic)
            self.cache.store(address, cached, work.generation)
        return answer
