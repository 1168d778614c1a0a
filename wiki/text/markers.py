"""Markers: what rendered text holds until it is known who reads it and on which page.

A marker is a link with a private scheme: `wiki:` for a [[Title]], `tex:` for a formula, `note:` for
a footnote, `task:` for the box of a task, `media:` for a picture of this site and `refused:` behind
an address that is no link. No text can forge one: raw HTML is never parsed, and every address that
an author writes passes `read_link`, which refuses these schemes. So the sanitisers need to allow
neither ids nor roles, MathML or pictures: the elements below replace whole markers after them.
"""

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import quote, unquote

from markupsafe import Markup, escape

from wiki.text.formulas import WIDE, math_or_typed
from wiki.text.region_names import is_part, unwritten_slug, unwritten_title


class Target(NamedTuple):
    """The address that a link leads to, and the words to show if the author typed none."""

    address: str
    words: str


# Takes the name of a region or an item; returns its address on this site, for an item with its
# words, or None if it is not written yet or not for this reader.
Resolver = Callable[[str], str | Target | None]
# Takes the name of a picture of this site; returns its width and height, None if there is none.
Measure = Callable[[str], tuple[int, int] | None]

MOST_TEX = 20_000  # characters of formulas in a text; further ones are shown as typed
SCHEMES = {"wiki", "tex", "note", "task", "media", "refused"}

LINK = Markup('<a href="{}">{}</a>')
UNWRITTEN = Markup(
    '<a class="unwritten" href="/atlas/{}">{}'
    '<span class="visually-hidden"> (not written yet)</span></a>'
)
PICTURE = Markup(
    '<img src="/media/{}" alt="{}"{} width="{}" height="{}" loading="lazy" decoding="async">'
)
REFUSED = Markup('<small class="refused-link"> (no link: {})</small>')
TASK = Markup('<span class="task-box" role="img" aria-label="{}">{}</span>')
NOTES = Markup('<ol class="notes" aria-label="Notes">')
NOTE = Markup('<li id="{0}-note-{1}">')
REFERENCE = Markup(
    '<a id="{0}-ref-{1}-{2}" href="#{0}-note-{1}" role="doc-noteref" aria-label="Note {1}">{1}</a>'
)
BACK = Markup(
    '<a href="#{0}-ref-{1}-{2}" role="doc-backlink" aria-label="Back to the text, note {1}{3}">'
    "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}</a>"
)

