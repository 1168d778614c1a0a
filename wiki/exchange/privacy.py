"""Words that ask for privacy, in any spelling: keys, values, lines, and names of files and folders.

Whatever reads files of others asks here: page documents, notes, bookmarks, feeds and tables. Each
decides what follows: a document is refused, a note is private, a work stays a draft.
"""

import re
from difflib import get_close_matches
from functools import lru_cache

from wiki.exchange.compared_words import words_of
from wiki.exchange.hiding_abroad import ABROAD
from wiki.exchange.keys import LONGEST, VISIBILITY, nearest, ours, pair
from wiki.exchange.stages import STAGES, is_unfinished

FEW = 6  # words of a line that says something of the whole page
LONGEST_LINE = 100  # characters of such a line
ALIKE = 0.85  # from 0 to 1, as difflib counts
_HIDING = ABROAD | {
    *("private", "privately", "hidden", "hide", "invisible", "secret", "draft", "drafts"),
    *("confidential", "internal", "restricted", "unlisted", "unpublished", "unpublish", "noindex"),
    *("nonpublic", "notpublic"),
}
_SHOWING = {"public", "publish", "published", "publishing", "share", "shared", "sharing"}
_SHOWING |= {"visible", "listed", VISIBILITY}
# With a key of this kind a mere yes asks for privacy.
_SECRECY = {"privacy", "secrecy", "confidentiality", "discretion", "nondisclosure"}
_SCOPES = {"access", "privacy", "permission", "permissions"}
# Words that may stand beside those for showing in a key that is understood, as in `dg-publish`.
_IN_KEYS = {
    *("a", "at", "by", "city", "date", "datetime", "day", "dg", "first", "for", "has", "in", "is"),
    *("last", "of", "on", "original", "originally", "place", "the", "this", "time", "to", "was"),
    *("online", "web", "year"),
}
_MISSPELT = ("private", VISIBILITY, "confidential", "unlisted", "unpublished")
_YES = {"true", "yes", "on", "1", "y"}
_NO = {"false", "no", "off", "0", "n"}
_STATED_OPEN = {"public", "published", "open", "all", "everyone", "everybody", "anyone", "listed"}
_OPEN = _YES | _STATED_OPEN
AGAINST = _NO | {"not", "never", "non", "none", "nobody", "don", "dont", "without"}
# Words that stand beside these in a sentence about the page.
_BESIDE = {
    *("a", "and", "always", "as", "be", "do", "eyes", "for", "is", "it", "keep", "kept", "me"),
    *("mode", "my", "myself", "note", "now", "only", "page", "please", "region", "scope", "state"),
    *("status", "still", "strictly", "t", "tags", "this", "topic", "with", "yet", "audience"),
    *("anybody", "anyone", "article", "document", "file", "must", "others", "remain", "should"),
    *("stay", "stays", "text", "to", "todo", "we", "i", "make", "these", "are", "notes"),
}
# Keys that close a page to people without a password, whatever their value is, except a no.
_LOCKING = {"password", "passwd", "passphrase", "protected", "encrypted", "embargo", "embargoed"}
_LOCKING |= {"lock", "locked"}
# Keys of programs that make sites: `permalink: false` has them write no page.
_WRITING = {"permalink", "output", "outputs", "render", "sitemap", "index", "indexed", "indexing"}
_WRITING |= {"live", "online"}
# Keys that say until when a page is shown, which nobody sees to here.
_ENDING = {"expire", "expired", "expires", "expiry", "expiration", "until", "till"}
# Keys that say for whom a page is, and values with which it is for everybody.
_READERS = {"audience", "audiences", "reader", "readers", "readership", "viewer", "viewers"}
_READERS |= {"visitor", "visitors", "security", "sensitivity", "clearance", "tlp", "circulation"}
_EVERYBODY = _STATED_OPEN | {
    "anybody",
    "general",
    "world",
    "web",
    "internet",
    "tlp",
    "clear",
    "white",
}
_EVERYBODY |= {"the", "unclassified"}
# Remarks in a name with which no page is for everybody yet, beside those on privacy.
_REMARKS = ({"protected"}, {"wip"}, {"unfinished"}, {"in", "progress"})
# Words that a folder is hardly called by for any other reason.
_CLOSED = ABROAD | {
    *("private", "privately", "confidential"),
    *("draft", "drafts", "unlisted", "unpublished", "nonpublic", "notpublic"),
}
_SPREADING = {"publication", "circulate", "circulation", "distribute", "distribution", "release"}
_ABOUT = _HIDING | _SHOWING | _SCOPES | _SECRECY | _YES | AGAINST | _BESIDE | _SPREADING
_TAGS = {"tags", "tag", "filetags", "keywords", "categories", "category"}
PRIVATE_NOTE = (["private", "note"], ["private", "notes"])  # a heading of ours, or like it
_TAG = re.compile(rf"(?<![\w&/])#(?:{'|'.join(sorted(_HIDING))})\b", re.IGNORECASE)
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
        return not words or bool(names & AGAINST) or not set(words) <= _NO
    if names & _LOCKING and words:
        return not set(words) <= _NO
    if names & (_SHOWING | _SCOPES | _SECRECY):
        return not _opens(names, words, value)
    return False


