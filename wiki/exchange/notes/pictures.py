"""Importing the pictures that notes show: made safe, and stored with those of the atlas."""

import posixpath
from collections import defaultdict
from pathlib import PurePosixPath
from urllib.parse import unquote

from wiki.errors import Invalid
from wiki.exchange.notes.file_links import is_web
from wiki.exchange.notes.files import Folder, FolderError
from wiki.exchange.notes.inline_links import InlineLink, rewrite_links
from wiki.forms.fields import LINE
from wiki.media.encoding import MOST_BYTES
from wiki.media.encoding_process import Busy, encode_in_process
from wiki.media.names import AT
from wiki.media.shelf import AddedPictures
from wiki.text import clean_line

BUSY = "Other pictures are being added at this moment: import this again in a few seconds."
# What the files of pictures that can be kept begin with; that of the last two comes after a size.
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")
_INSIDE = (b"WEBP", b"ftypavif")


class NotePictures:
    """The pictures of a folder, each stored once, when a note shows it.

    `added` is the shelf's list of new pictures. Without it, as in a dry run, nothing is stored, and
    `stored_paths` has the files that seem to be pictures.
    """

    def __init__(self, folder: Folder, added: AddedPictures | None) -> None:
        self._readers = folder.pictures
        self._added = added
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(folder.pictures):
            self._by_name[PurePosixPath(path).name.lower()].append(path)
        self._addresses: dict[str, str] = {}  # "" for a file that cannot be kept

    @property
    def stored_paths(self) -> set[str]:
        """Return the paths of the pictures that were stored."""
        return {path for path, address in self._addresses.items() if address}

    def with_addresses(self, body: str, folder: str) -> tuple[str, set[str]]:
        """Return a note's text with addresses of stored pictures, and the names it had for them.

        `folder` is the folder that the note is in. Raises FolderError and OSError.
        """
        named = set()

        def write(link: InlineLink) -> str | None:
            is_meant = link.is_picture and not is_web(link.target)
            path = self._find(link.target, folder) if is_meant else ""
            address = path and self._address(path, link.words)
            if not address:
                return None
            named.add(link.target.partition("#")[0])
            return str(link._replace(target=address)) if self._added else None

        return rewrite_links(body, write), named

    def _find(self, target: str, folder: str) -> str:
        """Return the path of the picture that a note names, "" where there is none.

        It is looked for in the note's folder, in the outermost, and by its name alone.
        """
        name = unquote(target).partition("#")[0].strip()
        for path in (posixpath.normpath(posixpath.join(folder, name)), name):
            if path in self._readers:
                return path
        return next(iter(self._by_name.get(PurePosixPath(name).name.lower(), ())), "")

    def _address(self, path: str, words: str) -> str:
        """Store a picture once; return its address, "" if it is too large or no picture."""
        if path not in self._addresses:
            data = self._readers[path](MOST_BYTES + 1)
            is_small = len(data) <= MOST_BYTES
            self._addresses[path] = (
                self._store(data, words) if is_small and _is_picture(data) else ""
            )
        return self._addresses[path]

    def _store(self, data: bytes, words: str) -> str:
        if self._added is None:
            return AT
        try:
            name, content = encode_in_process(data)
        except Busy as error:
            raise FolderError(BUSY) from error
        except Invalid:
            return ""
        described = clean_line(words)[:LINE]
        self._added.keep(name, content, "" if "." in described else described)
        return f"{AT}{name}"


def _is_picture(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS) or any(sign in data[4:16] for sign in _INSIDE)
