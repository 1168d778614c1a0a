"""Finding the newest backup that the program keeps, and restoring it into a folder for a trial."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wiki.backups.reading import Contents
from wiki.backups.restoring import restore
from wiki.backups.writing import Source

ENDINGS = (".sqlite", ".zip")


@dataclass(frozen=True)
class Kept:
    """A backup in the folder of the program's own copies, and when it was made."""

    path: Path
    made_at: datetime


def list_kept(folder: Path) -> list[Kept]:
    """Return the backups in a folder, the newest first, without copies of damaged databases."""
    found = []
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            named = not path.name.startswith(".") and not path.stem.endswith("-damaged")
            if named and path.suffix in ENDINGS and path.is_file():
                made = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
                found.append(Kept(path, made))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def restore_into(file: Path, folder: Path, database: str, media: str) -> Contents:
    """Restore a backup into an empty folder, as `restore` does. Raises what `restore()` raises."""
    place = Source(database=folder / database, media=folder / media)
    return restore(file, place, folder / "before", datetime.now()).contents
