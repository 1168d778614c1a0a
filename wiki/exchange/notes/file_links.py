"""The links of notes to files: telling notes from other files, and rewriting links to others."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from wiki.exchange.notes.inline_links import CODE, InlineLink, rewrite_links, with_inline_links
from wiki.text.bracketed import WORDS, name_pattern

# Endings of what notes show or name and is no note.
FILES = {
    *("png", "jpg", "jpeg", "jfif", "gif", "svg", "webp", "avif", "bmp", "tif", "tiff", "heic"),
    *("mp3", "wav", "m4a", "ogg", "flac", "3gp", "mp4", "webm", "ogv", "mov", "mkv", "pdf"),
    *("canvas", "base", "excalidraw", "zip", "csv", "json", "html", "txt", "docx", "xlsx", "pptx"),
}
_NOT = r"|\n"  # signs that no name of a file has
WIKI = re.compile(
    rf"{CODE}|!?\[\[(?P<name>{name_pattern(_NOT)})(?<![\\\[])(?:\\?\|(?P<words>{WORDS}))?\]\]",
    re.MULTILINE,
)
_ENDING = re.compile(r"\.(?:md|markdown)", re.IGNORECASE)
_WEB = ("http:", "https:", "data:", "//")
_SIZE = re.compile(r"\d{1,5}(?:x\d{1,5})?")
_SIZE_BEHIND = re.compile(rf"\\?\|\s{{0,9}}{_SIZE.pattern}\s{{0,9}}$")


def without_files(body: str, is_page: Callable[[str], bool]) -> tuple[str, list[str]]:
    """Return a text without `[[…]]` links to files that are no notes, and the names of these files.

    `![[plan.png|300]]` becomes `![plan.png](<plan.png>)`, of which a page shows the words. What
    `is_page` says is the name of a page stays. Links by reference to files and notes are made
    inline. The size that Obsidian writes among the words of a picture is removed: `![A
    plan|300](plan.png)`.
    """
    files: list[str] = []

    def write(match: re.Match[str]) -> str:
        name = (match["name"] or "").strip()
        file = name.partition("#")[0].strip()
        if not is_file(file) or is_page(file):
            return match[0]
        files.append(file)
        is_shown, typed = match[0].startswith("!"), match["words"] or ""
        words = (_SIZE_BEHIND.sub("", typed) if is_shown else typed).strip()
        label = re.sub(r"[\[\]]", "", name) if not words or _SIZE.fullmatch(words) else words
        return f"{'!' * is_shown}[{label}](<{name}>)"

    def without_sizes(link: InlineLink) -> str | None:
        if link.is_picture and _is_here(link.target) and is_file(link.target):
            files.append(link.target.partition("#")[0])
        words = _SIZE_BEHIND.sub("", link.words)
        is_sized = link.is_picture and words != link.words
        return str(link._replace(words=words)) if is_sized else None

    text = with_inline_links(WIKI.sub(write, body), _is_of_the_folder)
    return rewrite_links(text, without_sizes), list(dict.fromkeys(files))


def _is_of_the_folder(target: str) -> bool:
    return _is_here(target) and (is_note(parts_of_target(target)[0]) or is_file(target))


def _is_here(target: str) -> bool:
    return not is_web(target) and not target.startswith("/")


def is_web(target: str) -> bool:
    """Return whether the target of a link is on the web, or is a `data:` address."""
    return target.lower().startswith(_WEB)


def parts_of_target(target: str) -> tuple[str, str, str]:
    """Return the file that a link names, a `#`, and the part of it; the last two may be "".

    A file of a note may have a `#` in its name, as in `Issue #1.md`.
    """
    return (target, "", "") if is_note(target) else target.partition("#")


def is_note(name: str) -> bool:
    """Return whether a link names a file that is a note."""
    return ":" not in name and bool(_ENDING.fullmatch(PurePosixPath(name).suffix))


def is_file(name: str) -> bool:
    """Return whether a link names a file that is no note."""
    return PurePosixPath(name.partition("#")[0]).suffix[1:].lower() in FILES
