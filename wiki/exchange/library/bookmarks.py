"""Works from files of bookmarks, in the format of Netscape that browsers and services write.

The file is no well-formed HTML, and nothing of it is run or loaded: only its links, the words below
them and the folders are read, from left to right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, tzinfo
from html import unescape
from html.entities import html5

from wiki.exchange.library.bookmark_folders import UNASKED, Around, Folders, hidden_by
from wiki.exchange.library.html_breaks import BLOCKS
from wiki.exchange.library.moments import is_inexact, read_instant, read_seconds
from wiki.exchange.library.to_read import is_to_read
from wiki.exchange.library.work import Work, WorksRead, refuse_too_many
from wiki.exchange.privacy import hides
from wiki.forms.fields import LINE

_NAME = re.compile(r"<(/?[A-Za-z!][A-Za-z0-9-]{0,30})")
_ATTRIBUTE = re.compile(r"[^\s=<>\"'/]{1,100}")
_SPACE = re.compile(r"[\s/]*")
_BARE = re.compile(r"[^\s>\"']*")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*+(?:;|=|))")  # no name of an entity has a `=`
_TIMES = ("add_date", "time_added", "last_visit")
_ENDS_WORDS = {"dt", "dl", "/dl", "a", "h3", "hr", "/body", "/html", "li"}
_NO = ("", "0", "false", "no")
_STATES = {"status", "state"}
_ITEM = re.compile(r"<dt\b", re.IGNORECASE)
_EMPTY_LINES = re.compile(r"\n(?:[ \t]{0,99}\n){2,}")
# A script, a search or a page of the browser itself: nothing that a reader could open.
_COMMAND = re.compile(
    r"\s*(?:javascript|place|about|chrome|edge|brave|opera|vivaldi|data|view-source|file|[a-z-]+"
    r"-extension):",
    re.IGNORECASE,
)
_LINKDING = re.compile(r"\[linkding-notes\](.*?)(?:\[/linkding-notes\]|$)", re.DOTALL)


@dataclass
class BookmarkToken:
    """A tag with its attributes, the text after it, and the index at which it begins."""

    name: str
    start: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass
class Bookmark:
    """A work, with the parts of its title and of the words below it as they are read."""

    work: Work
    title: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    inside: str = "title"  # which of them is being read: `title`, `note` or neither
    link: str = ""  # the address of a link among the words of the notes

    def ends_at(self, token: BookmarkToken, *, has_items: bool) -> bool:
        """Return whether a tag ends the words of this bookmark.

        A list may stand among its notes, and so may a link in a file that marks its bookmarks as
        items (`<DT>`): one that has no time, as bookmarks have.
        """
        is_link = token.name == "a" and has_items and not token.attributes.keys() & {*_TIMES}
        if self.inside == "note" and (is_link or token.name == "li"):
            return False
        return token.name in _ENDS_WORDS

    def read_tag(self, token: BookmarkToken) -> None:
        """Read a tag with the text after it, of which the words belong to this bookmark."""
        before = "\n" * (token.name.lstrip("/") in BLOCKS)
        if token.name == "/a" and self.inside == "note":
            before = self._end_link()
        elif token.name == "/a":
            self.inside = ""
        elif token.name in ("dd", "blockquote"):
            self.inside = "note"
        elif token.name == "a" and self.inside == "note":
            before = self._end_link()
            self.link = token.attributes.get("href", "").strip()
        if self.inside:
            parts = self.title if self.inside == "title" else self.notes
            parts.append(before + unescape(token.text))

    def _end_link(self) -> str:
        """Return the address of the link that ends here, in brackets; "" where it is told."""
        link, self.link = self.link, ""
        is_told = "://" not in link or (self.notes and self.notes[-1].strip() == link)
        return "" if is_told else f" ({link})"

    def finish(self) -> Work:
        """Return the work with its title and notes, when all of its words are read.

        The part that linkding marks in a description as notes is a note of its own.
        """
        self.work.title = " ".join("".join(self.title).split())
        self.notes.append(self._end_link())
        notes = _EMPTY_LINES.sub("\n\n", "".join(self.notes).strip())
        for note in (_LINKDING.sub("", notes), *_LINKDING.findall(notes)):
            self.work.add_note("", note=note)
        return self.work


def read_bookmarks(text: str, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the works in the text of a file of bookmarks; tags and folders become details.

    Times are read as days in the time zone.
    """
    refuse_too_many(text.count("<"))
    read = WorksRead("bookmarks")
    folders = Folders()
    line, seen = 1, 0
    has_items = bool(_ITEM.search(text))
    bookmark: Bookmark | None = None
    for token in _tokens(text):
        name = token.name
        if bookmark and bookmark.ends_at(token, has_items=has_items):
            read.add(bookmark.finish())
            bookmark = None
        is_in_words = bool(bookmark and bookmark.inside)
        folders.read_tag(name, token.attributes, unescape(token.text), is_in_words=is_in_words)
        if name == "a" and not bookmark and not _is_anchor(token.attributes):
            line, seen = line + text.count("\n", seen, token.start), token.start
            bookmark = Bookmark(_work(line, token, folders.around(), today, zone))
        if bookmark:
            bookmark.read_tag(token)
    if bookmark:
        read.add(bookmark.finish())
    return read


