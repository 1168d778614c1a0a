"""Other labels for the footnotes and addresses of a text that is put below another one."""

import re

from wiki.text.own_references import free_labels, with_own_references
from wiki.text.probes import replaced
from wiki.text.roles import Role, roles_of

_LABEL = re.compile(r"(?<!\\)\[\^([^\]\n]+)\]")
_NOTE = re.compile(r"^ {0,3}\[\^([^\]\n]+)\]:", re.MULTILINE)


def with_own_labels(text: str, beside: str) -> str:
    """Return a text with other labels for footnotes and addresses that the text `beside` has too.

    The two texts can then be joined, and no label has two meanings.
    """
    return with_own_references(_with_own_notes(text, beside), beside)


def _with_own_notes(text: str, beside: str) -> str:
    """Return a text with other labels for those footnotes whose labels stand in another text too.

    What looks like a label in code or in an address stays. A label in words, of which this text has
    no note but the other one has, gets a backslash: it would lead to that note.
    """
    labels = list(_LABEL.finditer(text))
    taken = {_key(found) for found in _LABEL.finditer(beside)}
    if taken.isdisjoint(map(_key, labels)):
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
    renamed = {label for label in defined if label.casefold() in taken}
    given = free_labels(renamed, taken | set(map(_key, labels)))
    others = {_key(found) for found in _NOTE.finditer(beside)}
    by_key = {label.casefold(): label for label in sorted(defined)}
    changed = []
    for found, _ in read:
        label = found[1] if found[1] in defined else by_key.get(_key(found))
        if label in given:
            changed.append((found.span(), f"[^{given[label]}]"))
        elif label is None and _key(found) in others:
            changed.append((found.span(), f"\\{found[0]}"))
    return replaced(text, [span for span, _ in changed], [new for _, new in changed])


def _key(found: re.Match[str]) -> str:
    """Return a label as a reference to it is compared."""
    return found[1].casefold()
