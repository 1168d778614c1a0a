"""Writing an export into a folder: complete, private, and never over files of somebody else."""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from wiki.exchange.whole.files import LIST, MEDIA, AtlasFile, is_list
from wiki.media.shelf import WORDS
from wiki.storage import make_private_folder
from wiki.storage.listed_files import ListedFiles
from wiki.storage.whole_files import has_content, write_whole


def write_folder(folder: Path, files: Iterable[AtlasFile], lost: Collection[str] = ()) -> int:
    """Write the files of an export into a folder, and return how many there are.

    A new folder is made under another name and renamed, so that it is complete or does not exist.
    In a folder that exists, the files of an earlier export of this atlas, as its list says, are
    replaced by renaming, and those that this export lacks are removed; all other files stay, and so
    do pictures of an earlier export that are among `lost` once all files are written. Raises
    OSError, FileExistsError where another file has a name that this export needs, and ValueError
    for a path that cannot exist.
    """
    if folder.exists():
        return _write_over(folder, files, lost)
    with _draft_of(folder) as draft:
        return len(_write(draft, files))


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file whole or not at all, for its owner alone, as it may hold private notes.

    A link of that name is replaced and never followed.
    """
    write_whole(path, pieces)


def _write_over(folder: Path, files: Iterable[AtlasFile], lost: Collection[str]) -> int:
    """Write an export into a folder that exists, and return how many files the export has."""
    make_private_folder(folder)  # raises where it is a file
    listed = ListedFiles(folder, LIST, _is_inside, is_list=is_list, maker="export of this atlas")
    if (folder / LIST).exists() and not listed.has_list:
        raise listed.foreign(LIST)
    written = _write(folder, _claim(folder, files, listed))
    kept = {MEDIA + file for name in lost for file in (name, name + WORDS)}
    _remove(folder, listed.earlier - written - kept)
    listed.finish()
    return len(written)


def _write(folder: Path, files: Iterable[AtlasFile]) -> set[str]:
    written = set()
    for file in files:
        path = folder / file.name
        if path.parent.is_symlink() and path.parent != folder:
            raise OSError(None, f"{path.parent} is a link to somewhere else")
        make_private_folder(path.parent)
        write_file(path, file.pieces)
        written.add(file.name)
    return written


@contextmanager
def _draft_of(folder: Path) -> Iterator[Path]:
    """Make a folder under another name, and rename it to its own at the end, if all went well."""
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    make_private_folder(draft)
    try:
        yield draft
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _claim(folder: Path, files: Iterable[AtlasFile], listed: ListedFiles) -> Iterator[AtlasFile]:
    """Yield each file of an export when it may be written. Raises FileExistsError.

    A file of somebody else is no obstacle if it has the same content.
    """
    for file in files:
        path, pieces = folder / file.name, file.pieces
        is_ours = file.name == LIST or listed.has(file.name)
        if not is_ours and path.is_file():
            pieces = [b"".join(pieces)]
            is_ours = has_content(path, pieces[0])
        if not is_ours:
            listed.claim(file.name)
        yield AtlasFile(file.name, pieces)


def _is_inside(name: str) -> bool:
    """Return whether a name in the list leads to no place outside of the folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and len(path.parts) in (1, 2)


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in sorted(names):
        path = folder / name
        if not path.parent.is_symlink() and (path.is_file() or path.is_symlink()):
            path.unlink()
            if path.parent != folder:
                with suppress(OSError):  # something else is in the folder
                    path.parent.rmdir()
