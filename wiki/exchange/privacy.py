"""Words that ask for privacy, in any spelling: keys, values, lines, and names of files and folders.

Whatever reads files of others asks here: page documents, notes, bookmarks, feeds and tables. Each
decides what follows: a document is refused, a note is private, a work stays a draft.
"""

import re
from difflib import get_close_matches
from functools import lru_cache

from wiki.exchange.compared_words import words_of
from wiki.exchange.keys import LONGEST, VISIBILITY, nearest, ours, pair
from wiki.exchange.privacy_words import (
    ABOUT,
    AGAINST,
    APART,
    CLOSED,
    ENDING,
    EVERYBODY,
    FEW_READERS,
    HIDING,
    IN_KEYS,
    LOCKING,
    MISSPELT,
    NO,
    OPEN,
    READERS,
    REMARKS,
    SCOPES,
    SECRECY,
    SHOWING,
    SPREADING,
    STATED_OPEN,
    TAGS,
    WRITING,
)
from wiki.exchange.stages import STAGES, is_unfinished

FEW = 6  # words of a line that says something of the whole page
LONGEST_LINE = 100  # characters of such a line
ALIKE = 0.85  # from 0 to 1, as difflib counts
PRIVATE_NOTE = (["private", "note"], ["private", "notes"])  # a heading of ours, or like it
_TAG = re.compile(rf"(?<![\w&/])#(?:{'|'.join(sorted(HIDING | APART))})\b", re.IGNORECASE)
_HIDDEN_HTML = re.compile(
    r"<[a-z][^<>]*(?:\s(?:hidden|aria-hidden)(?=[\s=/>])|display\s*:\s*none|visibility\s*:\s*hidden)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s*[-*+•]\s*\[\[")  # an entry that names another region
# What parts a name from a remark on it: `Plans (private)`, `plans.draft`, `Private: plans`.
_PIECES = re.compile(r"[()\[\]{}.:,;|/]+|\s+[-–—]+\s+|[–—]+")
_EDITION = re.compile(r"\bv?\d[\d.]*\b")  # `2` in `draft 2`
_LAST = re.compile(r".*[-_](.+)", re.DOTALL)  # `plans_private`
_YEAR = re.compile(r"\b\d{4}\b")


def hides(key: str, value: str) -> bool:
    """Return whether a key with its value may be meant to keep a page from visitors.

    The value of any known key but `visibility` is text for readers, and hides nothing.
    """
    names, is_ours, is_visibility, is_hiding = _read_key(key[: 10 * LONGEST])
    if is_visibility:
        return True
    if is_ours:
        return False
    words = words_of(value)
    if _are_hiding(words) or writes_nothing(key, value):
        return True
    if is_hiding:
        return not words or bool(names & AGAINST) or not set(words) <= NO
    if names & LOCKING and words:
        return not set(words) <= NO
    if names & (SHOWING | SCOPES | SECRECY):
        return not _opens(names, words, value)
    return False


def _opens(names: frozenset[str], words: list[str], value: str) -> bool:
    """Return whether a key on who may see a page says, with its value, that everybody may.

    `names` has the words of the key, and `words` those of the value. A yes, or the year of a day,
    opens a page only below a key that is understood as a whole: `public: true`, but neither
    `privacy: true` nor `stop-sharing: true`.
    """
    if names & (AGAINST | ENDING) or not words:
        return False
    if names & SECRECY and "all" in words:  # all of it is secret, or all may read it
        return False
    if set(words) <= STATED_OPEN and not names - SHOWING - SCOPES - SECRECY - IN_KEYS:
        return True
    if not names & (SHOWING | {"date"}) or names - SHOWING - IN_KEYS - {"access"}:
        return False
    return set(words) <= OPEN or bool(_YEAR.search(value))


def may_hide(key: str, value: str) -> bool:
    """Return whether any key with its value may be meant to keep a region from visitors.

    Beside what `hides` knows, it takes keys that say for whom something is, and stages of work. A
    key of the front matter is no known one here: `status` may be that of a draft.
    """
    names, words = _read_key(key[: 10 * LONGEST])[0], set(words_of(value))
    if hides(key, value) or ends(key, value) or is_unfinished(key, value):
        return True
    if names & READERS or ("see" in names and "also" not in names):
        return bool(words) and not words <= EVERYBODY
    if ours(key):
        return value_hides(value) if names & STAGES else name_hides(value)
    return False


