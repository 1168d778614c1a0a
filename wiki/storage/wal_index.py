"""The header of the `-shm` file, which changes with every commit.

SQLite shares it among all processes that have the database open, and looks at it itself to learn
whether anybody has committed. Read from mapped memory it costs less than a microsecond, while any
statement lets other threads run in between. For the format see
https://www.sqlite.org/walformat.html#the_wal_index_header.
"""

import os
import stat
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from wiki.storage import sibling_path

HEADER_BYTES = 48  # a second copy follows, which SQLite writes first
COMMITS = slice(8, 12)  # where the header counts commits
FRAMES = slice(16, 20)  # and the pages that the `-wal` file has
NONE = bytes(4)


class Mapping(NamedTuple):
    """A mapped header, and the number of the open file."""

    memory: mmap
    handle: int


# By device and inode. Closing a file that SQLite has open too would give up the locks which this
# process has on it, so a mapping stays until nobody can open its file any more.
_mappings: dict[tuple[int, int], Mapping] = {}
_lock = Lock()


class WalIndex:
    """The `-shm` header of a database to which this process has an open connection."""

    def __init__(self, memory: mmap) -> None:
        self._memory = memory

    def header(self) -> bytes:
        """Return bytes that are equal to the last ones only if nobody has committed since.

        They are b"" if the file was removed, so that nothing is known any more.
        """
        try:  # asked at each request: `suppress` would take as long again
            return self._memory[:HEADER_BYTES]
        except ValueError:  # the mapping is closed
            return b""


def only_began_anew(before: bytes, now: bytes) -> bool:
    """Return whether nobody has committed between two headers, though they differ.

    The first commit after a checkpoint begins the `-wal` file anew. Until that commit is on the
    disk, the header says that the file has no page, and its count of commits stays as it was.
    """
    return now[FRAMES] == NONE and before[COMMITS] == now[COMMITS]


def open_wal_index(database: Path) -> WalIndex | None:
    """Return the `-shm` header of a database, None if there is none or it cannot be read.

    A connection must have been opened before, and stay open as long as the header is used.
    """
    with suppress(OSError, ValueError), _lock:
        _forget_removed()
        path = sibling_path(database, "-shm")
        status = path.stat()
        file = (status.st_dev, status.st_ino)
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for its other end
            return None
        if file not in _mappings:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            _mappings[file] = Mapping(mmap(handle, HEADER_BYTES, access=ACCESS_READ), handle)
        return WalIndex(_mappings[file].memory)
    return None


def _forget_removed() -> None:
    """Close the mappings of files that were removed."""
    for file, mapping in list(_mappings.items()):
        if os.fstat(mapping.handle).st_nlink == 0:
            del _mappings[file]
            mapping.memory.close()
            os.close(mapping.handle)
