"""The encodings of files that do not say which they have."""

import codecs
import lzma
import re
import zlib

from wiki.backups.reading import SQLITE
from wiki.exchange.decoding import utf16_without_mark
from wiki.exchange.library.work import UnreadableFile

MEBIBYTE = 2**20
LARGEST = 16 * MEBIBYTE  # of a file, also once unpacked
TOO_LARGE = "A bibliography may have 16 MiB, and this file has more: divide it."
NO_TEXT = "This file is no text: choose a bibliography, bookmarks or a table as CSV."
BROKEN_PACK = "This file is packed and cannot be unpacked to its end: it may have been cut short."
A_BACKUP = (
    "This file is a database. If it is a copy of an atlas, put it back on the server, with "
    "`flask restore`."
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_DECLARED = re.compile(
    rb"(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?([A-Za-z0-9_-]{3,20})", re.IGNORECASE
)
_TRUSTED = {"windows-1251", "cp1251", "koi8-r", "gbk", "gb2312", "gb18030", "big5", "shift_jis"}
_TRUSTED |= {"euc-jp", "euc-kr", "iso-8859-2", "windows-1250", "iso-8859-5", "windows-1252"}


def decode_text(data: bytes) -> str:
    """Return the text of a file, with line feeds for all ends of lines. Raises UnreadableFile.

    The encoding is that of a byte order mark, UTF-16 without one, UTF-8, or what the HTML says.
    Otherwise pairs of high bytes are taken for Chinese (GBK), long rows of them for Cyrillic, and
    single ones for Western European.
    """
    data = unpacked(data)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _normal(data[len(mark) :].decode(encoding, "replace"))
    if b"\0" in data:
        if encoding := utf16_without_mark(data):
            return _normal(data.decode(encoding, "replace"))
        raise UnreadableFile(A_BACKUP if data.startswith(SQLITE) else NO_TEXT)
    try:
        return _normal(data.decode())
    except UnicodeDecodeError:
        return _normal(data.decode(_guess(data), "replace"))


def unpacked(data: bytes) -> bytes:
    """Return the bytes of a file, unpacked if it is in gzip or xz. Raises UnreadableFile."""
    try:
        if data.startswith(b"\x1f\x8b"):
            unpacking = zlib.decompressobj(wbits=31)
            data, ended = unpacking.decompress(data, LARGEST + 1), unpacking.eof
        elif data.startswith(b"\xfd7zXZ\0"):
            opened = lzma.LZMADecompressor(memlimit=128 * MEBIBYTE)
            data, ended = opened.decompress(data, LARGEST + 1), opened.eof
        else:
            ended = True
    except (zlib.error, lzma.LZMAError) as error:
        raise UnreadableFile(BROKEN_PACK) from error
    if len(data) > LARGEST:
        raise UnreadableFile(TOO_LARGE)
    if not ended:
        raise UnreadableFile(BROKEN_PACK)
    return data


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _guess(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    if declared and (encoding := declared[1].decode().lower()) in _TRUSTED:
        return encoding
    rows = [run[0] for run in _HIGH.finditer(data[: 4 * MEBIBYTE])]
    is_cyrillic = all(sign >= 0xC0 for row in rows for sign in row)  # in Chinese few are as high
    if (
        not is_cyrillic
        and all(len(row) % 2 == 0 for row in rows)
        and _decodes(data, "gb18030", rows)
    ):
        return "gb18030"
    if sum(map(len, rows)) > 2.5 * len(rows):
        return max(("cp1251", "koi8-r"), key=lambda name: _small_letters(rows, name))
    return "latin-1" if not _decodes(data, "cp1252", []) else "cp1252"


def _decodes(data: bytes, encoding: str, rows: list[bytes]) -> bool:
    """Return whether a file can be decoded, and its runs of high bytes are common Chinese signs."""
    try:
        data.decode(encoding)
        for row in rows:
            row.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


def _small_letters(rows: list[bytes], encoding: str) -> int:
    """Return how many small Cyrillic letters rows of bytes have in an encoding."""
    words = (row.decode(encoding, "replace") for row in rows)
    return sum("а" <= sign <= "я" for word in words for sign in word)  # noqa: RUF001 - Cyrillic
