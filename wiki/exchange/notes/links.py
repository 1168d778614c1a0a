"""The links of notes: to titles, names of files and aliases, and to files that are no notes.

An atlas finds a region by its title. So a link by another name is given the title, with what was
typed as its words.
"""

import posixpath
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from wiki.text import Names, name_key, names_in, readings, rename_links, unwritten_title

# Endings of what notes show or name and is no note.
FILES = {
    *("png", "jpg", "jpeg", "jfif", "gif", "svg", "webp", "avif", "bmp", "tif", "tiff", "heic"),
    *("mp3", "wav", "m4a", "ogg", "flac", "3gp", "mp4", "webm", "ogv", "mov", "mkv", "pdf"),
    *("canvas", "base", "excalidraw", "zip", "csv", "json", "html", "txt", "docx", "xlsx", "pptx"),
}
_CODE = r"(?P<code>^[ \t]*(?P<fence>```|~~~)(?s:.)*?(?:^[ \t]*(?P=fence)|\Z)|`[^`\n]+`)"
_WIKI = r"!?\[\[(?P<name>[^\[\]|\n]{1,500})(?:\\?\|(?P<words>[^\[\]\n]{0,500}))?\]\]"
_FILE = re.compile(rf"{_CODE}|{_WIKI}", re.MULTILINE)
_NOTE = re.compile(
    rf"{_CODE}|(?<!!)\[(?P<words>[^\[\]|\n]{{1,500}})\]"
    r"\(<?(?P<file>[^()<>#:\n]{1,500}\.md)(?P<part>#[^()<>\n]{0,500})?>?\)",
    re.MULTILINE,
)
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\]\(<?(?!https?:|/|data:)([^()<>\n]{1,500}?)>?\)")
_SIZE = re.compile(r"\d{1,5}(?:x\d{1,5})?")


class Titles:
    """The titles of pages by all their names: titles come first, then files, then aliases.

    `known` are the names of the regions that the atlas has already.
    """

    def __init__(self, known: Names) -> None:
        self._titles: dict[str, str] = {}
        self._others: dict[str, str] = {}
        self._known = known

    def tell(self, title: str) -> None:
        """Add the title that a page will have."""
        self._titles[name_key(title)] = title

    def tell_names(self, title: str, names: Iterable[str]) -> None:
        """Add other names of a page; of two pages with one name the first counts."""
        for name in names:
            self._others.setdefault(name_key(name), title)

    def renamed(self, body: str, own: str) -> str:
        """Return the text of the page with the title `own`, with links that an atlas can follow."""
        return rename_links(body, lambda typed: self._rename(typed, own))

    def linked(self, body: str, folder: str) -> str:
        """Return a text whose links to files of notes, `[words](other.md)`, are links to pages.

        `folder` is the one that the note is in.
        """

        def write(match: re.Match[str]) -> str:
            file = unquote(match["file"] or "").strip()
            title = self._at(file, folder) if file else ""
            if not title or set("[]|#") & set(title):
                return match[0]
            return f"[[{title}{unquote(match['part'] or '')}|{match['words']}]]"

        return _NOTE.sub(write, body)

    def _at(self, file: str, folder: str) -> str:
        """Return the title of the note in a file, named from a folder or from the outermost."""
        name = file.removesuffix(".md")
        for path in (posixpath.normpath(posixpath.join(folder, name)), name):
            if title := self._others.get(name_key(path), ""):
                return title
        return ""

    def is_written(self, typed: str) -> bool:
        """Return whether a link leads to a page that is there."""
        names = list(names_in(typed))
        return any(name_key(name) in self._titles or self._known.find(name) for name in names)

    def has(self, name: str) -> bool:
        """Return whether a page has this name."""
        key = name_key(name)
        return key in self._titles or key in self._others

    def _rename(self, typed: str, own: str) -> str | None:
        """Return what to type for a link, None for one that is to stay."""
        if name_key(typed) in self._titles:
            return None
        name, bar, words = typed.partition("|")
        escape = "\\" if bar and name.endswith("\\") else ""
        name = name.removesuffix("\\").strip()
        if name.startswith("#"):
            return f"{own}{name}{escape}|{words or name.lstrip('#^ ')}"
        direct = next((title for each, _ in readings(name) if (title := self._titled(each))), "")
        for each, part in readings(name):
            title = self._titled(each) or self._others.get(name_key(each), "")
            if title == direct:
                if title:
                    return None
                continue
            if title and not set("[]|") & set(title):
                shown = f"{title}#{part}" if part else title
                return f"{shown}{escape}|{words or name}"
        return None

    def _titled(self, name: str) -> str:
        return self._titles.get(name_key(name), "")


def without_files(body: str, titles: Titles) -> tuple[str, list[str]]:
    """Return a text in which no link leads to a file that is no note, and the files it names.

    `![[plan.png|300]]` becomes `![plan.png](<plan.png>)`, of which a page shows the words.
    """
    found: list[str] = []

    def write(match: re.Match[str]) -> str:
        name = (match["name"] or "").strip()
        file = name.partition("#")[0].strip()
        if not is_file(file) or titles.has(file):
            return match[0]
        found.append(file)
        words = (match["words"] or "").strip()
        shown = name if not words or _SIZE.fullmatch(words) else words
        return f"{'!' * match[0].startswith('!')}[{shown}](<{name}>)"

    text = _FILE.sub(write, body)
    found += [name for name in _PICTURE.findall(text) if is_file(name.partition("#")[0])]
    return text, list(dict.fromkeys(found))


def is_file(name: str) -> bool:
    """Return whether a link names a file that is no note."""
    return PurePosixPath(name).suffix[1:].lower() in FILES


def unwritten_page(typed: str) -> tuple[str, str]:
    """Return a key of the page that a link to no page names, and how the link spells it."""
    spelling = unwritten_title(typed.partition("|")[0].strip()).strip()
    return name_key(spelling), spelling
