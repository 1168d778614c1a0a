"""Writing an export into a folder: whole, private, and never over what somebody else put there."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from wiki.exchange.whole.files import LIST, AtlasFile
from wiki.storage import make_private_folder
from wiki.storage.whole_files import write_whole


def write_folder(folder: Path, files: Iterable[AtlasFile]) -> int:
    """Write the files of an export into a folder, and return how many there are.

    A new folder is made under another name and renamed, so that it is there whole or not at all.
    In one that exists each file is replaced by renaming, and of an earlier export, as its list
    says, those files go that this one lacks; everything else stays. Raises OSError, and ValueError
    for a path that cannot be.
    """
    if folder.exists():
        former = _listed(folder)
        written = _write(folder, files)
        _remove(folder, former - written)
        return len(written)
    with _draft_of(folder) as draft:
        return len(_write(draft, files))


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file whole or not at all, for its owner alone, as it may hold private notes.

    A link of that name is replaced and never followed.
    """
    write_whole(path, pieces)


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
    """Make a folder under another name, and give it its name at the end, if all went well."""
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    make_private_folder(draft)
    try:
        yield draft
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _listed(folder: Path) -> set[str]:
    """Return the names that the list of an earlier export has, without those that lead outside."""
    try:
        names = json.loads((folder / LIST).read_bytes())["files"]
        return {name for name in names if _is_inside(PurePosixPath(name))}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def _is_inside(name: PurePosixPath) -> bool:
    return not name.is_absolute() and ".." not in name.parts and len(name.parts) in (1, 2)


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in sorted(names):
        path = folder / name
        if not path.parent.is_symlink() and (path.is_file() or path.is_symlink()):
            path.unlink()
            if path.parent != folder:
                with suppress(OSError):  # it holds something else
                    path.parent.rmdir()