def _opens(names: frozenset[str], words: list[str], value: str) -> bool:
    """Return whether a key on who may see a page says, with its value, that everybody may.

    `names` has the words of the key, and `words` those of the value. A yes, or the year of a day,
    opens a page only below a key that is understood as a whole: `public: true`, but neither
    `privacy: true` nor `stop-sharing: true`.
    """
    if names & (AGAINST | _ENDING) or not words:
        return False
    if names & _SECRECY and "all" in words:  # all of it is secret, or all may read it
        return False
    if set(words) <= _STATED_OPEN and not names - _SHOWING - _SCOPES - _SECRECY - _IN_KEYS:
        return True
    if not names & (_SHOWING | {"date"}) or names - _SHOWING - _IN_KEYS - {"access"}:
        return False
    return set(words) <= _OPEN or bool(_YEAR.search(value))


def may_hide(key: str, value: str) -> bool:
    """Return whether any key with its value may be meant to keep a region from visitors.

    Beside what `hides` knows, it takes keys that say for whom something is, and stages of work. A
    key of the front matter is no known one here: `status` may be that of a draft.
    """
    names, words = _read_key(key[: 10 * LONGEST])[0], set(words_of(value))
    if hides(key, value) or ends(key, value) or is_unfinished(key, value):
        return True
    if names & _READERS or ("see" in names and "also" not in names):
        return bool(words) and not words <= _EVERYBODY
    if ours(key):
        return value_hides(value) if names & STAGES else name_hides(value)
    return False


def writes_nothing(key: str, value: str) -> bool:
    """Return whether a key has programs that make sites write no page, as `permalink: false`."""
    said = set(words_of(value))
    return bool(said and said <= AGAINST and _WRITING.intersection(words_of(key[: 10 * LONGEST])))


def ends(key: str, value: str) -> bool:
    """Return whether a key says until when a page is shown, as `expiryDate: 2025-01-01` does."""
    said = set(words_of(value))
    return bool(said and _ENDING.intersection(words_of(key[: 10 * LONGEST]))) and not said <= _NO


@lru_cache(maxsize=4096)
def _read_key(key: str) -> tuple[frozenset[str], bool, bool, bool]:
    """Return the words of a key, and whether it is known, is `visibility`, and speaks of hiding.

    Files have few keys and many values, and to find a misspelt key takes long.
    """
    names = frozenset(words_of(key))
    is_visibility = VISIBILITY in (ours(key), nearest(key)) or VISIBILITY in names
    is_hiding = bool(names & _HIDING) or any(map(_is_misspelt, names - _SHOWING))
    return names, bool(ours(key)), is_visibility, is_hiding


def speaks_of_visitors(key: str) -> bool:
    """Return whether an unknown key is known to say who may see a page, whatever its value."""
    said = _HIDING | _SHOWING | _SCOPES | _SECRECY | _LOCKING
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
    return name_hides(name) or bool(_CLOSED.intersection(words_of(name[: 10 * LONGEST])))


def line_hides(line: str) -> bool:
    """Return whether a line of prose says nothing else than that the page is not for visitors.

    A list of tags does, if one of them says so: `Tags: plan, private`, `#+FILETAGS: :private:`.
    """
    start = line[: 10 * LONGEST]
    key, value = pair(start)
    if key and VISIBILITY in (ours(key), nearest(key)):
        return True
    if _TAGS.intersection(words_of(key)) and any(map(is_about_page, re.split("[,;:#]", value))):
        return True
    return bool(_TAG.search(line)) or is_about_page(start)


def is_about_page(line: str) -> bool:
    """Return whether a short line speaks of nothing but who may see the page, and hides it."""
    if len(line) > LONGEST_LINE or _LINK.match(line):
        return False
    words = words_of(line)
    if len(words) > FEW or words in PRIVATE_NOTE or not set(words) <= _ABOUT:
        return False
    return _keeps_back(set(words))


def _are_hiding(words: list[str]) -> bool:
    return bool(_HIDING.intersection(words)) if len(words) > FEW else _keeps_back(set(words))


def _is_remark(words: set[str]) -> bool:
    is_about = words <= _ABOUT.union(*_REMARKS, {"work"}) and len(words) <= FEW
    return is_about and (any(said <= words for said in _REMARKS) or _keeps_back(words))


def _keeps_back(words: set[str]) -> bool:
    """Return whether a few words say that something is not for everybody."""
    if words & _HIDING and not words & AGAINST:
        return True
    if words & (_SHOWING | _SCOPES | _SPREADING) and words & AGAINST:
        return True
    if words & _SECRECY and words & {"on", "true", "yes"}:
        return True
    return "only" in words and bool(words & {"me", "myself", "eyes"})


def _is_misspelt(word: str) -> bool:
    return 4 < len(word) <= LONGEST and bool(get_close_matches(word, _MISSPELT, 1, ALIKE))
