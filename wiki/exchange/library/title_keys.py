"""When two works have the same title, and when nearly the same."""

import re

from wiki.exchange.library.tex import plain_tex
from wiki.naming import name_key, unaccented
from wiki.text import plain

_MARKUP = re.compile(r"[\\&*_`~\[]")  # signs of Markdown
_SIGNS = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """Return a key that is the same for all spellings of a work's title.

    As in names of regions (see `name_key`) case, kinds of quotes, dashes and spaces make no
    difference, and other signs do: C++ and C# are two titles. Nor do braces and TeX, which programs
    for references leave in titles, and a full stop at the end.
    """
    words = plain(title) if _MARKUP.search(title) else title
    if "\\" in words or "{" in words:
        words = plain_tex(words)
    key = name_key(words)
    return key.removesuffix(".").rstrip() or key or title


def bare_words(text: str) -> str:
    """Return the words of a text without case, accents and signs, with a space between them.

    Nearly equal titles have them in common. The result is "" for a text of signs alone.
    """
    return _SIGNS.sub(" ", unaccented(text)).strip()
