"""The links of notes to notes: by titles, names of files, and aliases.

An atlas finds a region by its title. So a link by another name is given the title, with what was
typed as its words. Where visitors can read the link and not the page, its title is not given away:
then the link stays as it was typed.
"""

import posixpath
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from wiki.anchors import Anchor
from wiki.exchange.notes.file_links import WIKI, is_note, parts_of_target
from wiki.exchange.notes.inline_links import InlineLink, rewrite_links
from wiki.exchange.notes.openness import Openness
from wiki.text import (
    is_linkable,
    is_part,
    link_meanings,
    name_key,
    names_in,
    rename_links,
    slugify,
    unwritten_title,
)


class Titles:
    """Finds the title of a page by any of its names: titles come first, then files, then aliases.

    `atlas` has the names of the regions that exist already.
    """

    def __init__(self, atlas: Openness) -> None:
        self._titles: dict[str, str] = {}
        self._slugs: dict[str, str] = {}
        self._others: dict[str, str] = {}
        self._exact: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._atlas, self._names = atlas, atlas.names

    def add(self, title: str, slug: str, *, is_shown: bool) -> None:
        """Add the title and slug that a page will have, and whether visitors will see the page."""
        self._titles[name_key(title)] = title
        self._slugs[slug or slugify(title)] = title
        if not is_shown:
            self._hidden.add(name_key(title))

    def add_names(self, title: str, names: Iterable[str]) -> None:
        """Add other names of a page; if two pages have the same name, the first page has it.

        One that is spelt exactly as a link says it comes before one that is merely the same name.
        """
        for name in names:
            self._exact.setdefault(name, title)
            self._others.setdefault(name_key(name), title)

    def with_links(self, body: str, own: str, folder: str) -> tuple[str, int]:
        """Return the text of the page `own`, with links that an atlas can follow, and a number.

        Links to files of notes, `[words](other.md)`, become links to pages. `folder` is the one
        that the note is in. The number is how many links were replaced by their words.
        """
        is_shown = not self._hides(own)
        body, count = self._linked(body, folder, is_shown=is_shown)
        if is_shown:
            body, more = self._without_clashes(body)
            count += more
        return rename_links(body, lambda typed: self._rename(typed, own)), count

    def _linked(self, body: str, folder: str, *, is_shown: bool) -> tuple[str, int]:
        """Return a text in which links to files of notes are links to pages.

        In a page that visitors see, links to a hidden page become words; their number is returned
        too.
        """
        count = 0

        def write(link: InlineLink) -> str | None:
            nonlocal count
            file, mark, part = parts_of_target(link.target)
            title = "" if link.is_picture else self._at(unquote(file).strip(), folder)
            if is_shown and self._hides(title):
                count += 1
                return link.words
            is_lost = not title or not link.words
            if is_lost or "|" in link.words or not _may_stand_in_link(title):
                return None
            return f"[[{title}{mark}{unquote(part)}|{link.words}]]"

        return rewrite_links(body, write), count

    def _at(self, file: str, folder: str) -> str:
        """Return the title of the note at a path from a folder or the outermost one, or ""."""
        name = str(PurePosixPath(file).with_suffix("")) if is_note(file) else ""
        for path in (posixpath.normpath(posixpath.join(folder, name)), name):
            if name and (title := self._named(path)):
                return title
        return ""

    def _named(self, name: str) -> str:
        """Return the title of the page that has this name besides its title, "" for none."""
        return self._exact.get(name) or self._others.get(name_key(name), "")

    def _without_clashes(self, body: str) -> tuple[str, int]:
        """Return a text in which links that stay as typed lead to no other page.

        As typed, a link to a hidden page may by chance name another region: it becomes its words.
        The number of these is returned too.
        """
        count = 0

        def write(match: re.Match[str]) -> str:
            nonlocal count
            if match["code"] is not None:
                return match[0]
            words = match["words"]
            typed = match["name"] if words is None else f"{match['name']}|{words}"
            title, _ = self._target(typed)
            if not self._hides(title) or not self._names_another(typed, title):
                return match[0]
            count += 1
            return (words or match["name"]).strip()

        return WIKI.sub(write, body), count

    def _names_another(self, typed: str, title: str) -> bool:
        """Return whether a link as typed would lead to another page than that with `title`."""
        if Anchor.of_link(typed):
            return True
        own = self._names.find(title)
        for name in names_in(typed):
            if page := self._titled(name) or self._slugs.get(name, ""):
                return page != title
            if region := self._names.find(name):
                return region != own
        return False

    def shows(self, title: str) -> bool:
        """Return whether visitors will see the page with a title."""
        return not self._hides(title)

    def is_hidden(self, typed: str) -> bool:
        """Return whether a link leads to a page that exists and that visitors do not see."""
        title, _ = self._target(typed)
        if title:
            return self._hides(title)
        regions = (self._names.find(name) for name in names_in(typed))
        region = next(filter(None, regions), None)
        return region is not None and not self._atlas.shows(region)

    def is_written(self, typed: str) -> bool:
        """Return whether a link leads to a page that exists, or to a heading of its own page."""
        names = list(names_in(typed))
        exists = any(name_key(name) in self._titles or self._names.find(name) for name in names)
        return exists or is_part(typed)

    def has(self, name: str) -> bool:
        """Return whether a page has this name."""
        key = name_key(name)
        return key in self._titles or key in self._others

    def _rename(self, typed: str, own: str) -> str | None:
        """Return what to type for a link in the page `own`, None if it stays as typed."""
        name, bar, words = typed.partition("|")
        escape = "\\" if bar and name.endswith("\\") else ""
        name = name.removesuffix("\\").strip()
        if Anchor.parse(name) and self._titled(name):
            # In small letters it would lead to an item of the atlas.
            return f"{name.upper()}{escape}|{words or name}"
        if name_key(typed) in self._titles and not self._apart(typed):
            return None
        if name.startswith("#"):
            if not _may_stand_in_link(own):
                return None  # such a title cannot stand in a link
            return f"{own}{name}{escape}|{words or name.lstrip('#^ ')}"
        direct = next(
            (title for each, _ in link_meanings(name) if (title := self._titled(each))), ""
        )
        title, part = self._target(name)
        if title == direct or not _may_stand_in_link(title) or self._withholds(title, own):
            return None
        target = f"{title}#{part}" if part else title
        return f"{target}{escape}|{words or name}"

    def _withholds(self, title: str, own: str) -> bool:
        """Return whether visitors see the page `own`, but must not read this title in it."""
        return self._hides(title) and not self._hides(own)

    def _hides(self, title: str) -> bool:
        return name_key(title) in self._hidden

    def _target(self, typed: str) -> tuple[str, str]:
        """Return the title of the page in the folder that a link names, and the part after `#`.

        Both are "" where there is no such page.
        """
        if title := self._apart(typed) or self._titled(typed):
            return title, ""
        name = typed.partition("|")[0].removesuffix("\\").strip()
        for each, part in link_meanings(name):
            if title := self._apart(each) or self._titled(each) or self._named(each):
                return title, part
        return "", ""

    def _apart(self, name: str) -> str:
        """Return the title `folder/name` of the page that is spelt just as this name, else "".

        A title gets its folder where another page has the same name in another spelling.
        """
        title = self._exact.get(name, "")
        return title if title.endswith(f"/{name}") and self._titled(name) != name else ""

    def _titled(self, name: str) -> str:
        return self._titles.get(name_key(name), "")


def unwritten_page(typed: str) -> tuple[str, str]:
    """Return the key of the page that a link to a missing page names, and the link's spelling."""
    spelling = unwritten_title(typed.partition("|")[0].strip()).strip()
    return name_key(spelling), spelling


def _may_stand_in_link(title: str) -> bool:
    return "|" not in title and (not set("[]") & set(title) or is_linkable(title))
