"""The folder of cards that were made: a cache, of which everything can be made again."""

import re
from contextlib import suppress
from pathlib import Path

from wiki.storage import make_private_folder
from wiki.storage.regular_files import read_regular
from wiki.storage.whole_files import write_whole

MOST = 1_000  # files; a card takes about 50 kB
ENDING = ".png"
# Its subject and a digest; other pictures in the folder are none of ours.
_NAME = re.compile(r"(?:atlas|(?:region|[be])-[1-9][0-9]*)-[0-9a-f]+")


class CardFolder:
    """The folder with the cards made so far, one PNG file each; no method raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """Return the PNG of the card with this name, None if there is no file of it."""
        try:
            return read_regular(self.folder / (name + ENDING))
        except OSError:
            return None

    def save(self, name: str, png: bytes) -> None:
        """Write a card's file; remove earlier cards of its subject and the oldest above MOST."""
        with suppress(OSError):
            make_private_folder(self.folder)
            write_whole(self.folder / (name + ENDING), [png])
            self._remove_older(name)

    def clear(self) -> list[Path]:
        """Delete all cards, as after a purge; return the files that could not be deleted."""
        failed = []
        for file in self._files():
            try:
                file.unlink(missing_ok=True)
            except OSError:
                failed.append(file)
        return failed

    def _remove_older(self, name: str) -> None:
        subject = name.rpartition("-")[0]
        own = [file for file in self._files() if file.stem.rpartition("-")[0] == subject]
        rest = sorted(set(self._files()) - set(own), key=lambda file: file.stat().st_mtime_ns)
        extra = rest[: max(0, len(rest) + 1 - MOST)]
        for file in {*own, *extra} - {self.folder / (name + ENDING)}:
            file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        found = self.folder.glob(f"*{ENDING}")
        return [file for file in found if _NAME.fullmatch(file.stem)]
