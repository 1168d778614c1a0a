"""Other labels for the addresses of a text (`[1]: https://…`) that is put below another one."""

import re
from collections.abc import Collection
from itertools import count

from wiki.text.probes import Span, replaced
from wiki.text.rendering import stored
from wiki.text.roles import Role, roles_of

_LABEL = re.compile(r"(?<!\\)\[(?!\^)([^\[\]\n]{1,200})\](?!\()")
_DEFINED = re.compile(r"^[ >]*\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*\S", re.MULTILINE)
# What stands before the label of `[words][label]`; a note before it has no part in it.
_WORDS = re.compile(r"(?<!\\)\][ \n]?\Z")
_NOTE = re.compile(r"\[\^[^\]\n]+\][ \n]?\Z")
_ADDRESS = re.compile(r'href="([^"]*)"')


def with_own_references(text: str, other: str) -> str:
    """Return a text with other labels for addresses (`[1]: https://…`) that `other` has too.

    The texts `text` and `other` can then be joined: each link leads where it led. Words in
    brackets that would become a link by an address of the other text get a backslash. If any link
    of `text` would lead elsewhere, it is returned unchanged.
    """
    mine, others = _defined(text), _defined(other)
    labels = {_key(label[1]) for label in _LABEL.finditer(other)}
    renamed, plain = mine & labels, others - mine
    changed = [one for one in _LABEL.finditer(text) if _key(one[1]) in renamed | plain]
    if not changed:
        return text
    used = labels | {_key(one[1]) for one in _LABEL.finditer(text)}
    new_labels = free_labels(renamed, used)
    begins = {one.start(1) for one in _DEFINED.finditer(text)}
    roles = roles_of(text, [one.span(1) for one in changed], as_blocks=True)
    written = [
        _written(one, new_labels, begins)
        for one, role in zip(changed, roles, strict=True)
        if role in (Role.WORDS, Role.UNSEEN)
    ]
    renamed_text = replaced(text, [span for span, _ in written], [new for _, new in written])
    return renamed_text if _addresses(renamed_text) == _addresses(text) else text


def free_labels(labels: Collection[str], used: Collection[str]) -> dict[str, str]:
    """Return a new label for each of `labels`, such as `a-2` for `a`; none is in `used`."""
    new_labels: dict[str, str] = {}
    for label in sorted(labels):
        tried = (f"{label}-{number}" for number in count(2))
        unfree = {*used, *new_labels.values()}
        new_labels[label] = next(one for one in tried if unfree.isdisjoint((one, one.casefold())))
    return new_labels


def _written(
    label: re.Match[str], new_labels: dict[str, str], begins: Collection[int]
) -> tuple[Span, str]:
    """Return the span of a label with its brackets, and the text to write there."""
    text, (start, end) = label.string, label.span()
    new = new_labels.get(_key(label[1]))
    if new is None:
        return (start, end), f"\\{label[0]}"
    before = text[max(start - 300, 0) : start]
    is_second = bool(_WORDS.search(before)) and not _NOTE.search(before)
    if is_second or label.start(1) in begins:
        return (start, end), f"[{new}]"
    return (start, end + 2 * text.startswith("[]", end)), f"{label[0]}[{new}]"


def _defined(text: str) -> set[str]:
    return {_key(match[1]) for match in _DEFINED.finditer(text)}


def _addresses(text: str) -> list[str]:
    return _ADDRESS.findall(stored(text, as_blocks=True))


def _key(label: str) -> str:
    """Return a label as Markdown compares it."""
    return label.strip().lower()
