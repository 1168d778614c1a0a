"""The metadata of a note: its front matter, and the properties of a page of Logseq.

Keys that the atlas has are read where they have a value that it takes. All else is stored as it was
written; a key named like one of ours is stored as `imported_status`, since an exported page could
not have it under that name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from wiki.dates import DateError, parse_days
from wiki.exchange import front_matter
from wiki.exchange.document_error import DocumentError
from wiki.exchange.keys import VISIBILITY, nearest, ours
from wiki.exchange.plain_yaml import ANSWER, NULL, comment_behind, refuse_lost_words
from wiki.exchange.privacy import (
    ends,
    folder_hides,
    hides,
    name_hides,
    speaks_of_visitors,
    value_hides,
    writes_nothing,
)
from wiki.exchange.stages import STAGES, is_unclear, is_unfinished
from wiki.exchange.unknown_keys import is_to_come, is_understood
from wiki.exchange.written_days import read_day
from wiki.forms.fields import LINE
from wiki.models import LONGEST_SHORT_TITLE, PRIVATE, PUBLIC
from wiki.statuses import STATUSES
from wiki.text import clean_line, is_seen, slugify

IMPORTED = "imported_"
PUBLISHING = {"publish", "public", "dg-publish"}
YES = {"true", "yes", "on"}
ALIASES = {"alias", "aliases"}
NAMING = {*ALIASES, "description"}  # keys of others that are read as names or as words
_PROPERTY = re.compile(r"\s*(?:- )?([A-Za-z][\w./-]{0,60}):: ?(.*)$")


@dataclass
class NoteHead:
    """The values of our keys that a note gives, and all else as YAML by key.

    `aliases` are other names of the note. `described` is its `description`, which is its summary
    where it has no other. `is_public` says whether it is to be public. `hidden_reason` has the
    words because of which it is private whatever else is said, and `unsure_reason` those that may
    say so: then it has to say itself that it is public.
    """

    known: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    described: str = ""
    is_public: bool = False
    hidden_reason: str = ""
    unsure_reason: str = ""


def read_head(lines: Sequence[str], first: int, *, today: date) -> NoteHead:
    """Return the metadata in the lines between the fences; `first` is the number of the first line.

    Raises DocumentError where they are no YAML, or have a key twice.
    """
    head = NoteHead()
    pairs = front_matter.read_pairs("\n".join(lines), first)
    for index, (key, value) in enumerate(pairs):
        line = key.start_mark.line + first
        if not isinstance(key, yaml.ScalarNode) or not key.value:
            raise DocumentError(line, "A key is one word.")
        is_words = ours(key.value) in front_matter.WORDS or key.value.lower() in NAMING
        refuse_lost_words(key.value, value, first, words=is_words)
        after = pairs[index + 1][0] if index + 1 < len(pairs) else None
        written = front_matter.as_written(lines, key, value, after)
        _add_key(head, key.value, value, written, today, line)
    return head


def add_properties(head: NoteHead, lines: Sequence[str], *, today: date) -> int:
    """Read the lines `key:: value` that a page of Logseq begins with; return how many they are."""
    count = 0
    for line in lines:
        property_line = _PROPERTY.match(line)
        if property_line is None:
            break
        count += 1
        name, text = property_line[1], clean_line(property_line[2])
        if text and name not in head.unknown and ours(name) not in head.known:
            written = yaml.safe_dump({name: text}, allow_unicode=True, width=2**20).rstrip()
            node = yaml.ScalarNode("tag:yaml.org,2002:str", text)
            _add_key(head, name, node, written, today, 1)
    return count


def _add_key(
    head: NoteHead, key: str, value: yaml.Node, written: str, today: date, line: int
) -> None:
    """Add one key with its value to a note's metadata, as a known value or as it was written."""
    texts, name = list(_texts(value)), ours(key)
    is_word = isinstance(value, yaml.ScalarNode) and (value.tag != ANSWER or name == "title")
    text = texts[0] if is_word else ""
    if key.lower() in ALIASES and value.tag != ANSWER:
        names = text.split(",") if text else texts
        head.aliases += [alias for name in names if (alias := clean_line(name))]
    if key.lower() == "description" and len(text) <= LINE:
        head.described = text
    answers = {answers.lower() for answers in texts}
    if key.lower() in PUBLISHING | {VISIBILITY} and answers & {*YES, PUBLIC} and len(answers) == 1:
        head.is_public = True
    else:
        weigh_key(head, key, value, today)
    accepted = _read(name, text, today) if name else None
    stored_key = f"{IMPORTED}{name}" if name else key
    if stored_key in head.unknown or name in head.known:
        raise DocumentError(line, f"“{key}” stands twice.")
    if accepted is not None:
        head.known[name] = accepted
    elif not name or any(texts):
        head.unknown[stored_key] = _renamed(written, key, stored_key)


