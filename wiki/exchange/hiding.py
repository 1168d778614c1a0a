"""What may be meant to keep a page from visitors, in any spelling.

A page that does not say `visibility` is public. So a key, a value, a column or a short line that
seems to speak of hiding the page is refused with a sentence on what to write; none is ignored
because it was not understood.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import yaml

from wiki.exchange.document_error import DocumentError
from wiki.exchange.keys import LONGEST, VISIBILITY, nearest, ours, pair
from wiki.models import PRIVATE, PUBLIC
from wiki.text import visible

NAMES = ("title", "short_title", "area")  # keys that name the page, or what it stands in
SAY_WHICH = f"Write `visibility: {PRIVATE}` or `visibility: {PUBLIC}` in the front matter"
FEW = 6  # words of a line that says something of the whole page
LONGEST_LINE = 100  # characters of such a line
ALIKE = 0.85  # from 0 to 1, as difflib counts

_HIDING = {
    *("private", "privately", "hidden", "hide", "invisible", "secret", "draft", "drafts"),
    *("confidential", "internal", "restricted", "unlisted", "unpublished", "unpublish", "noindex"),
    *("nonpublic", "notpublic", "privat", "privado", "privada", "privato", "privé"),
}
_SHOWING = {"public", "publish", "published", "publishing", "share", "shared", "sharing"}
_SHOWING |= {"visible", "listed", VISIBILITY}
_SCOPES = {"access", "privacy", "permission", "permissions"}
_MISSPELT = ("private", VISIBILITY, "confidential", "unlisted", "unpublished")
_YES = {"true", "yes", "on", "1", "y"}
_NO = {"false", "no", "off", "0", "n"}
_OPEN = _YES | {"public", "published", "open", "all", "everyone", "everybody", "anyone", "listed"}
_AGAINST = _NO | {"not", "never", "non", "none", "nobody", "don", "dont", "without"}
# Words that stand beside these in a sentence about the page.
_BESIDE = {
    *("a", "and", "always", "as", "be", "do", "eyes", "for", "is", "it", "keep", "kept", "me"),
    *("mode", "my", "myself", "note", "now", "only", "page", "please", "region", "scope", "state"),
    *("status", "still", "strictly", "t", "tags", "this", "topic", "with", "yet", "audience"),
    *("anybody", "anyone", "article", "document", "file", "must", "others", "remain", "should"),
    *("stay", "stays", "text", "to", "todo", "we", "i", "make", "these", "are", "notes"),
}
_SPREADING = {"publication", "circulate", "circulation", "distribute", "distribution", "release"}
_ABOUT = _HIDING | _SHOWING | _SCOPES | _YES | _AGAINST | _BESIDE | _SPREADING
_NOTE = (["private", "note"], ["private", "notes"])  # a heading of ours, or like it
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_JOINED = re.compile(
    r"\b(is|not|non|make|keep)(?=(?:private|public|published|hidden|draft|secret|visible)\b)"
)
_TAG = re.compile(rf"(?<![\w&/])#(?:{'|'.join(sorted(_HIDING))})\b", re.IGNORECASE)
_LINK = re.compile(r"\s*[-*+•]\s*\[\[")  # an entry that names another region
# What sets a part of a title off, as in `Plan (draft)`, `Draft: plan` or `plan.draft`.
_SET_OFF = re.compile(r"[()\[\]{}<>:|/·–—]|\s-\s|\.(?=\w)")
_EDITION = re.compile(r"\bv?\d[\d.]*\b")
_COMMENT = re.compile(r"(?:^|\s)#(.*)$")
_YEAR = re.compile(r"\b\d{4}\b")


def hides(key: str, value: str) -> bool:
    """Return whether a key with its value may be meant to keep a page from visitors.

    The value of any known key but `visibility` is text for readers, and hides nothing.
    """
    names = set(_words(key[: 10 * LONGEST]))
    if VISIBILITY in (ours(key), nearest(key)) or VISIBILITY in names:
        return True
    if ours(key):
        return False
    said = _words(value)
    if value_hides(value):
        return True
    if names & _HIDING or any(map(_is_misspelt, names - _SHOWING)):
        return not said or bool(names & _AGAINST) or not set(said) <= _NO
    if names & (_SHOWING | _SCOPES):
        is_open = bool(said) and set(said) <= _OPEN
        return bool(names & _AGAINST) or not (is_open or _YEAR.search(value))
    return False


def speaks_of_visitors(key: str) -> bool:
    """Return whether an unknown key is known to say who may see a page, whatever its value."""
    return bool(set(_words(key[: 10 * LONGEST])) & (_HIDING | _SHOWING | _SCOPES))


def value_hides(value: str) -> bool:
    """Return whether a value alone, under any key, may be meant to keep a page from visitors."""
    said = _words(value)
    return bool(_HIDING.intersection(said)) if len(said) > FEW else _keeps_back(set(said))


def line_hides(line: str) -> bool:
    """Return whether a line of prose says nothing else than that the page is not for visitors."""
    start = line[: 10 * LONGEST]
    key, _ = pair(start)
    if key and VISIBILITY in (ours(key), nearest(key)):
        return True
    return bool(_TAG.search(line)) or _is_about_page(start)


def name_hides(name: str) -> bool:
    """Return whether a title, or a part that it sets off, says that the page is not for visitors.

    `Plan (draft 2)` and `Private` do, `Private equity` does not.
    """
    parts = (_EDITION.sub(" ", part) for part in _SET_OFF.split(name[: 10 * LONGEST]))
    return line_hides(name) or any(map(_is_about_page, parts))


def refuse_hiding_name(name: str, line: int) -> None:
    """Refuse the title of a page, or of its area, that says the page is not for visitors.

    For pages whose front matter does not say `visibility`. Raises DocumentError.
    """
    if name_hides(name):
        raise DocumentError(line, not_read(name))


def refuse_hiding(lines: Iterable[tuple[int, str]]) -> None:
    """Refuse the first line of prose that may be meant to keep the page from visitors.

    A line counts together with a name above it, such as the heading `Public` above `no`. For
    pages whose front matter does not say `visibility`. Raises DocumentError.
    """
    above = ""
    for number, line in lines:
        if not line.strip():
            continue
        is_note = _words(line[:LONGEST_LINE]) in _NOTE  # whatever stands above it
        with_name = line if is_note else f"{above} {line}"
        if line_hides(line) or _is_about_page(with_name) or _is_heading(line):
            raise DocumentError(number, not_read(line))
        above = line if _is_name(line) else ""


def refuse_hiding_in_head(
    lines: Sequence[str], pairs: Sequence[tuple[yaml.Node, yaml.Node]], first: int
) -> None:
    """Refuse what in a front matter, at any depth, may be meant to keep the page from visitors.

    `lines` are those between the fences, the first of which is number `first`. Raises
    DocumentError.
    """
    for number, line in enumerate(lines, first):
        comment = _COMMENT.search(line)
        if comment and (value_hides(comment[1]) or line_hides(comment[1])):
            raise DocumentError(number, not_read(line))
    for key, value in pairs:
        written = key.value if isinstance(key, yaml.ScalarNode) else ""
        if ours(written) and ours(written) != VISIBILITY:
            _refuse_words(lines, ours(written), value, first)
        else:
            refuse_node(written, value, first)


def refuse_node(key: str, node: yaml.Node, first: int) -> None:
    """Refuse a value, or one within it, that with its key may be meant to hide the page.

    Raises DocumentError.
    """
    line = node.start_mark.line + first
    if isinstance(node, yaml.ScalarNode):
        below = 1 if node.style in ("|", ">") else 0
        for number, said in enumerate(node.value.split("\n"), line + below):
            if hides(key, said) or hides(*pair(said)):
                raise DocumentError(number, not_read(f"{key}: {said}"))
        return
    if (isinstance(node, yaml.MappingNode) or not node.value) and hides(key, ""):
        raise DocumentError(line, not_read(key))
    for inner in node.value:
        if isinstance(inner, tuple):
            refuse_node(str(inner[0].value), inner[1], first)
        else:
            refuse_node(key, inner, first)


def _refuse_words(lines: Sequence[str], key: str, value: yaml.Node, first: int) -> None:
    """Refuse a line in the value of a known key that speaks of hiding the page.

    Raises DocumentError.
    """
    start, end = value.start_mark.line, value.end_mark.line
    if key in NAMES:
        refuse_hiding_name(str(value.value), start + first)
    said = [(start, str(value.value))] if start == end and key == "summary" else []
    said += [(number, lines[number]) for number in range(start + 1, min(end + 1, len(lines)))]
    for number, line in said:
        if line_hides(line):
            raise DocumentError(number + first, not_read(line))


def not_read(said: str) -> str:
    """Return why words that may be meant to keep a page from visitors are refused."""
    shown = visible(said).strip()[:LONGEST]
    return f"“{shown}” may be meant to keep this page from visitors, and is not read. {SAY_WHICH}."


def _is_heading(line: str) -> bool:
    """Return whether a line is a heading that speaks of the visibility of the page."""
    if not line.lstrip().startswith("#"):
        return False
    return _words(line[:LONGEST_LINE]) == [VISIBILITY] or name_hides(line.strip("# \t"))


def _is_name(line: str) -> bool:
    """Return whether a line may name what the next one is about, and says nothing itself."""
    said = _words(line[:LONGEST_LINE])
    return len(said) < FEW // 2 and said not in _NOTE and not _AGAINST.intersection(said)


def _is_about_page(line: str) -> bool:
    if len(line) > LONGEST_LINE or _LINK.match(line):
        return False
    said = _words(line)
    if len(said) > FEW or said in _NOTE or not set(said) <= _ABOUT:
        return False
    return _keeps_back(set(said))


def _keeps_back(said: set[str]) -> bool:
    """Return whether a few words say that something is not for everybody."""
    if said & _HIDING and not said & _AGAINST:
        return True
    if said & (_SHOWING | _SCOPES | _SPREADING) and said & _AGAINST:
        return True
    return "only" in said and bool(said & {"me", "myself", "eyes"})


def _is_misspelt(word: str) -> bool:
    return 4 < len(word) <= LONGEST and bool(get_close_matches(word, _MISSPELT, 1, ALIKE))


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters; `isPrivate` and `is_private` are two each."""
    plain = _CAMEL.sub(" ", unicodedata.normalize("NFKC", visible(text))).casefold()
    return re.findall(r"[^\W_]+", _JOINED.sub(r"\1 ", plain.replace("_", " ")))
