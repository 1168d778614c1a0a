"""Files that an author sent and has still to confirm, kept for an hour under the hash of each."""

import re
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from wiki.storage import make_private_folder
from wiki.storage.whole_files import write_whole

SECONDS = 3600
MOST = 4  # so many may wait; the oldest go first
ENDING = ".zip"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class WaitingFiles:
    """A folder of such files, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Keep a file, and return the digest to ask for it with. Raises OSError."""
        digest = sha256(data).hexdigest()
        make_private_folder(self._folder)
        path = self._folder / f"{digest}{ENDING}"
        write_whole(path, [data])
        self._clear(path)
        return digest

    def find(self, digest: str) -> Path | None:
        """Return the path of a file, None where none of this digest waits."""
        path = self._folder / f"{digest}{ENDING}"
        if not _DIGEST.fullmatch(digest) or not path.is_file():
            return None
        return path if _is_young(path) else None

    def drop(self, digest: str) -> None:
        """Remove a file that is imported now, or will not be."""
        if path := self.find(digest):
            with suppress(OSError):
                path.unlink()

    def _clear(self, newest: Path) -> None:
        """Remove what waited too long, and the oldest where too many wait."""
        others = [path for path in self._folder.glob(f"*{ENDING}") if path != newest]
        with suppress(OSError):
            others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
            for place, path in enumerate(others, 1):
                if place >= MOST or not _is_young(path):
                    path.unlink()


def _is_young(path: Path) -> bool:
    return path.stat().st_mtime > time.time() - SECONDS
