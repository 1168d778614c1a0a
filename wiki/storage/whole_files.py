"""Writing a file completely or not at all, with its permissions from the first byte on."""

import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from wiki.storage import PRIVATE_FILE
from wiki.storage.copies import DRAFT, sync


def write_whole(
    path: Path, pieces: Iterable[bytes], *, mode: int = PRIVATE_FILE, synced: bool = False
) -> None:
    """Write a file under another name in its folder, then rename it, so nobody reads half of it.

    A file or a link of that name is replaced, and a link never followed. `mode` has the
    permissions, whatever the umask, and with `synced` the file is on the disk when this returns.
    Raises OSError, also where a device, a pipe or a socket has that name. An earlier file then
    stays, unless only the sync of the folder failed.
    """
    _refuse_special(path)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=DRAFT)
    try:
        with open(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            for piece in pieces:
                file.write(piece)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(draft)
        raise
    if synced:
        sync(path.parent)


def has_content(path: Path, content: bytes) -> bool:
    """Return whether a path is a regular file, no link, with this content. Raises OSError."""
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content


def _refuse_special(path: Path) -> None:
    """Raise FileExistsError where a path, or what its link leads to, is neither file nor folder."""
    try:
        mode = path.stat().st_mode
    except OSError:  # nothing is there
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise FileExistsError(None, "it is no regular file", str(path))
