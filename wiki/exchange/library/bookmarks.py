"""Works from files of bookmarks, in the format of Netscape that browsers and services write.

The file is no well-formed HTML, and nothing of it is run or loaded: only its links, the words below
them and the folders are read, from left to right.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from html import unescape

from wiki.exchange.library.html_breaks import BLOCKS
from wiki.exchange.library.moments import is_inexact, read_instant, read_seconds
from wiki.exchange.library.work import Work, WorksRead, refuse_too_many
from wiki.exchange.privacy import STAGES, folder_hides, hides, value_hides
from wiki.forms.fields import LINE
from wiki.text import clean_line

_NAME = re.compile(r"<(/?[A-Za-z!][A-Za-z0-9-]{0,30})")
_ATTRIBUTE = re.compile(r"[^\s=<>\"'/]{1,100}")
_SPACE = re.compile(r"[\s/]*")
_BARE = re.compile(r"[^\s>\"']*")
_TIMES = ("add_date", "time_added", "last_visit")
# What a bookmark says beside these is kept as a detail, but not its picture.
_LEFT_OUT = {"href", "icon", "icon_uri", "add_date", "time_added", "tags", "last_modified"}
_UNASKED = _LEFT_OUT - {"tags"} | set(_TIMES)  # they say nothing of who may see a bookmark
_FOLDERS = {"h1", "h2", "h3"}
_ENDS_WORDS = {"dt", "dl", "/dl", "a", "h3", "hr", "/body", "/html", "li"}
_DEPTH = 50  # folders within folders that a detail names
_NO = ("", "0", "false", "no")
# Folders of what is still to be read, as Pocket, Instapaper and Safari call them.
_TO_READ = {"unread", "to read", "toread", "read later", "reading list"}
_EMPTY_LINES = re.compile(r"\n(?:[ \t]{0,99}\n){2,}")
_LINKDING = re.compile(r"\[linkding-notes\](.*?)(?:\[/linkding-notes\]|$)", re.DOTALL)


@dataclass
class Token:
    """A tag with its attributes, the text after it, and the index at which it begins."""

    name: str
    start: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class _Folder:
    """The name of a folder, and the words by which it says that what is in it is private."""

    name: str = ""
    hidden: str = ""


@dataclass
class Bookmark:
    """A work, with the parts of its title and of the words below it as they are read."""

    work: Work
    title: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def finish(self) -> Work:
        """Return the work with its title and notes, which linkding marks in a description."""
        self.work.title = " ".join("".join(self.title).split())
        notes = _EMPTY_LINES.sub("\n\n", "".join(self.notes).strip())
        for note in (_LINKDING.sub("", notes), *_LINKDING.findall(notes)):
            self.work.add_note("", note=note)
        return self.work


def read_bookmarks(text: str, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the works of a file; tags and folders are kept as details."""
    refuse_too_many(text.count("<"))
    read = WorksRead("bookmarks")
    folders: list[_Folder] = []
    folder, line, seen = _Folder(), 1, 0
    found: Bookmark | None = None
    inside = ""
    for token in _tokens(text):
        name = token.name
        if name in _ENDS_WORDS and found:
            read.take(found.finish())
            found = None
        if name in _FOLDERS:
            folder = _folder(token)
        elif name == "dl":
            folders.append(folder)
        elif name == "/dl" and folders:
            folders.pop()
        elif name == "a" and "href" in token.attributes:
            line, seen = line + text.count("\n", seen, token.start), token.start
            around = folders[1:_DEPTH] if folders else [folder]
            found = Bookmark(_work(line, token, around, today, zone))
            inside = "title"
        elif name in ("/a", "dd", "blockquote"):
            inside = "" if name == "/a" else "note"
        if found and inside:
            parts = found.title if inside == "title" else found.notes
            parts.append("\n" * (name.lstrip("/") in BLOCKS) + unescape(token.text))
    if found:
        read.take(found.finish())
    return read


