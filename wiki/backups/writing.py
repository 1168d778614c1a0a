"""Writing a backup: the database as it was last committed, and the pictures, in one file."""

import json
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wiki.backups import Unusable
from wiki.backups.reading import DATABASE, LABEL, MEDIA, Contents, opened
from wiki.backups.target import check_replaceable
from wiki.media.names import is_name, name_for
from wiki.media.shelf import WORDS
from wiki.storage import make_private
from wiki.storage.copies import DRAFT, copy_into, remove_abandoned, sync, sync_folder
from wiki.storage.regular_files import check_folder, find_obstacle
from wiki.storage.schema import read_tables

FORMAT = 1
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class AtlasPaths:
    """The parts of an atlas that a backup holds: the database file and the folder of pictures."""

    database: Path
    media: Path


def write_backup(source: AtlasPaths, file: Path, report: Progress = lambda *_: None) -> Contents:
    """Write a backup, read it again to check it, and return its contents.

    An earlier backup of that name is replaced, in one step at the end, and only if the new one is
    whole. A picture whose content no longer fits its name is left out. `report` is called with the
    numbers of pictures done and in all. Raises OSError, sqlite3.Error where the database is damaged
    or cannot be read, and Unusable where another file has that name, or the new one cannot be read
    again.
    """
    check_replaceable(file)
    remove_abandoned(file.parent, f".{file.name}.")
    draft = file.with_name(f".{file.name}.{os.getpid()}{DRAFT}")
    copy = draft.with_name(f"{draft.name}.database")  # `remove_abandoned()` finds both
    try:
        for one in (draft, copy):
            one.unlink(missing_ok=True)
        copy_into(source.database, copy)
        make_private(draft)
        damaged = _write(draft, copy, source.media, report)
        copy.unlink()
        sync(draft)
        contents = _read_again(draft, file)
        draft.replace(file)
        sync_folder(file.parent)
        return replace(contents, damaged=damaged)
    finally:
        for one in (draft, copy):
            with suppress(OSError):
                one.unlink(missing_ok=True)


def _read_again(draft: Path, file: Path) -> Contents:
    """Return the contents of a backup under its temporary name; errors give the final name."""
    try:
        with opened(draft, file.parent) as backup:
            return backup.contents
    except Unusable as error:
        raise Unusable(str(error).replace(str(draft), str(file))) from error


def _write(draft: Path, copy: Path, media: Path, report: Progress) -> tuple[str, ...]:
    """Write the zip, and return the names of damaged pictures, which are left out.

    Pictures are written after the copy of the database, which names no later ones.
    """
    label = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tables": read_tables(copy)[1],
    }
    names, damaged = _pictures(media), []
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(LABEL, json.dumps(label, indent=2) + "\n")
        archive.write(copy, DATABASE, compresslevel=6)
        for done, name in enumerate(names, 1):
            with suppress(FileNotFoundError):  # somebody removed it just now
                if not _is_whole(media / name):
                    damaged.append(name)
                else:
                    archive.write(media / name, f"{MEDIA}/{name}", zipfile.ZIP_STORED)
            report(done, len(names))
    return tuple(damaged)


def _is_whole(picture: Path) -> bool:
    """Return whether a picture has the content that it is named for, and a description is a file.

    Raises FileNotFoundError where nothing has that name.
    """
    if find_obstacle(picture):
        return False
    if not is_name(picture.name):
        return True
    return name_for(picture.read_bytes(), picture.suffix.removeprefix(".")) == picture.name


def _pictures(media: Path) -> list[str]:
    """Return the names of the picture files, and of the files with their descriptions.

    Raises OSError.
    """
    check_folder(media)
    with suppress(FileNotFoundError):
        return sorted(name for name in os.listdir(media) if is_name(name.removesuffix(WORDS)))
    return []