def writes_nothing(key: str, value: str) -> bool:
    """Return whether a key has programs that make sites write no page, as `permalink: false`."""
    said = set(words_of(value))
    return bool(said and said <= AGAINST and WRITING.intersection(words_of(key[: 10 * LONGEST])))


def ends(key: str, value: str) -> bool:
    """Return whether a key says until when a page is shown, as `expiryDate: 2025-01-01` does."""
    said = set(words_of(value))
    return bool(said and ENDING.intersection(words_of(key[: 10 * LONGEST]))) and not said <= NO


@lru_cache(maxsize=4096)
def _read_key(key: str) -> tuple[frozenset[str], bool, bool, bool]:
    """Return the words of a key, and whether it is known, is `visibility`, and speaks of hiding.

    Files have few keys and many values, and to find a misspelt key takes long.
    """
    names = frozenset(words_of(key))
    is_visibility = VISIBILITY in (ours(key), nearest(key)) or VISIBILITY in names
    is_apart = bool(names & APART) and names <= ABOUT
    is_hiding = is_apart or bool(names & HIDING) or any(map(_is_misspelt, names - SHOWING))
    return names, bool(ours(key)), is_visibility, is_hiding


def speaks_of_visitors(key: str) -> bool:
    """Return whether an unknown key is known to say who may see a page, whatever its value."""
    said = HIDING | SHOWING | SCOPES | SECRECY | LOCKING
    return bool(said.intersection(words_of(key[: 10 * LONGEST])))


def value_hides(value: str) -> bool:
    """Return whether a value alone, under any key, may be meant to keep a page from visitors."""
    return _are_hiding(words_of(value))


def name_hides(name: str) -> bool:
    """Return whether a name says that the file or the page with it is not for visitors.

    It says so as a whole, or in a part that stands apart: `Plans (draft)`, `plans.private`,
    `Private: plans`. `Hidden Markov models` says what it is about.
    """
    start = _EDITION.sub(" ", name[: 10 * LONGEST])
    last = _LAST.fullmatch(start)
    pieces = [*_PIECES.split(start), *start.split("/"), start, last[1] if last else ""]
    remarks = [words for piece in pieces if (words := words_of(piece)) not in PRIVATE_NOTE]
    return line_hides(start) or any(_is_remark(set(words)) for words in remarks)


def folder_hides(name: str) -> bool:
    """Return whether the name of a folder says that the files in it are not for visitors."""
    return name_hides(name) or bool(CLOSED.intersection(words_of(name[: 10 * LONGEST])))


def line_hides(line: str) -> bool:
    """Return whether a line of prose says nothing else than that the page is not for visitors.

    A list of tags does, if one of them says so: `Tags: plan, private`, `#+FILETAGS: :private:`.
    """
    start = line[: 10 * LONGEST]
    key, value = pair(start)
    if key and VISIBILITY in (ours(key), nearest(key)):
        return True
    if TAGS.intersection(words_of(key)) and any(map(is_about_page, re.split("[,;:#]", value))):
        return True
    return bool(_TAG.search(line) or _HIDDEN_HTML.search(line)) or is_about_page(start)


def is_about_page(line: str) -> bool:
    """Return whether a short line speaks of nothing but who may see the page, and hides it."""
    if len(line) > LONGEST_LINE or _LINK.match(line):
        return False
    words = [word for word in words_of(line) if not word.isdecimal()]  # `embargoed until 2027`
    if len(words) > FEW or words in PRIVATE_NOTE or not set(words) <= ABOUT:
        return False
    return _keeps_back(set(words))


def _are_hiding(words: list[str]) -> bool:
    return bool(HIDING.intersection(words)) if len(words) > FEW else _keeps_back(set(words))


def _is_remark(words: set[str]) -> bool:
    is_about = words <= ABOUT.union(*REMARKS, {"work"}) and len(words) <= FEW
    return is_about and (any(said <= words for said in REMARKS) or _keeps_back(words))


def _keeps_back(words: set[str]) -> bool:
    """Return whether a few words say that something is not for everybody."""
    if words & HIDING and not words & AGAINST:
        return True
    if words & (SHOWING | SCOPES | SPREADING) and words & AGAINST:
        return True
    if words & SECRECY and words & {"on", "true", "yes"}:
        return True
    if words & APART and words <= ABOUT and not words & AGAINST:
        return True
    return "only" in words and bool(words & FEW_READERS)


def _is_misspelt(word: str) -> bool:
    return 4 < len(word) <= LONGEST and bool(get_close_matches(word, MISSPELT, 1, ALIKE))