def _folder(token: Token) -> _Folder:
    name = _words(token.text)[:LINE]
    if folder_hides(name):
        return _Folder(name, f"in the folder {name}")
    hidden = _hidden(token.attributes)
    return _Folder(name, f"in the folder {name} ({hidden})" if hidden else "")


def _hidden(said: dict[str, str]) -> str:
    """Return the words by which the attributes of a tag say that it is private, "" for none.

    An attribute may have no value: `PRIVATE`. A link in public may say so: `PRIVATE="0"`.
    """
    for name, value in said.items():
        parts = re.split("[,;]", value) if name == "tags" else [value]
        is_stage = name in STAGES and any(map(value_hides, parts))
        if name not in _UNASKED and (is_stage or any(hides(name, part) for part in parts)):
            return f"{name}: {clean_line(value)[:80]}" if value else name
    return ""


def _unread(said: dict[str, str], folders: Sequence[_Folder]) -> str:
    """Return the words by which a bookmark says that it is still to be read, "" for none."""
    if said.get("toread", "0").lower() not in _NO[1:]:
        return "toread"
    names = (one.name for one in folders)
    return next((name for name in names if name.lower().replace("-", " ") in _TO_READ), "")


def _work(line: int, token: Token, folders: Sequence[_Folder], today: date, zone: tzinfo) -> Work:
    said = token.attributes
    work = Work(line)
    work.add_address(said["href"])
    for name in _TIMES:
        value = said.get(name, "")
        day = read_seconds(value, zone=zone, today=today)
        day = day or read_instant(value, zone=zone, today=today)
        work.read_on = work.read_on or day
        if is_inexact(value, day):
            work.add_date(name, value)
    work.add_detail("tags", said.get("tags", ""))
    work.add_detail("folder", " / ".join(filter(None, (one.name for one in folders)))[:LINE])
    work.hidden = _hidden(said) or next((one.hidden for one in folders if one.hidden), "")
    if unread := _unread(said, folders):
        work.keep_unread(unread)
    for name, value in said.items():
        if name not in _UNASKED | {"tags"} and (value.lower() not in _NO or hides(name, value)):
            work.add_detail(name, value or "yes")
    return work


def _words(text: str) -> str:
    return " ".join(unescape(text).split())


def _tokens(text: str) -> Iterator[Token]:
    """Yield the tags, each with the text up to the next one."""
    place = 0
    without: set[str] = set()  # marks that do not come again
    while (start := text.find("<", place)) >= 0:
        named = _NAME.match(text, start)
        if text.startswith("<!--", start):
            end = _find(text, "-->", start, without)
            place = end + 3 if end >= 0 else len(text)
            continue
        if not named:
            place = start + 1
            continue
        token = Token(named[1].lower(), start)
        place = _attributes(text, named.end(), token, without)
        following = text.find("<", place)
        token.text = text[place : following if following >= 0 else len(text)]
        yield token


def _attributes(text: str, place: int, token: Token, without: set[str]) -> int:
    """Read the attributes of a tag; return the index after it."""
    while place < len(text):
        place = _past(_SPACE, text, place)
        sign = text[place : place + 1]
        if sign == ">":
            return place + 1
        if sign == "<":
            return place
        named = _ATTRIBUTE.match(text, place)
        if not named:
            place += 1
            continue
        place = _past(_SPACE, text, named.end())
        value = ""
        if text[place : place + 1] == "=":
            value, place = _value(text, _past(_SPACE, text, place + 1), without)
        token.attributes.setdefault(named[0].lower(), unescape(value))
    return place


def _value(text: str, place: int, without: set[str]) -> tuple[str, int]:
    quote = text[place : place + 1]
    if quote in ("'", '"') and (end := _find(text, quote, place + 1, without)) >= 0:
        return text[place + 1 : end], end + 1
    end = _past(_BARE, text, place)
    return text[place:end], end


def _find(text: str, mark: str, place: int, without: set[str]) -> int:
    """Return the index of a mark, -1 for none; a search without a find is made only once."""
    found = text.find(mark, place) if mark not in without else -1
    if found < 0:
        without.add(mark)
    return found


def _past(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
