"""The links of notes to notes: by titles, names of files, and aliases.

An atlas finds a region by its title. So a link by another name is given the title, with what was
typed as its words.
"""

import posixpath
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from wiki.exchange.notes.file_links import is_note
from wiki.exchange.notes.inline_links import InlineLink, rewrite_links
from wiki.text import Names, name_key, names_in, readings, rename_links, unwritten_title


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

        def write(link: InlineLink) -> str | None:
            file, mark, part = link.target.partition("#")
            title = "" if link.is_picture else self._at(unquote(file).strip(), folder)
            if not title or not link.words or set("[]|#") & set(title) or "|" in link.words:
                return None
            return f"[[{title}{mark}{unquote(part)}|{link.words}]]"

        return rewrite_links(body, write)

    def _at(self, file: str, folder: str) -> str:
        """Return the title of the note in a file, named from a folder or from the outermost."""
        name = str(PurePosixPath(file).with_suffix("")) if is_note(file) else ""
        for path in (posixpath.normpath(posixpath.join(folder, name)), name):
            if name and (title := self._others.get(name_key(path), "")):
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


def unwritten_page(typed: str) -> tuple[str, str]:
    """Return a key of the page that a link to no page names, and how the link spells it."""
    spelling = unwritten_title(typed.partition("|")[0].strip()).strip()
    return name_key(spelling), spelling
