"""Links and pictures as Markdown itself has them: `[words](target "title")`, also by reference.

Code stays as it is. No pattern takes longer than in proportion to the length of a text.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

CODE = r"(?P<code>^[ \t]*(?P<fence>```|~~~)(?s:.)*?(?:^[ \t]*(?P=fence)|\Z)|`[^`\n]+`)"
_WORDS = r"(?P<words>(?:[^\[\]\n]|\n(?![ \t]*\n)){0,500})"  # in one paragraph
_ANGLED = r"<(?P<angled>[^<>\n]{1,500})>"
_TITLE = (
    r"""(?:[ \t]{1,20}+(?P<title>"[^"\n]{0,500}+"|'[^'\n]{0,500}+'|\([^()\n]{0,500}+\)))?"""
    r"[ \t]{0,20}+"
)
# Without angle brackets, too, some programs write spaces and pairs of brackets in a target.
_BARE = r"(?P<bare>(?:[^()<>\n]|\([^()<>\n]{0,100}\)){1,500}?)"
_INLINE = re.compile(
    rf"{CODE}|(?<!\\)(?P<mark>!?)\[{_WORDS}\]\((?:{_ANGLED}|{_BARE}){_TITLE}\)", re.MULTILINE
)
_DEFINED = re.compile(
    rf"{CODE}|^ {{0,3}}\[(?!\^)(?P<label>[^\[\]\n]{{1,200}})\]:[ \t]{{0,20}}+"
    rf"(?:{_ANGLED}|(?P<bare>[^\s<>]{{1,500}}+)){_TITLE}$\n?",
    re.MULTILINE,
)
_USED = re.compile(
    rf"{CODE}|(?<![\]\[\\])(?P<mark>!?)\[(?!\^){_WORDS}\](?:\[(?P<label>[^\[\]\n]{{0,200}})\])?(?![\[(:])",
    re.MULTILINE,
)
_BOXES = {"", "x"}  # `- [x]` is a task that is done


class InlineLink(NamedTuple):
    """A link or picture; `title` is what hovering shows, in its quotation marks, "" for none."""

    is_picture: bool
    words: str
    target: str
    title: str

    def __str__(self) -> str:
        target = self.target if self.target.startswith("/") else f"<{self.target}>"
        title = f" {self.title}" if self.title else ""
        return f"{'!' * self.is_picture}[{self.words}]({target}{title})"


def rewrite_links(body: str, write: Callable[[InlineLink], str | None]) -> str:
    """Return a text in which `write` replaces each inline link; None from it leaves the link."""

    def replaced(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        target = (match["angled"] or match["bare"]).strip()
        link = InlineLink(bool(match["mark"]), match["words"], target, match["title"] or "")
        written = write(link)
        return match[0] if written is None else written

    return _INLINE.sub(replaced, body)


def with_inline_links(body: str, is_meant: Callable[[str], bool]) -> str:
    """Return a text in which links by reference, to targets for which `is_meant`, are made inline.

    `[words][label]`, `[label][]` and `[label]` become `[words](<target>)`, and the definition
    `[label]: target` is removed.
    """
    defined: dict[str, tuple[str, str]] = {}
    for match in _DEFINED.finditer(body):
        target = match["code"] is None and (match["angled"] or match["bare"])
        if target and is_meant(target):
            defined.setdefault(_key(match["label"]), (target, match["title"] or ""))
    if not defined:
        return body
    used = set()

    def inlined(match: re.Match[str]) -> str:
        key = _key(match["label"] or match["words"] or "")
        is_box = match["label"] is None and key in _BOXES
        if match["code"] is not None or is_box or key not in defined:
            return match[0]
        used.add(key)
        return str(InlineLink(bool(match["mark"]), match["words"], *defined[key]))

    def undefined(match: re.Match[str]) -> str:
        return "" if match["code"] is None and _key(match["label"]) in used else match[0]

    return _DEFINED.sub(undefined, _USED.sub(inlined, body)).rstrip("\n")


def _key(label: str) -> str:
    return " ".join(label.split()).casefold()
