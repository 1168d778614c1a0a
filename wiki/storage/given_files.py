"""Reading a file that somebody names: it may be a pipe or a device, or grow while it is read."""

import os
import stat
from pathlib import Path

from wiki.storage.regular_files import NO_FILE

MEBIBYTE = 2**20
DEVICE = NO_FILE.format("a device")


class TooLarge(Exception):
    """A file has more bytes than are read of one; the text is a sentence."""


def read_given(path: Path, most: int) -> bytes:
    """Return what a file holds, or what a pipe gives until its end.

    No more than `most` bytes and one are kept in memory. A pipe into which nobody writes is empty.
    Raises OSError, ValueError for a path that cannot be, and TooLarge.
    """
    with open(path, "rb", opener=without_waiting) as file:
        if not (stat.S_ISREG(mode := os.fstat(file.fileno()).st_mode) or stat.S_ISFIFO(mode)):
            raise OSError(None, DEVICE, str(path))
        os.set_blocking(file.fileno(), True)
        data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge(f"It has more than {most // MEBIBYTE} MiB: import it in parts.")
    return data


def without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe is not waited for until somebody writes into it."""
    return os.open(path, flags | os.O_NONBLOCK)