def weigh_key(head: NoteHead, key: str, value: yaml.Node, today: date) -> None:
    """Record a key with its value in `hides` or `unsure` if it hides a note, or may hide it."""
    texts = [*_texts(value), *filter(None, map(comment_behind, _scalars(value)))]
    words = f"{key}: {', '.join(texts)[:80]}".strip()
    if _hides(key, value, texts, today):
        head.hidden_reason = head.hidden_reason or words
    elif not (ours(key) or is_understood(key)) or any(_is_unsure(key, text) for text in texts):
        head.unsure_reason = head.unsure_reason or words


def _is_unsure(key: str, text: str) -> bool:
    return is_unclear(key, text) or is_unfinished(key, text)


def _read(name: str, text: str, today: date) -> Any:
    """Return the value of one of our keys, None if the atlas does not accept it."""
    if (
        not is_seen(text)
        or len(text) > LINE
        or (name == "title" and ("[[" in text or "]]" in text))
    ):
        return None
    if name == "short_title" and len(text) > LONGEST_SHORT_TITLE:
        return None
    try:
        if name == "reviewed_on":
            return read_day(text, today)
        if name == "review_days":
            return parse_days(text)
    except DateError:
        return None
    if name == "status":
        return next((status for status in STATUSES if status.lower() == text.lower()), None)
    if name == VISIBILITY:
        return text.lower() if text.lower() in (PUBLIC, PRIVATE) else None
    if name == "slug":
        return text if slugify(text) == text else None
    return text if name in ("title", "summary", "area") else None


def _hides(key: str, value: yaml.Node, texts: Sequence[str], today: date) -> bool:
    """Return whether a key with its value may be meant to keep the note from visitors."""
    if speaks_of_visitors(key) or VISIBILITY in (ours(key), nearest(key)):
        is_plain = isinstance(value, yaml.ScalarNode) or (
            isinstance(value, yaml.SequenceNode) and bool(value.value)
        )
        if not is_plain or any(hides(key, text) for text in texts):
            return True
    if any(writes_nothing(key, text) or ends(key, text) for text in texts):
        return True
    if any(is_to_come(key, text, today) for text in texts):
        return True
    if key.lower() in STAGES or not (ours(key) or is_understood(key)):
        return any(map(value_hides, texts))
    return any(map(folder_hides if ours(key) == "area" else name_hides, texts))


def _texts(node: yaml.Node) -> Iterator[str]:
    """Yield the texts of all scalars in a YAML value, "" for a null."""
    for scalar in _scalars(node):
        yield "" if scalar.tag == NULL else clean_line(scalar.value)


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for inner in node.value:
        for one in inner if isinstance(inner, tuple) else (inner,):
            yield from _scalars(one)


def _renamed(written: str, key: str, name: str) -> str:
    """Return a key and its value as they were written, with the key replaced by `name`."""
    if key == name:
        return written
    start = re.match(rf"""(["']?){re.escape(key)}\1(?=\s*:)""", written)
    return name + written[start.end() :] if start else f"{name}: |-\n  {written}"
