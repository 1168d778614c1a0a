"""Joining the texts of two regions that are merged, and separating them when that is undone."""

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
    """Return the heading above the text of a merged topic: its title as Markdown.

    It is `LINE` for a private topic, whose title visitors may not read (`is_named` is false).
    """
    title = MARKS.sub(r"\\\g<0>", topic.title)
    return f"## {title}" if is_named else LINE


def join_texts(first: str, text: str, head: str) -> str:
    """Return `first`, then the heading `head`, then `text`. Raises Invalid where that is too long.

    Footnotes and addresses of `text` get labels that `first` does not have, and a code block left
    open at the end of `first` is closed.
    """
    joined = _joined(first, text, head)
    if len(joined) > TEXT:
        raise Invalid("into", TOO_LONG.format(TEXT))
    return joined


def separate_texts(whole: str, text: str, head: str) -> str | None:
    """Return what `whole` was before `join_texts` put `text` below it.

    None where it does not end with that text any more.
    """
    mark = _between(head)
    at = len(whole)
    while (at := whole.rfind(mark, 0, at)) >= 0:
        if whole == _joined(whole[:at], text, head):
            return whole[:at]
    return "" if whole == text else None


def join_extras(
    first: Mapping[str, Any] | None, other: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Return the unknown parts of two documents, joined; see `Topic.extra`. None for no such parts.

    Of a front-matter key in both, the value in `first` wins; of a heading in both, both texts stay.
    """
    first, other = first or {}, other or {}
    front_matter = other.get("front_matter", {}) | first.get("front_matter", {})
    headings = [dict(heading) for heading in first.get("headings", [])]
    there = {heading["title"]: heading for heading in headings}
    for heading in other.get("headings", []):
        if same := there.get(heading["title"]):
            texts = (same["text"], heading["text"])
            same["text"] = "\n\n".join(text for text in dict.fromkeys(texts) if text)
        else:
            headings.append(heading)
    extras = {"front_matter": front_matter, "headings": headings}
    return extras if any(extras.values()) else None


def _joined(first: str, text: str, head: str) -> str:
    return f"{closed(first)}{_between(head)}{with_own_labels(text, first)}" if first else text


def _between(head: str) -> str:
    return f"\n\n{head}\n\n"
