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
    used = {label[1] for label in _LABEL.finditer(other)}
    if used.isdisjoint(label[1] for label in labels):
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
    new_labels = free_labels(defined & used, used | {label[1] for label in labels})
    others = {label[1] for label in _NOTE.finditer(other)}
    plain = {label[1]: f"\\{label[0]}" for label, _ in read if label[1] in others - defined}
    meant = {label: f"[^{new}]" for label, new in new_labels.items()} | plain
    changed = [label for label, _ in read if label[1] in meant]
    return replaced(text, [label.span() for label in changed], [meant[f[1]] for f in changed])
