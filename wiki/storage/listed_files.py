"""The files in a folder that the program wrote, so that it replaces those and no others.

A list in the folder names them. It is written at the end; until then, a second file beside it has
the names of files begun, so that a run that was interrupted can be repeated.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wiki.storage import PRIVATE_FILE, make_private
from wiki.storage.regular_files import find_obstacle, read_regular

BEGUN = ".begun"  # ends the name of the second file


def begun_name(name: str) -> str:
    """Return the name of the second file, which names files begun, beside a list of this name."""
    return f".{name.lstrip('.')}{BEGUN}"


class ListedFiles:
    """The files in a folder that the program wrote, by the list with this `name` in it.

    `is_name` says which names may be in the list. `is_list` gets the content of the list, a JSON
    object, and says whether the program wrote it: another program may have a list of this name.
    `maker` names what wrote the files, in errors.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        is_name: Callable[[str], bool],
        *,
        is_list: Callable[[dict[str, Any]], bool],
        maker: str,
    ) -> None:
        self._folder, self._begun, self._maker = folder, folder / begun_name(name), maker
        listed = _listed(folder / name, is_list)
        self.has_list = listed is not None
        self.earlier = {one for one in (*(listed or ()), *_lines(self._begun)) if is_name(one)}
        self._known = set(self.earlier)

    def has(self, name: str) -> bool:
        """Return whether the program wrote the file of this name."""
        return name in self._known

    def claim(self, name: str, *, mode: int = PRIVATE_FILE) -> None:
        """Record that a file is about to be written. `mode` has the permissions of the record.

        A link of this name is replaced. Raises FileExistsError for a file not by the program.
        """
        if name in self._known:
            return
        path = self._folder / name
        if path.exists() and not path.is_symlink():
            raise self.foreign(name)
        if obstacle := find_obstacle(self._begun):
            raise FileExistsError(None, f"{self._begun.name} is in the way: {obstacle}")
        if not self._begun.exists():
            make_private(self._begun)
            self._begun.chmod(mode)
        with open(self._begun, "a", encoding="utf-8") as file:
            file.write(f"{name}\n")
        self._known.add(name)

    def finish(self) -> None:
        """Delete the record of files begun, as the list names them all now."""
        self._begun.unlink(missing_ok=True)

    def foreign(self, name: str) -> FileExistsError:
        """Return the error about a file that somebody else put into the folder."""
        sentence = f"{name} is there, and no {self._maker} made it. Name a new folder"
        return FileExistsError(None, sentence, name)


def _listed(path: Path, is_list: Callable[[dict[str, Any]], bool]) -> list[str] | None:
    """Return the names in a list, None where there is none or the program did not write it."""
    try:
        content = json.loads(read_regular(path))
        return [str(name) for name in content["files"]] if is_list(content) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _lines(path: Path) -> list[str]:
    try:
        return read_regular(path).decode().split("\n")
    except (OSError, UnicodeDecodeError):
        return []