def _is_anchor(attributes: dict[str, str]) -> bool:
    """Return whether a link leads nowhere and only marks a place on the page."""
    return bool(attributes) and attributes.keys() <= {"name", "id", "class"}


def _unread_reason(attributes: dict[str, str]) -> str:
    """Return the words by which a bookmark says that it is still to be read, "" for none."""
    for name, value in attributes.items():
        if is_to_read(name) and value.lower() not in _NO[1:]:
            return name
        if name in _STATES and is_to_read(value):
            return f"{name}: {value}"
    return ""


def _work(line: int, token: BookmarkToken, around: Around, today: date, zone: tzinfo) -> Work:
    attributes = token.attributes
    work = Work(line)
    address = attributes.get("href", "")
    work.add_address(address)
    work.lacks_address = not work.url
    for name in _TIMES:
        value = attributes.get(name, "")
        day = read_seconds(value, zone=zone, today=today)
        day = day or read_instant(value, zone=zone, today=today)
        work.read_on = work.read_on or day
        if is_inexact(value, day):
            work.add_date(name, value)
    work.add_detail("tags", attributes.get("tags", ""))
    work.add_detail("folder", " / ".join(around.names)[:LINE])
    work.hidden_reason = hidden_by(attributes) or around.hidden_reason
    if not work.url and (command := _COMMAND.match(address)):
        work.hidden_reason = work.hidden_reason or f"href: {command[0].strip()}"
    if reason := _unread_reason(attributes) or around.unread_reason:
        work.mark_unread(reason)
    for name, value in attributes.items():
        if name not in UNASKED | {"tags"} and (value.lower() not in _NO or hides(name, value)):
            work.add_detail(name, value or "yes")
    return work


def _tokens(text: str) -> Iterator[BookmarkToken]:
    """Yield the tags, each with the text up to the next one."""
    index = 0
    without: set[str] = set()  # marks that do not come again
    while (start := text.find("<", index)) >= 0:
        named = _NAME.match(text, start)
        if text.startswith("<!--", start):
            end = _find(text, "-->", start, without)
            index, token = end + 3 if end >= 0 else len(text), BookmarkToken("!--", start)
        elif named:
            token = BookmarkToken(named[1].lower(), start)
            index = _attributes(text, named.end(), token, without)
        else:
            index = start + 1
            continue
        following = text.find("<", index)
        token.text = text[index : following if following >= 0 else len(text)]
        yield token


def _attributes(text: str, index: int, token: BookmarkToken, without: set[str]) -> int:
    """Read the attributes of a tag; return the index after it."""
    while index < len(text):
        index = _past(_SPACE, text, index)
        sign = text[index : index + 1]
        if sign == ">":
            return index + 1
        if sign == "<":
            return index
        named = _ATTRIBUTE.match(text, index)
        if not named:
            index += 1
            continue
        index = _past(_SPACE, text, named.end())
        value = ""
        if text[index : index + 1] == "=":
            value, index = _value(text, _past(_SPACE, text, index + 1), without)
        token.attributes.setdefault(named[0].lower(), _decoded(value))
    return index


def _value(text: str, index: int, without: set[str]) -> tuple[str, int]:
    quote = text[index : index + 1]
    if quote in ("'", '"') and (end := _find(text, quote, index + 1, without)) >= 0:
        return text[index + 1 : end], end + 1
    end = _past(_BARE, text, index)
    return text[index:end], end


def _decoded(value: str) -> str:
    """Return an attribute with its entities decoded.

    As in browsers, what has no `;` is none before a letter, a digit or `=`: in an address
    `&section=2` is a parameter, and no `&sect` (§).
    """
    return unescape(_NAMED.sub(lambda m: m[0] if m[1] in html5 else f"&amp;{m[1]}", value))


def _find(text: str, mark: str, start: int, without: set[str]) -> int:
    """Return the index of a mark from `start` on, -1 for none; `without` keeps marks not found."""
    index = text.find(mark, start) if mark not in without else -1
    if index < 0:
        without.add(mark)
    return index


def _past(pattern: re.Pattern[str], text: str, index: int) -> int:
    match = pattern.match(text, index)
    return match.end() if match else index