# What reads like the anchor of an item: in brackets it is no link to a region with such a title.
ITEM = re.compile(r"[a-z]-[1-9][0-9]*")
_MARKER = re.compile(r'<a href="(wiki|tex|note|task|refused):([^"]*)">(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r'<a href="media:([^"]*)"(?: title="([^"]*)")?>([^<]*)</a>')
_WIKI = re.compile(r'<a href="wiki:([^"]*)">')
_CODE = re.compile(r"<pre>(?=<code[^>]*>([^<]*)</code>)")
_TABLE = re.compile(r"<table>(?=(.*?)</table>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NOTES = re.compile(r'<ol>(?=\s*<li>\s*<a href="note:at-)')
# On which side its bar, bullets or first column stand depends on the direction of the words in it.
_DIRECTED = re.compile(r"<(?:blockquote|ul|ol|table)\b")
_LEFT_TO_RIGHT = re.compile(r"<(?:pre|code)\b")  # as code is, in whatever text it stands
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_NOTE = re.compile(r'<li>\s*<a href="note:at-(\d+)"></a>')


class PageContext(NamedTuple):
    """Where text is shown: who reads it, what its ids begin with, and which pictures there are."""

    resolve: Resolver
    ids: str
    for_author: bool
    measure: Measure


def no_pictures(_name: str) -> None:
    """Return None for every name of a picture: a `Measure` for text that shows no pictures."""


def no_words(_name: str) -> None:
    """Know of no item, as where links are told by what was typed."""


def named_by(typed: str, words: str, resolve: Resolver) -> str:
    """Return the words of a link in plain text: those of an item where none are typed."""
    title = typed.partition("|")[0]
    found = resolve(title.strip()) if words == title else None
    return found.words if isinstance(found, Target) else words


def replace_markers(stored: str, context: PageContext) -> Markup:
    """Return safe HTML in which every marker is replaced by what this reader sees on this page."""
    if "<" not in stored:
        return Markup(stored)
    stored = _CODE.sub(_code, stored)
    stored = _TABLE.sub(_table, stored)
    stored = _NOTES.sub(NOTES, stored)
    if _RIGHT_TO_LEFT.search(stored):
        stored = _DIRECTED.sub(r'\g<0> dir="auto"', stored)
        stored = _LEFT_TO_RIGHT.sub(r'\g<0> dir="ltr"', stored)
    stored = _NOTE.sub(lambda marker: NOTE.format(context.ids, marker[1]), stored)
    stored = _PICTURE.sub(lambda marker: _picture(marker, context.measure), stored)
    remaining = MOST_TEX

    def element(marker: re.Match[str]) -> str:
        nonlocal remaining
        remaining -= len(marker[3]) if marker[1] == "tex" else 0
        return _element(marker, context) if remaining >= 0 or marker[1] != "tex" else marker[3]

    return Markup(_MARKER.sub(element, stored))


def wiki_titles(stored: str) -> list[str]:
    """Return the names in the [[links]] of a rendered text, each once, in order."""
    typed = (unquote(match[1]) for match in _WIKI.finditer(stored))
    return list(dict.fromkeys(each.partition("|")[0].strip() for each in typed))


def count_wordless(stored: str) -> int:
    """Return how many pictures in rendered text have no alternative text."""
    return sum(not words.strip() for _, _, words in _PICTURE.findall(stored))


def _picture(marker: re.Match[str], measure: Measure) -> str:
    name, title, words = (Markup(part or "") for part in marker.groups())
    if not (size := measure(str(name))):
        return words
    alt = Markup(str(words).replace('"', "&#34;"))
    titled = Markup(' title="{}"').format(title) if title else ""
    return PICTURE.format(name, alt, titled, *size)


def _code(start: re.Match[str]) -> str:
    """Return the start tag of code, focusable if a line may be too wide for a phone (keyboards)."""
    return start[0] if max(map(len, start[1].split("\n"))) < WIDE else '<pre tabindex="0">'


def _table(start: re.Match[str]) -> str:
    """Return the start tag of a table, focusable if its longest words may be too wide together."""
    rows = [re.split("</t[hd]>", row)[:-1] for row in start[1].split("</tr>")]
    columns = zip_longest(*([_longest(cell) for cell in row] for row in rows), fillvalue=0)
    return '<table tabindex="0">' if sum(max(column) + 2 for column in columns) > WIDE else start[0]


def _longest(cell: str) -> int:
    return max(map(len, _TAG.sub("", cell).split()), default=0)


def _element(marker: re.Match[str], context: PageContext) -> str:
    scheme, value, words = marker[1], unquote(marker[2]), Markup(marker[3])
    if scheme == "wiki":
        return _region(value, words, context.resolve)
    if scheme == "tex":
        return math_or_typed(value, for_author=context.for_author)
    if scheme == "refused":
        return REFUSED.format(value) if context.for_author else ""
    if scheme == "task":
        return TASK.format(value, words)
    kind, number, turn = value.split("-")
    if kind == "ref":
        return REFERENCE.format(context.ids, number, turn)
    return BACK.format(context.ids, number, turn, f", place {turn}" if turn != "1" else "")


def _region(typed: str, words: Markup, resolve: Resolver) -> str:
    title, bar, _ = typed.partition("|")
    if bar and (target := resolve(typed)):  # the title of a region that holds a bar
        return _link(target, Markup(escape(typed)), Markup(escape(typed)))
    if target := resolve(title.strip()):
        return _link(target, words, Markup(escape(title)))
    named = unwritten_title(title)
    if is_part(title) or ITEM.fullmatch(named) or not (slug := unwritten_slug(title)):
        return words
    # The address may be that of another region, as C# would have that of C++.
    other = resolve(f"/atlas/{slug}")
    return UNWRITTEN.format(f"{slug}?title={quote(named)}" if other else slug, words)


def _link(target: str | Target, words: Markup, typed: Markup) -> str:
    """Return a link in HTML; one to an item shows the item's words unless others were typed."""
    if isinstance(target, Target):
        label = target.words if target.words and words == typed else words
        return LINK.format(target.address, label)
    return LINK.format(target, words)
