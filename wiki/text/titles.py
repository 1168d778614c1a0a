"""Titles from elsewhere, as fields with Markdown hold them."""

from wiki.slots import is_placeholder
from wiki.text.rendering import plain
from wiki.text.words import clean_line

# Signs that Markdown may take for marks.
_MARKS = "\\`*_{}[]<>$~#"


def safe_title(title: str) -> str:
    """Return a plain title as Markdown that shows the same words: marks in it get a backslash.

    The outer `<` and `>` are removed where the title would count as a placeholder.
    """
    words = clean_line(title)
    if is_placeholder(words):
        words = words.strip("<> ")
    if words.isascii() and not any(sign in words for sign in (*_MARKS, "&", "!", "(", "://")):
        return words
    if plain(words) == words:
        return words
    return "".join(f"\\{sign}" if sign in _MARKS else sign for sign in words)
