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
    taken = {found[1] for found in _LABEL.finditer(other)}
    if taken.isdisjoint(found[1] for found in labels):
        return text
    roles = roles_of(text, [found.span(1) for found in labels], as_blocks=True)
    read = [
        (found, role)
        for found, role in zip(labels, roles, strict=True)
        if role in (Role.WORDS, Role.UNSEEN)
    ]
    begins = {found.start(1) for found in _NOTE.finditer(text)}
    defined = {
        found[1]
        for found, role in read
        if text.startswith(":", found.end()) and (role is Role.UNSEEN or found.start(1) in begins)
    }
    new_labels = free_labels(defined & taken, taken | {found[1] for found in labels})
    others = {found[1] for found in _NOTE.finditer(other)}
    plain = {found[1]: f"\\{found[0]}" for found, _ in read if found[1] in others - defined}
    meant = {label: f"[^{new}]" for label, new in new_labels.items()} | plain
    changed = [found for found, _ in read if found[1] in meant]
    return replaced(text, [found.span() for found in changed], [meant[f[1]] for f in changed])
