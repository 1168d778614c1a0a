"""Giving memory back to the system that the program has freed."""

import ctypes
import sys


def give_back() -> None:
    """Return freed memory to the system, where the C library can.

    After a large drawing, glibc would keep some 50 MB for as long as the process lives.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:  # musl has none, and needs none
            trim(0)
