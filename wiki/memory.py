"""Controlling how the C library treats memory that the program frees."""

import ctypes
import sys

# Names of settings in glibc's <malloc.h>.
ARENA_MAX = -8


def use_one_heap() -> None:
    """Let all threads allocate from one heap, where the C library is glibc.

    It would give each of the first threads a heap of its own, and what one of them frees there no
    other can use. Python's threads take turns anyway. Heaps that exist already stay in use.
    """
    mallopt = _function("mallopt")
    if mallopt:
        mallopt(ARENA_MAX, 1)


def release_memory() -> None:
    """Return freed memory to the system, if the C library can do so.

    After a large drawing, glibc would keep some 50 MB for as long as the process lives.
    """
    trim = _function("malloc_trim")
    if trim:  # musl has none, and needs none
        trim(0)


def _function(name: str) -> "ctypes._NamedFuncPointer | None":
    """Return a function of the C library, None where it has none of this name."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)
