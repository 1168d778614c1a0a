"""Files that an author sent and has still to confirm, stored for an hour under their hashes."""

import re
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from wiki.storage import make_private_folder
from wiki.storage.copies import DRAFT
from wiki.storage.whole_files import write_whole

SECONDS = 3600
MOST = 4  # so many may wait; the oldest go first
ENDING, DONE = ".zip", ".done"
_DIGEST = re.compile(r"[0-9a-f]{64}")
# What this module writes, and what is left of it where a crash came first.
_NAME = re.compile(
    rf"{_DIGEST.pattern}(?:{re.escape(ENDING)}|{re.escape(DONE)})|\.[a-z0-9_]{{8}}{re.escape(DRAFT)}"
)


class WaitingFiles:
    """The folder with files to be confirmed, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Store a file, and return the digest by which `find` finds it. Raises OSError."""
        digest = sha256(data).hexdigest()
        make_private_folder(self._folder)
        path = self._folder / f"{digest}{ENDING}"
        write_whole(path, [data])
        self._done(digest).unlink(missing_ok=True)
        self._clear(path)
        return digest

    def find(self, digest: str) -> Path | None:
        """Return the path of the file with this digest, None if no such file is waiting."""
        path = self._folder / f"{digest}{ENDING}"
        if not _DIGEST.fullmatch(digest) or not path.is_file():
            return None
        return path if _is_young(path) else None

    def drop(self, digest: str) -> None:
        """Remove the file with this digest, which is imported now or will not be."""
        if path := self.find(digest):
            with suppress(OSError):
                path.unlink()

    def finish(self, digest: str, address: str) -> None:
        """Remove a file that is imported now; for an hour, remember the address of the result."""
        with suppress(OSError):
            write_whole(self._done(digest), [address.encode()])
        self.drop(digest)

    def find_finished(self, digest: str) -> str | None:
        """Return the address that `finish` got for this digest in the last hour, None for none.

        It is for an author who confirms the same file twice.
        """
        path = self._done(digest)
        if _DIGEST.fullmatch(digest) and path.is_file() and _is_young(path):
            return path.read_text(encoding="utf-8")
        return None

    def _done(self, digest: str) -> Path:
        return self._folder / f"{digest}{DONE}"

    def _clear(self, newest: Path) -> None:
        """Remove what is older than an hour, and the oldest files where too many wait.

        Other files stay: the folder of the data is one that somebody names.
        """
        with suppress(OSError):
            ours = [path for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
            others = [path for path in ours if path.suffix == ENDING and path != newest]
            others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
            old = [path for path in ours if not _is_young(path)]
            for path in {*others[MOST - 1 :], *old}:
                path.unlink()


def _is_young(path: Path) -> bool:
    return path.stat().st_mtime > time.time() - SECONDS
