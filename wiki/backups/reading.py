"""Reading a backup, and refusing one that is damaged, foreign or from a later version."""

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from wiki.backups import Unusable
from wiki.backups.own_copies import BESIDE
from wiki.installation import known_versions
from wiki.media.names import is_name, name_for
from wiki.media.shelf import WORDS
from wiki.storage import PRIVATE_FILE, open_unchanging
from wiki.storage.copies import DRAFT, copy_into, remove_abandoned, sync
from wiki.storage.integrity import find_damage_in
from wiki.storage.schema import OURS, read_tables

DATABASE, MEDIA, LABEL = "atlas.sqlite", "media", "backup.json"
NEEDED = frozenset({DATABASE, LABEL})  # what every backup has
SQLITE = b"SQLite format 3\0"
MOST_BYTES = 64 * 2**20  # of a picture, which is read into memory
_DRAFTS = ".backup-"  # begins the names of databases that are unpacked
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The contents of a backup: the version of its tables, and counts of regions and so on.

    `damaged` names the files of pictures that were left out when it was written.
    """

    tables: str
    regions: int
    changes: int
    pictures: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenedBackup:
    """A backup that was checked: its database in a file of its own, and its pictures.

    `archive` is the open zip, None for a copy of the database alone.
    """

    database: Path
    contents: Contents
    archive: zipfile.ZipFile | None

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the content of each picture file, and of its description file."""
        for name in _media(self.archive) if self.archive else ():
            assert self.archive
            yield name, self.archive.read(f"{MEDIA}/{name}")


@contextmanager
def opened(file: Path, scratch: Path) -> Iterator[OpenedBackup]:
    """Open a backup, or a copy of the database alone, after all of it is read and checked.

    The database is unpacked into the folder `scratch`, and removed from there at the end unless the
    caller moved it. Raises Unusable, and OSError.
    """
    remove_abandoned(scratch, _DRAFTS)
    handle, name = tempfile.mkstemp(dir=scratch, prefix=_DRAFTS, suffix=DRAFT)
    os.close(handle)
    draft = Path(name)
    try:
        with open(file, "rb") as begun:
            is_database = begun.read(len(SQLITE)) == SQLITE
        if is_database:
            _copy(file, draft)
            yield OpenedBackup(database=draft, contents=_contents(file, draft, 0), archive=None)
        else:
            with _archive(file) as archive:
                pictures = _unpack(file, archive, draft)
                contents = _contents(file, draft, pictures)
                yield OpenedBackup(database=draft, contents=contents, archive=archive)
    finally:
        for ending in ("", *BESIDE):
            with suppress(OSError):
                Path(name + ending).unlink(missing_ok=True)


def _copy(file: Path, draft: Path) -> None:
    """Copy a database file to `draft`. Raises Unusable where it is damaged."""
    try:
        copy_into(file, draft)
    except sqlite3.Error as error:
        raise _damaged(file, error) from error


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGED as error:
        raise Unusable(
            f"{file} is no backup of an atlas, or its end is missing ({error}). "
            "Nothing was changed."
        ) from error
    with archive:
        yield archive


def _unpack(file: Path, archive: zipfile.ZipFile, draft: Path) -> int:
    """Write the database to `draft`, check every other file, and return the number of pictures.

    Raises Unusable.
    """
    try:
        names = set(archive.namelist())
        if DATABASE not in names:
            raise Unusable(f"{file} is no backup of an atlas: {DATABASE} is not in it.")
        _check_sizes(file, archive, room=shutil.disk_usage(draft.parent).free)
        with archive.open(DATABASE) as packed, open(draft, "wb") as plain:
            os.fchmod(plain.fileno(), PRIVATE_FILE)
            shutil.copyfileobj(packed, plain, 2**20)
        sync(draft)
        pictures = 0
        for name in _media(archive):
            data = archive.read(f"{MEDIA}/{name}")  # compares the checksum
            if is_name(name):
                pictures += 1
                if name_for(data, name.rpartition(".")[2]) != name:
                    raise Unusable(f"{file} is damaged: {MEDIA}/{name} is another picture.")
        return pictures
    except DAMAGED as error:
        raise _damaged(file, error) from error


def _check_sizes(file: Path, archive: zipfile.ZipFile, *, room: int) -> None:
    """Raise Unusable where what is in a backup fits neither the disk nor the memory.

    No more of a file is ever unpacked than the zip says that it has: its checksum would be wrong.
    """
    if archive.getinfo(DATABASE).file_size > room:
        raise Unusable(f"{file} needs more room than is free on the disk. Nothing was changed.")
    for name in _media(archive):
        if archive.getinfo(f"{MEDIA}/{name}").file_size > MOST_BYTES:
            raise Unusable(f"{file} is damaged: {MEDIA}/{name} is too large for a picture.")


def _media(archive: zipfile.ZipFile) -> list[str]:
    """Return the names of a backup's picture files and their description files."""
    names = (name.removeprefix(f"{MEDIA}/") for name in archive.namelist())
    return [name for name in names if is_name(name.removesuffix(WORDS))]


def _contents(file: Path, draft: Path, pictures: int) -> Contents:
    """Check the database of a backup and return the backup's contents. Raises Unusable."""
    if damage := find_damage_in(draft):
        raise _damaged(file, damage[0])
    tables, version = read_tables(draft)
    if not tables >= OURS or version is None:
        raise Unusable(f"{file} is the database of another program. Nothing was changed.")
    if version not in known_versions():
        raise Unusable(
            f"{file} was made by a later version of the atlas ({version} is not known to this "
            "one): restore it with that version. Nothing was changed."
        )
    with closing(open_unchanging(draft)) as database:
        (regions,) = database.execute(
            "SELECT count(*) FROM topic WHERE deleted_at IS NULL"
        ).fetchone()
        (changes,) = database.execute("SELECT count(*) FROM change").fetchone()
    return Contents(tables=version, regions=regions, changes=changes, pictures=pictures)


def _damaged(file: Path, why: object) -> Unusable:
    return Unusable(f"{file} is damaged ({why}). Nothing was changed; take another backup.")
