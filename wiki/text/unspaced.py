"""Letters of Chinese and Japanese, which have no spaces between words."""

import re

LETTERS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_BETWEEN = re.compile(rf"(?<=[{LETTERS}])(?=\w)|(?<=\w)(?=[{LETTERS}])")
_PART = "\u200b"  # a zero-width space


def parted(text: str) -> str:
    """Return a text in which each of these letters is a word, parted unseen.

    So a search finds what stands within a sentence: as these letters in a row.
    """
    return text if text.isascii() else _BETWEEN.sub(_PART, text)


def joined(text: str) -> str:
    """Return a text as it was before `parted`."""
    return text.replace(_PART, "")
