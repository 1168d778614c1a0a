"""Regular expressions for the marks that Markdown lines begin with: lists, fences, notes, etc."""

import re

RULE = re.compile(r"([-*_])(?: *\1){2,} *$")
ITEM = re.compile(r"([-+*]|\d{1,9}[.)])( +)(?=\S)")
EMPTY = re.compile(r"([-+*]|\d{1,9}[.)])( *)$")
FENCE = re.compile(r"(`{3,}|~{3,}) *([^`\s]*)[^`]*$")
LANGUAGE = re.compile(r"[a-z0-9][a-z0-9+#.-]{0,29}")
NOTE = re.compile(r"\[\^[^\[\]\s]{1,100}\]: *")
DEFINITION = re.compile(r": {1,3}(?=\S)")
HEADING = re.compile(r"#{1,6}(?: |$)")
REFERENCE = re.compile(r"\[(?!\^)([^\[\]]{1,200})\]:\s*(\S+)(?:\s+[\"'(](.*)[\"')])?\s*$")

# A sign that a backslash keeps from being read as a mark.
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def target_of(reference: re.Match[str]) -> str:
    """Return the address in a definition, without angle brackets and what keeps its signs."""
    return ESCAPED.sub(r"\1", re.sub(r"\A<(.*)>\Z", r"\1", reference[2]))


def item(text: str) -> re.Match[str] | None:
    """Return the match of a list item's mark with words behind it, else None.

    A rule such as `* * *` is no item.
    """
    return None if RULE.match(text) else ITEM.match(text)


def as_words(text: str) -> str:
    """Return a line with a backslash before a first `#` or `:` that marks no heading or definition.

    Python-Markdown would read these as marks.
    """
    if text.startswith("#"):
        return text if HEADING.match(text) else f"\\{text}"
    return f"\\{text}" if DEFINITION.match(text) else text
