"""Telling a regular file from what else may have its name: a folder, a pipe, a link to nothing.

Such a thing is not the file that somebody looks for, and opening a pipe waits for its other end.
"""

import os
import stat
from collections.abc import Callable
from pathlib import Path

DANGLING = "it is a link that leads nowhere"
NO_FILE = "it is {} and no file"
KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


class NotRegular(OSError):
    """What has the name of a file is none; `strerror` says what it is."""


def find_obstacle(path: Path) -> str | None:
    """Return what has the name of a file and is none, such as "it is a folder and no file".

    None is returned for a regular file, for a link to one, and where nothing has that name.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return DANGLING if path.is_symlink() else None
    return _obstacle(mode)


def read_regular(path: Path, most: int = -1) -> bytes:
    """Return what a regular file holds, or its first `most` bytes.

    Raises FileNotFoundError where nothing has that name, NotRegular for what is no regular file,
    and other OSErrors.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        if path.is_symlink():
            raise NotRegular(None, DANGLING, str(path)) from None
        raise
    if obstacle := _obstacle(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotRegular(None, obstacle, str(path))
    with open(handle, "rb") as file:
        return file.read(most)


def check_folder(path: Path) -> None:
    """Raise NotRegular where a link leads nowhere that should lead to a folder.

    It is no folder without files: what is in it cannot be reached, as on a disk that is missing.
    """
    if path.is_symlink() and not path.exists():
        raise NotRegular(None, DANGLING, str(path))


def _obstacle(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    return NO_FILE.format(next((name for is_it, name in KINDS if is_it(mode)), "a device"))
