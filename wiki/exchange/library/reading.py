"""Reading a file of works in any format, which is recognised by the content, not by the name."""

import re
from datetime import date, tzinfo

from wiki.exchange.forecast_columns import COMMAND, looks_like_forecasts
from wiki.exchange.library.bibtex import read_bibtex
from wiki.exchange.library.bookmarks import read_bookmarks
from wiki.exchange.library.encodings import decode_text
from wiki.exchange.library.feeds import (
    is_json_feed,
    is_xml_feed,
    read_json_feed,
    read_xml_feed,
)
from wiki.exchange.library.json_works import read_json
from wiki.exchange.library.ris import read_ris
from wiki.exchange.library.tables import find_table, read_table
from wiki.exchange.library.work import UnreadableFile, WorksRead

LOOKED_AT = 20_000  # characters at the beginning of a file
_BIBTEX = re.compile(r"(?:^|\n)[^\n%]{0,200}?@[ \t]*[A-Za-z][A-Za-z0-9_-]{1,40}\s{0,20}[{(]")
_RIS = re.compile(r"(?:^|\n)[ \ufeff]{0,3}TY  ?-")
_BOOKMARKS = re.compile(
    r"<!doctype netscape-bookmark-file|<title>\s{0,9}(?:pocket export|instapaper: export|bookmarks)"
    r"|<a\s[^<>]{0,2000}\b(?:add_date|time_added)=",
    re.IGNORECASE,
)
_OPML = re.compile(r"<opml[\s>]", re.IGNORECASE)
_JOURNAL = re.compile(r'\s{0,99}\{"format": ?[0-9]{1,9}, ?"atlas":')
_JSON = re.compile(r"\s*[\[{]\s*[\[{\"\]}]")
# An entry of BibTeX below words, such as JabRef writes before the first one.
_ENTRY = re.compile(
    r"\n@(?:article|book|booklet|comment|inbook|incollection|inproceedings|manual|mastersthesis|misc"
    r"|online|phdthesis|preamble|proceedings|report|string|techreport|thesis|unpublished)\s?[{(]",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"\A\s{0,99}---\n|^#{1,6} \S|\[\[[^\[\]\n]{1,200}\]\]|\]\(\S", re.MULTILINE)
_OF_MARKDOWN = ("---", "#")  # a front matter or a heading
# Keys that works have and no page, and those of a list of web addresses: the front matter of a note
# may have one of these, but is no list.
_ITEM = re.compile(r"\"(?:type|id)\"\s{0,9}:")
_ADDRESSES = re.compile(
    r"(?:\A\[.*?|\[\s{0,9}\{[^{}]{0,2000}?)\"(?:url|href|link|uri)\"\s{0,9}:", re.DOTALL
)
OPML = (
    "This is a list of feeds (OPML), and no list of works that you read: a feed reader takes it. "
    "Export your bookmarks or highlights instead."
)
MARKUP = (
    "This is HTML or XML, but no file of bookmarks and no feed: export bookmarks as HTML, or a "
    "bibliography."
)
UNKNOWN = (
    "This is none of the formats that can be imported: BibTeX, RIS, CSL-JSON, bookmarks as HTML, "
    "the CSV of Readwise, Zotero or Goodreads, the feed of a blog, or a zip of notes."
)
EMPTY = "This file holds no work."
NOTE = (
    "This is a single note or page in Markdown: put it into a zip, alone or with others, and "
    "choose the zip."
)
FORECASTS = (
    "This looks like a CSV of forecasts, and no list of works: it is imported on the server, with "
    f"{COMMAND}."
)
JOURNAL = (
    "This is the journal of an exported atlas without the rest of it: import the whole export, as "
    "a folder or a zip."
)


def read_works(data: bytes, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the works in a file. Raises UnreadableFile with a sentence that says why not."""
    text = decode_text(data)
    read = _read(text, today, zone)
    if not read.works and not read.refused:
        raise UnreadableFile(EMPTY)
    return read


def looks_like_works(data: bytes) -> bool:
    """Return whether a file is in one of the formats, or in one that `read_works` can name.

    Markdown is none of them, so that pages and notes are left to those who read them.
    """
    try:
        text = decode_text(data)
    except UnreadableFile:
        return True
    start = text[:LOOKED_AT].lstrip()
    if start.startswith("<"):
        return bool(_OPML.search(start) or is_xml_feed(start) or _BOOKMARKS.search(start))
    if _JSON.match(start):
        listed = _ITEM.search(start) or _ADDRESSES.search(start) or _JOURNAL.match(start)
        return bool(listed) or is_json_feed(text)
    if start.startswith(_OF_MARKDOWN):
        return False
    signs = (find_table(_first_line(start)), _RIS.search(start), _ENTRY.search(start))
    return any(signs) or _is_bibtex(start)


def _read(text: str, today: date, zone: tzinfo) -> WorksRead:
    start = text[:LOOKED_AT]
    if start.lstrip().startswith("<"):
        if _OPML.search(start):
            raise UnreadableFile(OPML)
        if is_xml_feed(start):
            return read_xml_feed(text, today=today, zone=zone)
        if not _BOOKMARKS.search(start):
            raise UnreadableFile(MARKUP)
        return read_bookmarks(text, today=today, zone=zone)
    if _JOURNAL.match(start):
        raise UnreadableFile(JOURNAL)
    if _JSON.match(start):
        if is_json_feed(text):
            return read_json_feed(text, today=today, zone=zone)
        return read_json(text, today=today, zone=zone)
    if table := find_table(_first_line(start)):
        return read_table(table, text, today=today, zone=zone)
    if looks_like_forecasts(start.lstrip("\ufeff \n")):
        raise UnreadableFile(FORECASTS)
    if _RIS.search(start):
        return read_ris(text, today=today)
    if _BIBTEX.search(text):
        return read_bibtex(text, today=today)
    if not text.strip():
        raise UnreadableFile(EMPTY)
    raise UnreadableFile(NOTE if _MARKDOWN.search(start) else UNKNOWN)


def _is_bibtex(start: str) -> bool:
    """Return whether a text begins with an entry of BibTeX, perhaps below comments."""
    lines = (line.strip() for line in start.split("\n"))
    first = next((line for line in lines if line and not line.startswith("%")), "")
    return first.startswith("@") and bool(_BIBTEX.match(first))


def _first_line(start: str) -> str:
    return start.lstrip().partition("\n")[0]
