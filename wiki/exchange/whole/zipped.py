"""Writing an export as a zip that is sent while it is made."""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from wiki.exchange.whole.files import MEDIA, AtlasFile
from wiki.storage import PRIVATE_FILE

PIECE = 2**16  # bytes that are handed on together
NO_DAY = (1980, 1, 1, 0, 0, 0)  # so that the same atlas gives the same bytes
UNIX = 3


class _Outgoing(RawIOBase):
    """Holds the bytes that a zip writes until they are taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Return True, as every stream does that can be written."""
        return True

    def write(self, data: Any) -> int:
        """Add bytes, and return how many."""
        before = len(self._waiting)
        self._waiting += data
        return len(self._waiting) - before

    def pop(self, at_least: int = 0) -> bytes:
        """Return and remove all bytes held if they are more than `at_least`, else none."""
        if len(self._waiting) <= at_least:
            return b""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data


def zip_pieces(files: Iterable[AtlasFile]) -> Iterator[bytes]:
    """Yield the bytes of a zip with the files of an export, with memory for one file at a time."""
    out = _Outgoing()
    with ZipFile(out, "w") as archive:
        for file in files:
            with archive.open(_entry(file.name), "w", force_zip64=True) as opened:
                for data in file.pieces:
                    opened.write(data)
                    if piece := out.pop(PIECE):
                        yield piece
    yield out.pop()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, NO_DAY)
    entry.create_system = UNIX
    entry.external_attr = (0o100000 | PRIVATE_FILE) << 16
    entry.compress_type = ZIP_STORED if name.startswith(MEDIA) else ZIP_DEFLATED
    return entry
