"""Decoding the files of documents, which are UTF-8, and recognising those in UTF-16."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from wiki.exchange.document_error import DocumentError

ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNDECODED = re.compile("[\ud800-\udfff]")  # what Python has for bytes that are not UTF-8
SEEN = 2**16  # bytes at the beginning of a file that are looked at
_CONTROLS = set(map(chr, range(32))) - set("\t\n\f\r")


def utf16_without_mark(data: bytes) -> str:
    """Return the encoding of a file that looks like UTF-16: `utf-16-le` or `utf-16-be`; else "".

    In such a text the zero bytes, of spaces and Latin letters, are all at even places or all at
    odd ones. Other files with zero bytes have them at both, or control characters between them.
    """
    start = data[:SEEN]
    at_even, at_odd = start[::2].count(0), start[1::2].count(0)
    if bool(at_even) == bool(at_odd) or len(data) % 2:
        return ""
    encoding = "utf-16-be" if at_even else "utf-16-le"
    try:
        text = start[: len(start) // 2 * 2].decode(encoding, "strict")
    except UnicodeDecodeError:
        return ""
    return "" if _CONTROLS.intersection(text) else encoding


def decode(source: str | bytes) -> str:
    """Return a document's text. Raises DocumentError where it is empty or not UTF-8."""
    try:
        data = source if isinstance(source, bytes) else source.encode()
        if not data.strip():
            raise DocumentError(1, "There is nothing in this file.")
        if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) or utf16_without_mark(data):
            raise DocumentError(1, "This is text in UTF-16: save it as UTF-8.")
        if b"\0" in data:
            raise DocumentError(data.count(b"\n", 0, data.index(b"\0")) + 1, "This is not text.")
        return ENDS.sub("\n", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DocumentError(line, "This is not UTF-8 text: save it as UTF-8.") from error
    except UnicodeEncodeError as error:
        line = error.object.count("\n", 0, error.start) + 1
        raise DocumentError(line, "This holds half a character.") from error


def is_decoded(name: str) -> bool:
    """Return whether the name of a file was UTF-8; if not, some of its bytes are no characters."""
    return not _UNDECODED.search(name)
