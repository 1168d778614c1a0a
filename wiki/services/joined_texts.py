"""Putting the texts of two regions together that become one, and taking them apart again."""

import re
from collections.abc import Mapping
from typing import Any

from wiki.errors import Invalid
from wiki.forms.fields import TEXT
from wiki.models import Topic
from wiki.text import with_own_labels
from wiki.text.fences import closed

MARKS = re.compile(r"[\\`*_[\]]")  # of Markdown, which a title does not mean
TOO_LONG = "The two texts together are longer than {:,} characters: shorten one of them first."
LINE = "* * *"


def heading(topic: Topic, *, is_named: bool) -> str:
    """Return what stands above the text of a merged topic: its title.

    The title of a private topic is not told (`is_named` is false): a line stands in its place.
    """
    title = MARKS.sub(r"\\\g<0>", topic.title)
    return f"## {title}" if is_named else LINE


def join_texts(kept: str, text: str, head: str) -> str:
    """Return a text that follows another one, under its heading. Raises Invalid if it is too long.

    Its footnotes and addresses get labels that the other text does not have, and code that is open
    at the end of the other text is closed.
    """
    joined = _joined(kept, text, head)
    if len(joined) > TEXT:
        raise Invalid("into", TOO_LONG.format(TEXT))
    return joined


def part_texts(whole: str, text: str, head: str) -> str | None:
    """Return what a text was put below, None where it does not stand at the end any more."""
    mark = _between(head)
    at = len(whole)
    while (at := whole.rfind(mark, 0, at)) >= 0:
        if whole == _joined(whole[:at], text, head):
            return whole[:at]
    return "" if whole == text else None


def join_extras(
    kept: Mapping[str, Any] | None, other: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Return the unknown parts of two documents as those of one; see `Topic.extra`.

    Of a key in both front matters the value that is kept stays; of a heading in both, both texts.
    """
    kept, other = kept or {}, other or {}
    front_matter = other.get("front_matter", {}) | kept.get("front_matter", {})
    headings = [dict(heading) for heading in kept.get("headings", [])]
    there = {heading["title"]: heading for heading in headings}
    for heading in other.get("headings", []):
        if same := there.get(heading["title"]):
            texts = (same["text"], heading["text"])
            same["text"] = "\n\n".join(text for text in dict.fromkeys(texts) if text)
        else:
            headings.append(heading)
    said = {"front_matter": front_matter, "headings": headings}
    return said if any(said.values()) else None


def _joined(kept: str, text: str, head: str) -> str:
    return f"{closed(kept)}{_between(head)}{with_own_labels(text, kept)}" if kept else text


def _between(head: str) -> str:
    return f"\n\n{head}\n\n"
