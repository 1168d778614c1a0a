"""Reading an export from a folder or a zip: its journal and its pictures.

Nothing is unpacked, no link is followed, and neither the names in a zip nor the sizes that it
states are trusted.
"""

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from wiki.exchange.document_error import DocumentError
from wiki.exchange.journal.header import JOURNAL
from wiki.exchange.notes.files import FolderError
from wiki.exchange.whole.files import MEDIA
from wiki.forms.fields import LINE
from wiki.media.encoding import MOST_BYTES
from wiki.media.shelf import WORDS
from wiki.text import clean_line

DAMAGED = "It is damaged, or no zip that can be read here."
LINK = "This is a link, and an export has none."
LOCKED = "It is locked with a password: unpack it, and import the folder."
MOST_FILES = 200_000
_ENCRYPTED = 0x1
# Damage in what is packed by bzip2 is an OSError.
_UNREADABLE = (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, OSError)


class ExportSource:
    """A folder or zip that holds a journal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def journal(self) -> Iterator[BinaryIO]:
        """Open the journal. Raises FolderError where the zip is damaged, and OSError."""
        raise NotImplementedError
        yield

    def picture(self, name: str) -> bytes | None:
        """Return a file of `media/`, None if it is missing or larger than pictures may be."""
        raise NotImplementedError

    def words(self, name: str) -> str:
        """Return the words that describe a picture, "" for none."""
        return read_words(self.picture(name + WORDS) or b"")


class ExportFolder(ExportSource):
    """A folder that an export was written into."""

    @contextmanager
    def journal(self) -> Iterator[BinaryIO]:
        """Open the journal, which must not be a link."""
        with _open_unlinked(self._path / JOURNAL) as file:
            yield file

    def picture(self, name: str) -> bytes | None:
        """Return a file of `media/`, None if it is missing or too large, or the folder is a link.

        Raises DocumentError for a file that is a link.
        """
        folder = self._path / MEDIA.rstrip("/")
        if folder.is_symlink() or not (folder / name).exists():
            return None
        with _open_unlinked(folder / name) as file:
            return _limited(file)


class ExportZip(ExportSource):
    """An export in a zip; its files may lie in one folder inside it, `wrapper`."""

    def __init__(self, path: Path, wrapper: str) -> None:
        super().__init__(path)
        self._wrapper = wrapper

    @contextmanager
    def journal(self) -> Iterator[BinaryIO]:
        """Open the journal within the zip. Raises FolderError for a damaged zip."""
        try:
            with ZipFile(self._path) as archive, archive.open(self._wrapper + JOURNAL) as file:
                yield cast(BinaryIO, file)
        except _UNREADABLE as error:
            raise FolderError(DAMAGED) from error

    def picture(self, name: str) -> bytes | None:
        """Return a file of `media/`, None if there is none or it is too large."""
        try:
            with ZipFile(self._path) as archive:
                inside = self._wrapper + MEDIA + name
                if inside not in archive.NameToInfo:
                    return None
                with archive.open(inside) as file:
                    return _limited(cast(BinaryIO, file))
        except _UNREADABLE as error:
            raise FolderError(DAMAGED) from error


def read_words(data: bytes) -> str:
    """Return a picture's description from the bytes of the file beside it, as one line."""
    return clean_line(data.decode(errors="replace"))[:LINE]


def find_export(path: Path) -> ExportSource | None:
    """Return the export in a folder or a zip, None if it has no journal.

    Raises FolderError for a zip that is damaged, locked or hostile, and OSError.
    """
    if path.is_dir():
        return ExportFolder(path) if os.path.lexists(path / JOURNAL) else None
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except (*_UNREADABLE, UnicodeError, ValueError) as error:
        raise FolderError(DAMAGED) from error
    journals = [one.filename for one in members if one.filename.rpartition("/")[2] == JOURNAL]
    places = sorted(journals, key=lambda name: name.count("/"))
    wrapper = places[0].removesuffix(JOURNAL) if places else ""
    others = (one.filename for one in members if not one.filename.startswith("__MACOSX/"))
    if not places or not all(name.startswith(wrapper) for name in others):
        return None
    _check(members)
    return ExportZip(path, wrapper)


def _check(members: list[ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise FolderError(f"It holds more than {MOST_FILES:,} files.")
    seen = set[str]()
    for member in members:
        name = member.filename
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or parts[0].endswith(":"):
            raise FolderError(f"The path “{name[:100]!a}” in it leads out of it.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise FolderError(f"“{name[:100]!a}” in it is a link, and an export has none.")
        if name in seen:
            raise FolderError(f"Two files in it have the name “{name[:100]!a}”.")
        if member.flag_bits & _ENCRYPTED:
            raise FolderError(LOCKED)
        seen.add(name)


@contextmanager
def _open_unlinked(path: Path) -> Iterator[BinaryIO]:
    """Open a file that must not be a link, a folder or a device. Raises DocumentError, OSError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise DocumentError(
                1, "This is a link, and an export has none.", file=str(path)
            ) from error
        raise
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise DocumentError(1, "This is no file.", file=str(path))
        yield file


def _limited(file: BinaryIO) -> bytes | None:
    data = file.read(MOST_BYTES + 1)
    return data if len(data) <= MOST_BYTES else None
