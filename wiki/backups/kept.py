"""The folder of the program's own copies: which files in it are backups."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ENDINGS = (".sqlite", ".zip")
OF_DAMAGED = "-damaged"  # ends the name of a copy of a damaged database, without its ending


@dataclass(frozen=True)
class Kept:
    """A backup in the folder of the program's own copies, and when it was made."""

    path: Path
    made_at: datetime


def list_copies(folder: Path) -> list[Path]:
    """Return all copies in a folder by name, those of damaged databases too, no unfinished ones."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted(path for path in folder.iterdir() if _is_copy(path))
    return []


def list_kept(folder: Path) -> list[Kept]:
    """Return the backups in a folder, the newest first, without copies of damaged databases."""
    found = []
    for path in list_copies(folder):
        if not path.stem.endswith(OF_DAMAGED):
            with suppress(FileNotFoundError):  # somebody removed it just now
                made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
                found.append(Kept(path, made))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def _is_copy(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix in ENDINGS and path.is_file()
