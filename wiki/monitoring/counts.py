"""Counts of requests over all workers.

Each worker has a file of its own in a folder that the main process made, and counts in it through
shared memory. Adding up the files gives the counts of all workers, also of those that ended: counts
never go down when a worker is replaced.
"""

import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from wiki.monitoring.requests import CACHE_STATES, METHODS, OTHER_METHOD, Request

ALL_METHODS = (*METHODS, OTHER_METHOD)
STATUSES = range(100, 600)
# The upper limits of the ranges of a histogram, in seconds; one more has all that took longer.
LIMITS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

_NUMBER = 8  # bytes of an unsigned number
_RANGES = len(LIMITS) + 1
_OF_STATE = _RANGES + 2  # the ranges, microseconds, bytes
_OF_STATUSES = len(ALL_METHODS) * len(STATUSES)
_SIZE = (_OF_STATUSES + len(CACHE_STATES) * _OF_STATE) * _NUMBER


class WorkerCounts:
    """The counts of this process in its file; an observer that counts each request."""

    def __init__(self, folder: Path) -> None:
        """Make the file of this process in a folder. Raises OSError."""
        self._lock = Lock()
        path = folder / str(os.getpid())
        if not path.exists():
            path.write_bytes(bytes(_SIZE))  # all of it, so that no full disk is met later
        with path.open("r+b") as file:
            self._numbers = memoryview(mmap.mmap(file.fileno(), _SIZE)).cast("Q")

    def __call__(self, request: Request) -> None:
        """Count a request."""
        state = _OF_STATUSES + CACHE_STATES.index(request.cache) * _OF_STATE
        with self._lock:
            if request.status in STATUSES:
                self._numbers[_offset_of(request.method, request.status)] += 1
            self._numbers[state + bisect_left(LIMITS, request.seconds)] += 1
            self._numbers[state + _RANGES] += round(request.seconds * 1_000_000)
            self._numbers[state + _RANGES + 1] += request.size


@dataclass(frozen=True)
class Durations:
    """Durations of requests with one cache state: requests per range, all seconds, all bytes."""

    ranges: tuple[int, ...]
    seconds: float
    size: int


class Totals:
    """The counts of all workers, added up when the object is made."""

    def __init__(self, folder: Path) -> None:
        files = [file.read_bytes() for file in folder.iterdir()]
        views = [memoryview(each).cast("Q") for each in files if len(each) == _SIZE]
        self._numbers = [sum(column) for column in zip(*views, strict=True)]

    def requests(self) -> Iterator[tuple[str, int, int]]:
        """Yield (method, status, number of requests) for all numbers above 0."""
        for method in ALL_METHODS if self._numbers else ():
            for status in STATUSES:
                if count := self._numbers[_offset_of(method, status)]:
                    yield method, status, count

    def durations(self, state: str) -> Durations:
        """Return how long requests took that found the page cache in a state (CACHE_STATES)."""
        start = _OF_STATUSES + CACHE_STATES.index(state) * _OF_STATE
        numbers = self._numbers[start : start + _OF_STATE] or [0] * _OF_STATE
        return Durations(
            tuple(numbers[:_RANGES]), numbers[_RANGES] / 1_000_000, numbers[_RANGES + 1]
        )


def _offset_of(method: str, status: int) -> int:
    return ALL_METHODS.index(method) * len(STATUSES) + status - STATUSES.start
