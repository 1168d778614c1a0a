"""Reading the files of a folder or of a zip. Nothing is unpacked, and no link is followed.

The names in a zip are not trusted, and neither are the sizes that it states.
"""

import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from wiki.exchange.decoding import is_decoded
from wiki.exchange.notes.left_out import find_left_out

MEBIBYTE = 2**20
LARGEST = 64 * MEBIBYTE  # bytes of all notes together, unpacked
MOST_FILES = 50_000
NOTES = (".md", ".markdown")
PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".avif")
FirstBytes = Callable[[int], bytes]
_DAMAGE = (BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1  # flags of a file in a zip
_TOO_LARGE = f"Its notes have more than {LARGEST // MEBIBYTE} MiB: import it in parts."
_TWICE = "Two files in it have the name “{}”: rename one of them."
_TOO_MANY = f"It holds more than {MOST_FILES:,} files: import it in parts."


class FolderError(Exception):
    """A folder or zip that cannot be imported; the text is a sentence that says why."""


@dataclass
class Folder:
    """The files of a folder by path, with `/` between its parts.

    `notes` has the content of the files in Markdown, and `others`, for all other files, a function
    that reads as many bytes of one as it is told, none of a link. `left_out` has the folders, with
    `/` at the end, and the files in Markdown that are no notes of the author and were not read.
    `name` is its own, which stands in no path: that of a zip is of the folder that all is in.
    """

    name: str = ""
    notes: dict[str, bytes] = field(default_factory=dict)
    others: dict[str, FirstBytes] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    size: int = 0

    @property
    def pictures(self) -> dict[str, FirstBytes]:
        """Return those of the other files that are pictures by their names."""
        return {path: read for path, read in self.others.items() if _has_ending(path, PICTURES)}

    def leave_out(self, path: str) -> None:
        """Record the path of a folder or a note that is left out; other files are not recorded."""
        if path.endswith("/") or _has_ending(path, NOTES):
            self.left_out.add(path)

    def add(self, path: str, data: bytes) -> None:
        """Add a file in Markdown.

        Raises FolderError where the folder gets too large, or has two files of one shown name.
        """
        if path in self.notes:
            raise FolderError(_TWICE.format(path[:100]))
        self.size += len(data)
        if self.size > LARGEST:
            raise FolderError(_TOO_LARGE)
        self.notes[path] = data


def is_folder(path: Path) -> bool:
    """Return whether a path is that of a folder or a zip; a pipe is none, and is not opened."""
    try:
        is_zip = path.is_file() and (path.suffix.lower() == ".zip" or is_zipfile(path))
        return path.is_dir() or is_zip
    except (OSError, ValueError):
        return False


def read_folder(path: Path) -> Folder:
    """Return the files of a folder or a zip. Raises FolderError where it cannot be read."""
    try:
        folder = _read_directory(path) if path.is_dir() else _read_zip(path)
    except OSError as error:
        reason = f"{_shown(str(error.filename or path))} cannot be read: {error.strerror}."
        raise FolderError(reason) from error
    return folder


def _read_directory(root: Path) -> Folder:
    folder = Folder(_shown(root.resolve().name))
    for count, path in enumerate(_walk(root, folder)):
        if count >= MOST_FILES:
            raise FolderError(_TOO_MANY)
        written = path.relative_to(root).as_posix()
        name = _shown(written)
        if path.is_symlink() or not path.is_file():
            folder.others[name] = _nothing
        elif not _has_ending(name, NOTES):
            folder.others[name] = partial(_first_bytes, path)
        elif not is_decoded(written):
            raise FolderError(f"The name “{name[:100]}” is not UTF-8: rename the file.")
        else:  # which may grow while it is read
            folder.add(name, _first_bytes(path, LARGEST - folder.size + 1))
    return folder


def _nothing(_most: int) -> bytes:
    return b""


def _has_ending(path: str, endings: Sequence[str]) -> bool:
    return PurePosixPath(path).suffix.lower() in endings


def _first_bytes(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _walk(root: Path, folder: Folder) -> Iterator[Path]:
    """Yield the paths of the files below `root`; those left out are recorded in `folder`."""
    for above, folders, files in os.walk(root, onerror=_fail):
        outer = Path(above).relative_to(root).parts
        folders[:] = [name for name in sorted(folders) if _is_read((*outer, name, ""), folder)]
        yield from (Path(above, name) for name in sorted(files) if _is_read((*outer, name), folder))


def _is_read(parts: Sequence[str], folder: Folder) -> bool:
    """Return whether a path is to be read; a path that is left out is recorded."""
    if path := find_left_out(parts):
        folder.leave_out(_shown(path))
    return not path


def _fail(error: OSError) -> None:
    raise error


def _read_zip(path: Path) -> Folder:
    folder = Folder()
    try:
        with ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_FILES:
                raise FolderError(_TOO_MANY)
            names, left_out = _sorted_out(members)
            wrapper = _wrapper(names)
            folder.name = wrapper.rstrip("/")
            for aside in left_out:
                folder.leave_out(_shown(aside).removeprefix(wrapper))
            for name, member in sorted(names.items()):
                inside = name.removeprefix(wrapper)
                if _is_link(member):
                    folder.others[inside] = _nothing
                elif not _has_ending(name, NOTES):
                    folder.others[inside] = partial(_first_unpacked, path, member)
                else:
                    folder.add(inside, _unpacked(archive, member, LARGEST - folder.size))
    except (*_DAMAGE, UnicodeError) as error:
        raise FolderError("It is damaged, or no zip that can be read here.") from error
    return folder


def _sorted_out(members: Sequence[ZipInfo]) -> tuple[dict[str, ZipInfo], list[str]]:
    """Return the files of a zip by their paths, and the paths of what is left out.

    Raises FolderError where two have one path, of which only one would be read.
    """
    names: dict[str, ZipInfo] = {}
    left_out = []
    for member in members:
        parts = _safe_parts(member)
        name = _shown("/".join(parts))
        if aside := find_left_out(parts):
            left_out.append(aside)
        elif name in names:
            raise FolderError(_TWICE.format(name[:100]))
        else:
            names[name] = member
    return names, left_out


def _first_unpacked(path: Path, member: ZipInfo, most: int) -> bytes:
    """Return the first bytes of a file in a zip, none where it is damaged or locked."""
    try:
        with ZipFile(path) as archive, archive.open(member) as packed:
            return packed.read(most)
    except (*_DAMAGE, OSError, RuntimeError):
        return b""


def _unpacked(archive: ZipFile, member: ZipInfo, room: int) -> bytes:
    """Return what a file in a zip holds, at most `room` bytes.

    Raises FolderError where it holds more, whatever size it states, or is encrypted.
    """
    if member.flag_bits & _ENCRYPTED:
        raise FolderError("It is locked with a password: unpack it, and import the folder.")
    with archive.open(member) as packed:
        data = packed.read(room + 1)
    if len(data) > room:
        raise FolderError(_TOO_LARGE)
    return data


def _safe_parts(member: ZipInfo) -> tuple[str, ...]:
    """Return the path of a file in a zip. Raises FolderError for one that leads out of it."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):  # many programs write UTF-8 without saying so
            name = name.encode("cp437").decode("utf-8")
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or parts[0].endswith(":"):
        raise FolderError(f"The path “{_shown(name)[:100]}” in it leads out of it.")
    return tuple(filter(None, parts))


def _wrapper(names: dict[str, ZipInfo]) -> str:
    """Return the one folder that everything in a zip is in, with `/`; "" where there is none."""
    tops = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{tops.pop()}/" if len(tops) == 1 and "" not in tops else ""


def _is_link(member: ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _shown(name: str) -> str:
    """Return a name as it can be printed: without control characters and undecodable bytes.

    The latter are halves of characters. Each becomes a question mark.
    """
    return _CONTROLS.sub("?", name.encode("utf-8", "replace").decode("utf-8"))
