"""Front matter: YAML between two lines of three hyphens.

Values of known keys are read as the text that was typed, so that a region can be called 1984 or No.
Unknown keys are kept as written and never interpreted.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import dedent
from typing import Any

import yaml

from wiki.dates import DateError, parse_days
from wiki.exchange.comments import find_comments, masked, unmasked
from wiki.exchange.document_error import DocumentError
from wiki.exchange.headings import is_known
from wiki.exchange.hiding import SAY_WHICH, refuse_hiding_in_head
from wiki.exchange.keys import KEYS, VISIBILITY, has_key, nearest, ours
from wiki.exchange.plain_yaml import ANSWER, HINT, NULL, compose, refuse_lost_words
from wiki.exchange.unknown_keys import refuse_contradiction, refuse_unknown
from wiki.exchange.written_days import read_day
from wiki.forms.fields import LINE
from wiki.models import LONGEST_SHORT_TITLE, PRIVATE, PUBLIC, SHORT_TITLE_RULE
from wiki.statuses import STATUSES
from wiki.text import clean_line, is_seen, slugify, visible

FENCE = "---"
ENDS = (FENCE, "...")
CHOICES = {"status": tuple(STATUSES), "visibility": (PUBLIC, PRIVATE)}
WORDS = ("title", "short_title", "summary", "area")
# What to do about a key that a page must not leave empty.
_EMPTY = {VISIBILITY: SAY_WHICH, "title": "Write one, or leave the key out"}
_KEY = re.compile(r"[\"']?[\w-][\w -]{0,40}[\"']? ?[:\uff1a=]")


@dataclass(frozen=True)
class FrontMatter:
    """The front matter: known keys with a value, unknown ones as YAML, and the line of each."""

    known: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def find(lines: Sequence[str]) -> range | None:
    """Return the indexes of the lines between the fences, None where there is no front matter.

    Blank lines and invisible characters before it are ignored. Raises DocumentError where it
    does not end.
    """
    first = next((n for n, line in enumerate(lines) if visible(line).strip()), 0)
    if not lines or visible(lines[first]).strip() != FENCE:
        return None
    below = (line for line in lines[first + 1 :] if line.strip())
    begins_with_key = bool(_KEY.match(visible(next(below, "")).strip()))
    if not begins_with_key and lines[first].rstrip() != FENCE:
        return None
    is_indented = lines[first][:1] in (" ", "\t")
    for index, line in enumerate(lines[first + 1 :], first + 1):
        if _is_end(line, is_indented=is_indented):
            return range(first + 1, index)
        if begins_with_key and is_known(line):
            break
    if begins_with_key:
        reason = f"The front matter that begins here has no closing {FENCE}."
        raise DocumentError(first + 1, reason)
    return None


def _is_end(line: str, *, is_indented: bool) -> bool:
    seen = visible(line)
    return (seen.strip() if is_indented else seen.rstrip()) in ENDS


def refuse_toml(lines: Iterable[tuple[int, str]]) -> None:
    """Raise DocumentError for a page that begins with front matter in TOML, which may hide it."""
    for line_number, line in lines:
        if visible(line).strip():
            if visible(line).strip() == "+++":
                reason = f"Front matter in TOML is not read: write it as YAML, between {FENCE}."
                raise DocumentError(line_number, reason)
            return


def read(lines: Sequence[str], *, today: date, line: int = 2) -> FrontMatter:
    """Read the lines between the fences; `line` is the number of the first.

    Raises DocumentError.
    """
    front_matter = FrontMatter()
    if all(text[:1] in ("", " ") for text in lines):
        lines = dedent("\n".join(lines)).split("\n")
    exported = any(has_key(text, "atlas") for text in lines)  # it carries whatever it had
    pairs = read_pairs("\n".join(lines), line, tags=exported)
    exact = {key.value for key, value in pairs if key.value in KEYS and value.value}
    for index, (key, value) in enumerate(pairs):
        key_line = key.start_mark.line + line
        written = key.value if isinstance(key, yaml.ScalarNode) else ""
        name = _name(written, exact, key_line)
        if not name or name in front_matter.lines:
            raise DocumentError(
                key_line, f"“{name}” stands twice." if name else "A key is one word."
            )
        front_matter.lines[name] = key_line
        if name in KEYS:
            if text := _text(name, value, key_line, line):
                front_matter.known[name] = _checked(name, text, key_line, today)
            elif name in _EMPTY:
                raise DocumentError(key_line, f"{name} says nothing. {_EMPTY[name]}.")
        else:
            after = pairs[index + 1][0] if index + 1 < len(pairs) else None
            front_matter.unknown[name] = as_written(lines, key, value, after)
    if "atlas" not in front_matter.known:
        _read_comments(front_matter)
    if VISIBILITY not in front_matter.known:
        refuse_hiding_in_head(lines, pairs, line)
        refuse_unknown(pairs, line, today=today)
    elif front_matter.known[VISIBILITY] == PUBLIC and "atlas" not in front_matter.known:
        refuse_contradiction(pairs, line)  # a page of an atlas carries whatever it had
    return front_matter


def _read_comments(front_matter: FrontMatter) -> None:
    """Refuse comments in the title and the other words that readers see, and unmask these words.

    Call it for a document that no atlas exported: in an export nothing is masked, and what looks
    like a comment is text. Raises DocumentError.
    """
    known = front_matter.known
    for name in (one for one in WORDS if one in known):
        if any(find_comments([(1, known[name])])):
            reason = f"{name} holds a comment, which every reader would see: leave it out."
            raise DocumentError(front_matter.lines[name], reason)
        known[name] = unmasked(known[name])


def _name(written: str, exact: set[str], line: int) -> str:
    """Return the normal form of a known key; an unknown one is returned unchanged.

    `exact` are the known keys that the front matter has in exact spelling. An exported page may
    have unknown keys similar to known ones. Raises DocumentError.
    """
    key = ours(written)
    if key == written or not written:
        return written
    if key and key not in exact:
        return key
    if key and (key == VISIBILITY or "atlas" not in exact):
        raise DocumentError(line, f"“{key}” stands twice, here as “{written}”.")
    close = "" if key else nearest(written)
    is_carried = close in exact or ("atlas" in exact and close != VISIBILITY)
    if close and not is_carried:
        raise DocumentError(line, f"“{written}” is no key: write `{close}`.")
    return written


def write(values: Mapping[str, Any], unknown: Mapping[str, str]) -> str:
    """Return the front matter with its fences; known keys without a value are left out.

    Without the key `atlas`, words that look like a comment are masked.
    """
    filled = {name: values[name] for name in KEYS if values.get(name)}
    if "atlas" not in filled:
        filled |= {name: masked(filled[name]) for name in WORDS if name in filled}
    text = yaml.dump(
        filled, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True, width=sys.maxsize
    )
    return "\n".join([FENCE, text.rstrip("\n"), *unknown.values(), FENCE])


def read_pairs(text: str, first: int, *, tags: bool = False) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the keys and values of a front matter as YAML has them; `first` is its first line.

    With `tags` values may have tags of YAML. Raises DocumentError.
    """
    node = compose(text, first, "The front matter", tags=tags)
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise DocumentError(first, "The front matter is not a list of “key: value” lines.")
    return list(node.value)


