"""Other labels for the footnotes and addresses of a text that is put below another one."""

import re

from wiki.text.own_references import free_labels, with_own_references
from wiki.text.probes import replaced
from wiki.text.roles import Role, roles_of

_LABEL = re.compile(r"(?<!\\)\[\^([^\]\n]+)\]")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\n]+)\]:", re.MULTILINE)


def with_own_labels(text: str, other: str) -> str:
    """Return a text with other labels for footnotes and addresses that the text `other` has too.

    The two texts can then be joined, and no label has two meanings.
    """
    return with_own_references(_with_own_notes(text, other), other)


def _with_own_notes(text: str, other: str) -> str:
    """Return a text with other labels for those footnotes whose labels stand in another text too.

    What looks like a label in code or in an address stays. A label in words, of which this text has
    no note but the other one has, gets a backslash: it would lead to that note.
    """
    labels = list(_LABEL.finditer(text))
    used = {_key(label) for label in _LABEL.finditer(other)}
    if used.isdisjoint(map(_key, labels)):
        return text
    roles = roles_of(text, [label.span(1) for label in labels], as_blocks=True)
    read = [
        (label, role)
        for label, role in zip(labels, roles, strict=True)
        if role in (Role.WORDS, Role.UNSEEN)
    ]
    begins = {label.start(1) for label in _NOTE.finditer(text)}
    defined = {
        label[1]
        for label, role in read
        if text.startswith(":", label.end()) and (role is Role.UNSEEN or label.start(1) in begins)
    }
    renamed = {label for label in defined if label.casefold() in used}
    new_labels = free_labels(renamed, used | set(map(_key, labels)))
    others = {_key(note) for note in _NOTE.finditer(other)}
    by_key = {label.casefold(): label for label in sorted(defined)}
    changed = []
    for reference, _ in read:
        key = _key(reference)
        label = reference[1] if reference[1] in defined else by_key.get(key)
        if label in new_labels:
            changed.append((reference.span(), f"[^{new_labels[label]}]"))
        elif label is None and key in others:
            changed.append((reference.span(), f"\\{reference[0]}"))
    return replaced(text, [span for span, _ in changed], [new for _, new in changed])


def _key(reference: re.Match[str]) -> str:
    """Return the label of a reference in the form in which labels are compared."""
    return reference[1].casefold()
