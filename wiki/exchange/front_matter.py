"""The head of a page document: YAML between two lines of three hyphens.

What the atlas knows is read as the text that was typed, so that a region may be called 1984 or
No. What it does not know is kept as it was written and never interpreted.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from wiki.dates import DateError, parse_day, parse_days
from wiki.exchange.document_error import DocumentError
from wiki.forms.fields import LINE
from wiki.models import PRIVATE, PUBLIC, STATUSES
from wiki.text import clean_line, slugify

FENCE = "---"
DEEPEST = 20
NULL = "tag:yaml.org,2002:null"
KEYS = (
    "title",
    "slug",
    "summary",
    "area",
    "status",
    "reviewed_on",
    "review_days",
    "visibility",
    "atlas",
)
CHOICES = {"status": tuple(STATUSES), "visibility": (PUBLIC, PRIVATE)}
_KEY = re.compile(r"[\w-]+:(\s|$)")


@dataclass(frozen=True)
class FrontMatter:
    """What stood in the head: known keys that say something, unknown ones as YAML, and lines."""

    known: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def split(lines: Sequence[str]) -> int:
    """Return how many lines the front matter takes with its fences, 0 where there is none."""
    if not lines or lines[0].rstrip() != FENCE:
        return 0
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == FENCE:
            return number
    if len(lines) > 1 and _KEY.match(lines[1]):
        raise DocumentError(1, f"The front matter that begins here has no closing {FENCE}.")
    return 0


def read(lines: Sequence[str], *, today: date) -> FrontMatter:
    """Read the lines between the fences. Raises DocumentError."""
    found = FrontMatter()
    pairs = _pairs("\n".join(lines))
    for place, (key, value) in enumerate(pairs):
        line = key.start_mark.line + 2
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in found.lines:
            raise DocumentError(line, f"“{name}” stands twice." if name else "A key is one word.")
        found.lines[name] = line
        if name in KEYS:
            if text := _text(name, value, line):
                found.known[name] = _checked(name, text, line, today)
        else:
            after = pairs[place + 1][0] if place + 1 < len(pairs) else None
            found.unknown[name] = _as_written(lines, key, value, after)
    return found


def write(known: Mapping[str, Any], unknown: Mapping[str, str]) -> str:
    """Return the front matter with its fences; known keys without a value are left out."""
    said = {name: known[name] for name in KEYS if known.get(name)}
    text = yaml.dump(
        said, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True, width=sys.maxsize
    )
    return "\n".join([FENCE, text.rstrip("\n"), *unknown.values(), FENCE])


class _Loader(yaml.SafeLoader):
    """Takes neither anchors nor aliases, which can make a small text huge, nor deep nesting."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it open
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "anchors and aliases are not taken")
        self.depth += 1
        if self.depth > DEEPEST:
            self._refuse(event, "this is nested too deeply")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def _refuse(self, event: yaml.Event, problem: str) -> None:
        raise yaml.MarkedYAMLError(None, None, problem, event.start_mark)  # type: ignore[arg-type]  # two marks


def _pairs(text: str) -> list[tuple[yaml.Node, yaml.Node]]:
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        problem = error.problem or error.context or "it cannot be read"
        reason = f"The front matter is not plain YAML: {problem}. {_HINT}"
        raise DocumentError(line, reason) from error
    except yaml.YAMLError as error:
        raise DocumentError(1, "The front matter holds a character YAML does not take.") from error
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise DocumentError(2, "The front matter is not a list of “key: value” lines.")
    return list(node.value)


_HINT = "Text that holds a colon or begins with a mark stands in quotes."


def _text(name: str, value: yaml.Node, line: int) -> str:
    if not isinstance(value, yaml.ScalarNode):
        raise DocumentError(line, f"{name} takes one line of text. {_HINT}")
    return "" if value.tag == NULL else clean_line(value.value)


def text_checked(name: str, text: str, line: int) -> str:
    """Return a key's text. Raises DocumentError where it is too long."""
    if len(text) > LINE:
        raise DocumentError(line, f"{name} is too long: {len(text):,} of {LINE:,} characters.")
    return text


def _checked(name: str, text: str, line: int, today: date) -> Any:
    text_checked(name, text, line)
    if name in CHOICES:
        return _choice(name, text, line)
    if name == "slug" and slugify(text) != text:
        raise DocumentError(line, f"“{text}” is not an address: use a-z, 0-9 and hyphens.")
    try:
        if name == "reviewed_on":
            return parse_day(text, today=today)
        return parse_days(text) if name == "review_days" else text
    except DateError as error:
        raise DocumentError(line, f"{name}: {error}") from error


def _choice(name: str, text: str, line: int) -> str:
    for choice in CHOICES[name]:
        if choice.lower() == text.lower():
            return choice
    raise DocumentError(line, f"{name} is one of {', '.join(CHOICES[name])}, not “{text}”.")


def _as_written(
    lines: Sequence[str], key: yaml.Node, value: yaml.Node, after: yaml.Node | None
) -> str:
    """Return a key and its value as the lines they took, or as YAML where they shared a line."""
    first = key.start_mark.line
    last = after.start_mark.line if after else len(lines)
    if key.start_mark.column == 0 and last > first:
        return "\n".join(lines[first:last]).rstrip()
    pair = yaml.MappingNode("tag:yaml.org,2002:map", [(key, value)], flow_style=False)
    text = yaml.serialize(pair, Dumper=yaml.SafeDumper, allow_unicode=True, width=sys.maxsize)
    return str(text).rstrip()
