"""The files of a frozen site: the path for each address, and writing those that changed."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wiki.storage.listed_files import ListedFiles
from wiki.storage.whole_files import has_content, write_whole

PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755
# Names the files that a freeze wrote, so that the next one knows which of them are gone.
LIST = ".atlas-frozen.json"
_NAME = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*")


def file_for(address: str, mimetype: str) -> str:
    """Return the path, within the folder, of the file that static servers send for an address.

    A page is the index of a folder with its name: all servers find that, also without an ending.
    Raises ValueError for an address that cannot be a file everywhere.
    """
    names = [name for name in address.split("/") if name]
    if not all(_NAME.fullmatch(name) for name in names):
        raise ValueError(f"{address} cannot be the name of a file")
    is_page = mimetype == "text/html" and not (names and names[-1].endswith(".html"))
    return "/".join([*names, "index.html"] if is_page else names)


class FrozenFolder:
    """A folder into which only files that changed are written; others keep their times."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written, self.changed, self.removed = 0, 0, 0
        self._listed = ListedFiles(folder, LIST, _is_name, is_list=_is_list, maker="freeze")
        self._names: set[str] = set()

    def begin(self, names: Iterable[str]) -> None:
        """Mark the folder as that of this site, by a list of files in it.

        Raises FileExistsError if it has no such list, but a file or folder with one of `names`.
        """
        if not (self.folder / LIST).is_file():
            for name in names:
                if (self.folder / name).exists():
                    raise self._listed.foreign(name)
        self._write_list(self._listed.earlier)

    def write(self, name: str, content: bytes) -> None:
        """Write a file, completely or not at all, unless it has this content already.

        Raises FileExistsError if a file of this name exists that no freeze made.
        """
        self._names.add(name)
        self.written += 1
        if not has_content(self.folder / name, content):
            self._listed.claim(name, mode=PUBLIC_FILE)
            self._put(name, content)
            self.changed += 1

    def finish(self) -> None:
        """Remove the files that an earlier freeze wrote and this one did not; all others stay."""
        for name in sorted(self._listed.earlier - self._names):
            path = self.folder / name
            if path.is_file():
                path.unlink()
                self.removed += 1
            for folder in path.parents:
                if folder == self.folder or any(folder.iterdir()):
                    break
                folder.rmdir()
        self._write_list(self._names)
        self._listed.finish()

    def _write_list(self, names: set[str]) -> None:
        content = json.dumps({"files": sorted(names)}, indent=0).encode()
        if not has_content(self.folder / LIST, content):
            self._put(LIST, content)

    def _put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        _make_public_folder(path.parent)
        write_whole(path, [content], mode=PUBLIC_FILE)


def _make_public_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for everybody to read. Raises OSError."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(PUBLIC_FOLDER)  # whatever the umask
    path.mkdir(exist_ok=True)  # raises where it is a file


def _is_list(content: dict[str, Any]) -> bool:
    """Return whether a freeze wrote this list: it has the names of files and nothing else."""
    return content.keys() == {"files"}


def _is_name(name: str) -> bool:
    return all(map(_NAME.fullmatch, name.split("/")))
