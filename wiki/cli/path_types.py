"""Parameter types for paths given to commands: an empty path is refused."""

from pathlib import Path
from typing import Any

import click

ROOT = "{} is the root of the disk: name a folder in it."


def is_root(folder: Path) -> bool:
    """Return whether a folder is the root of the disk, which no command writes into."""
    path = folder.absolute()
    return path == Path(path.anchor)


class _GivenPath(click.Path):
    """A path that may be missing; an empty text is refused with `advice`."""

    advice: str

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the path. Ends the command with a usage error."""
        if not str(value).strip():
            self.fail(f"it is empty: {self.advice}.", param, ctx)
        return super().convert(value, param, ctx)


class FilePath(_GivenPath):
    """The path of a file, which may be missing. An empty text is refused."""

    name, advice = "file", "name a file"

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)


class FolderPath(_GivenPath):
    """The path of a folder to write into, which may be missing.

    An empty text and the root of the disk are refused.
    """

    name, advice = "folder", "name a folder, or write . for this one"

    def __init__(self) -> None:
        super().__init__(file_okay=False, path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the path. Ends the command with a usage error."""
        path = super().convert(value, param, ctx)
        if is_root(path):
            self.fail(ROOT.format(value), param, ctx)
        return path
