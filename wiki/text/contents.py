"""A table of contents for a long text, and how long it takes to read."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from markupsafe import Markup

from wiki.text.formulas import with_tex
from wiki.text.rendering import plain
from wiki.text.unspaced import LETTERS
from wiki.text.words import slugify

FEWEST = 3  # headings of a text that gets a table of contents
WORDS_A_MINUTE = 230
SIGNS_A_MINUTE = 500  # of scripts without spaces between words: Chinese and Japanese
FIRST_LEVEL = 2  # of headings below a page's own title

# In safe HTML no other heading can stand: what an author types is escaped.
_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SIGN = re.compile(f"[{LETTERS}]")
# What belongs to no heading's words: numbers of notes, and remarks.
_ASIDE = re.compile(
    r'<a id=[^>]*role="doc-noteref".*?</a>|<span class="visually-hidden">.*?</span>', re.DOTALL
)
# A link to a place on the same page; those of notes say what they are.
_LOCAL = re.compile(r'(?<=<a href="#)([^"]+)(?="(?! role=))')


@dataclass(frozen=True)
class Heading:
    """A heading of a text: its level on the page from 2 on, its id and its words."""

    level: int
    id: str
    words: Markup


def with_contents(html: Markup, ids: str) -> tuple[Markup, list[Heading]]:
    """Return safe HTML with an id on each heading, and these headings for a table of contents.

    The list is empty for fewer than FEWEST headings. An id consists of `ids` and the words of the
    heading. The highest headings come right below the page's title, whichever level was typed.
    Links to headings of the text, such as `#other-part`, lead there.
    """
    levels = [int(heading[1]) for heading in _HEADING.finditer(html)]
    lift = min(levels, default=0) - FIRST_LEVEL
    headings: list[Heading] = []
    used: Counter[str] = Counter()

    def lifted(heading: re.Match[str]) -> str:
        level, words = int(heading[1]) - lift, _words(heading[2])
        name = _free(f"{ids}-part-{slugify(words.unescape()) or len(headings) + 1}", used)
        headings.append(Heading(level, name, words))
        return f'<h{level} id="{name}">{heading[2]}</h{level}>'

    text = _HEADING.sub(lifted, html)
    if _LOCAL.search(text):
        places = _places(headings)
        text = _LOCAL.sub(lambda typed: _place(typed[1], places), text)
    return Markup(text), headings if len(headings) >= FEWEST else []


def minutes_to_read(source: str) -> int:
    """Return how many minutes a text takes to read, rounded up; 0 for one without words."""
    rest, signs = _SIGN.subn(" ", plain(source))
    return math.ceil(len(rest.split()) / WORDS_A_MINUTE + signs / SIGNS_A_MINUTE)


def _free(name: str, used: Counter[str]) -> str:
    """Return this name if it is not taken, else with a number after it; it counts as taken then.

    `used` has how often each name was asked for.
    """
    used[name] += 1
    return name if used[name] == 1 else _free(f"{name}-{used[name]}", used)


def _places(headings: list[Heading]) -> dict[str, str]:
    """Return the ids of headings by the names that links may have for them: GitHub's, and ours."""
    seen: Counter[str] = Counter()
    places: dict[str, str] = {}
    for heading in headings:
        words = heading.words.unescape()
        typed = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")  # as on GitHub
        again = f"-{seen[typed]}" if seen[typed] else ""
        seen[typed] += 1
        for name in (typed + again, slugify(words) + again):
            places.setdefault(name, heading.id)
    return places


def _place(typed: str, places: dict[str, str]) -> str:
    """Return the id of the heading that an address names, or the address as it is."""
    name = unquote(unescape(typed))
    return places.get(name.lower()) or places.get(slugify(name)) or typed


def _words(html: str) -> Markup:
    """Return the words of a heading; a formula is given as its TeX."""
    return Markup(_TAG.sub("", _ASIDE.sub("", with_tex(html))).strip())
