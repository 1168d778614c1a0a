"""The shelf: the folder of pictures, one file for each, and perhaps one with its description."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wiki.media.headers import FIRST_BYTES, Size, read_size
from wiki.media.names import is_name, name_for
from wiki.storage import make_private_folder
from wiki.storage.regular_files import NotRegular, check_folder, read_regular
from wiki.storage.whole_files import write_whole

WORDS = ".txt"
DAMAGED = "it is damaged"
DOOMED = ".purging"  # names the pictures that a purge is about to remove


class Shelf:
    """The pictures of an atlas. All methods that write raise OSError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, data: bytes, words: str = "") -> None:
        """Write a picture and its description; both are on the disk when this returns.

        A picture of that name has the same content, so it stays; a new description replaces its old
        one. One that was to be removed stays as well.
        """
        make_private_folder(self.folder)
        if name in (doomed := self.doomed()):
            self._note(doomed - {name})
        if self.read(name) != data:
            write_whole(self.folder / name, [data], synced=True)
        if words:
            write_whole(self.folder / (name + WORDS), [words.encode()], synced=True)

    def add(self, name: str, data: bytes, words: str = "") -> None:
        """Write a picture from an imported file; a description that it has already stays."""
        self.keep(name, data, "" if self.words(name) else words)

    def read(self, name: str) -> bytes | None:
        """Return the content of a picture, None where there is none of that name."""
        return self._read(name) if is_name(name) else None

    def get(self, name: str) -> bytes:
        """Return the content of a picture that should be there.

        Raises OSError where it is missing, no file or damaged, or where the folder cannot be
        reached; its `strerror` says which.
        """
        check_folder(self.folder)
        data = read_regular(self.folder / name)
        if name_for(data, name.rpartition(".")[2]) != name:
            raise NotRegular(None, DAMAGED, str(self.folder / name))
        return data

    def words(self, name: str) -> str:
        """Return the description of a picture, "" for none."""
        return (self._read(name + WORDS) or b"").decode(errors="replace") if is_name(name) else ""

    def size(self, name: str) -> Size | None:
        """Return width and height of a picture in pixels, None where there is no such picture."""
        try:
            return read_size(read_regular(self.folder / name, FIRST_BYTES))
        except OSError:
            return None

    def names(self) -> list[str]:
        """Return the file names of all pictures, the newest first. Raises OSError."""
        check_folder(self.folder)
        with suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            found = [file for file in entries if is_name(file.name)]
            files = [(file.stat(follow_symlinks=False).st_mtime_ns, file.name) for file in found]
            return [name for _, name in sorted(files, reverse=True)]
        return []

    def readable_names(self) -> list[str]:
        """Return the file names of the pictures that can be read whole. Raises OSError."""
        return [name for name in self.names() if self._is_whole(name)]

    def _is_whole(self, name: str) -> bool:
        try:
            return bool(self.get(name))
        except OSError:
            return False

    def remove(self, name: str) -> None:
        """Delete a picture for good, with its description."""
        if is_name(name):
            for file in (name, name + WORDS):
                (self.folder / file).unlink(missing_ok=True)

    def doom(self, names: Collection[str]) -> None:
        """Note that pictures are to be removed soon, also if what removes them is interrupted.

        What is noted already stays so.
        """
        if any(map(is_name, names)):
            self._note({*self.doomed(), *names})

    def doomed(self) -> set[str]:
        """Return the pictures of which this was noted and that are still there."""
        with suppress(OSError):
            noted = (self._read(DOOMED) or b"").decode("ascii", "replace").split()
            return {name for name in noted if is_name(name) and self._files_of(name)}
        return set()

    def remove_doomed(self, names: Collection[str]) -> list[Path]:
        """Remove pictures, and note which ones are left; return the files that the disk kept."""
        left = []
        for name in names:
            try:
                self.remove(name)
            except OSError:
                left += self._files_of(name)
        with suppress(OSError):
            self._note(self.doomed())
        return left

    def _note(self, names: Collection[str]) -> None:
        file = self.folder / DOOMED
        if names:
            write_whole(file, [" ".join(sorted(names)).encode()], synced=True)
        else:
            file.unlink(missing_ok=True)

    def _files_of(self, name: str) -> list[Path]:
        files = (self.folder / name, self.folder / (name + WORDS))
        return [file for file in files if file.exists()]

    def _read(self, file: str) -> bytes | None:
        try:
            return read_regular(self.folder / file)
        except (FileNotFoundError, NotRegular):
            return None


@contextmanager
def adding_to(shelf: Shelf | None) -> Iterator["AddedPictures | None"]:
    """Yield an `AddedPictures` for a shelf, None without one.

    Undo what it added if the block raises.
    """
    added = AddedPictures(shelf) if shelf else None
    try:
        yield added
    except BaseException:
        if added:
            added.remove_added()
        raise


class AddedPictures:
    """The pictures that an import puts on a shelf; see `adding_to`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._new: list[str] = []

    def keep(self, name: str, data: bytes, words: str = "") -> None:
        """Put a picture on the shelf, with a description; one that it has already stays."""
        if self._shelf.read(name) is None:
            self._new.append(name)
        self._shelf.add(name, data, words)

    def remove_added(self) -> None:
        """Delete the pictures that were not on the shelf before."""
        for name in self._new:
            self._shelf.remove(name)