def _text(name: str, value: yaml.Node, line: int, first: int) -> str:
    refuse_lost_words(name, value, first, words=name in WORDS)
    if not isinstance(value, yaml.ScalarNode):
        raise DocumentError(line, f"{name} takes one line of text. {HINT}")
    text = "" if value.tag == NULL else clean_line(value.value)
    if value.tag == ANSWER and name not in (*CHOICES, "title"):
        raise DocumentError(line, f"{name} takes words: put “{text}” in quotes if it is one.")
    return text if is_seen(text) else ""


def text_checked(name: str, text: str, line: int) -> str:
    """Return the text of a key as it is. Raises DocumentError where it is too long."""
    if len(text) > LINE:
        raise DocumentError(line, f"{name} is too long: {len(text):,} of {LINE:,} characters.")
    return text


def _checked(name: str, text: str, line: int, today: date) -> Any:
    text_checked(name, text, line)
    if name in CHOICES:
        return _choice(name, text, line)
    if name == "short_title" and len(text) > LONGEST_SHORT_TITLE:
        raise DocumentError(line, SHORT_TITLE_RULE)
    if name == "slug" and slugify(text) != text:
        raise DocumentError(line, f"“{text}” is not an address: use a-z, 0-9 and hyphens.")
    try:
        if name == "reviewed_on":
            return read_day(text, today)
        return parse_days(text) if name == "review_days" else text
    except DateError as error:
        raise DocumentError(line, f"{name}: {error}") from error


def _choice(name: str, text: str, line: int) -> str:
    for choice in CHOICES[name]:
        if choice.lower() == text.lower():
            return choice
    raise DocumentError(line, f"{name} is one of {', '.join(CHOICES[name])}, not “{text}”.")


def as_written(
    lines: Sequence[str], key: yaml.Node, value: yaml.Node, after: yaml.Node | None
) -> str:
    """Return a key and value as the lines they took, or as YAML where they shared a line."""
    first = key.start_mark.line
    last = after.start_mark.line if after else len(lines)
    if key.start_mark.column == 0 and last > first:
        return "\n".join(lines[first:last]).rstrip()
    pair = yaml.MappingNode("tag:yaml.org,2002:map", [(key, value)], flow_style=False)
    text = yaml.serialize(pair, Dumper=yaml.SafeDumper, allow_unicode=True, width=sys.maxsize)
    return str(text).rstrip()
