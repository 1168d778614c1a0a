"""The words of a text, for a search."""

import re
from collections.abc import Callable
from html import unescape
from unicodedata import normalize

from wiki.text.bracketed import WORDS, name_pattern
from wiki.text.links import SCHEMES
from wiki.text.set_aside import Aside
from wiki.text.table_head import without_bars
from wiki.text.words import ENTITY, without_controls

_MARKED = re.compile(r"[][*_~`#>|\\<&]")
_WIKILINK = re.compile(rf"!?\[\[(?=[^|\]])({name_pattern('|')})(?:\|({WORDS}))?\]\]")
# An address has one of these signs; other words in brackets stay, as in `the [very](sic)`.
_LINK = re.compile(
    r"!?\[([^][]{0,500})\]"
    r"\((?:<?[^][()<>\s:/\\.#?&%@]{0,2000}+[:/\\.#?&%@](?:[^()<>\s]|\([^()<>\s]{0,200}\)){0,2000}>?"
    r"(?:[ \t]+\"[^\"\n]{0,300}\")?)?\)"
)
# At the beginning of a line: a heading, a quotation, a mark of a list, a task, a callout or a note.
_LINE = re.compile(
    r"^[ \t]*(?:#{1,6} |> ?|[-*+] |\[[ xX]\] "
    r"|\[![A-Za-z-]{1,30}\][-+]? ?|\[\^[^][\s]{1,100}\]: ?)+",
    re.MULTILINE,
)
_NOTE = re.compile(r"\[\^[^][\s]{1,100}\]")
# Marks that no word is parted by, as an underscore parts `snake_case`.
# A run of them is tried from its first one only; otherwise the time would be quadratic.
_MARKS = re.compile(
    r"(?<![\w*_`~\\])[*_`~]++(?=\w)|(?<=[\w.,;:!?)”])(?<![*_`~])[*_`~]++(?!\w)"
    r"|(?<!\\)(?:\*\*|~~|`)"
)
# Emphasis within a word: `un*real*ity`.
_WITHIN = re.compile(
    r"(?:(?<=[^\W\d_])\*(?=\w)([^*\n]{1,200})(?<=\w)\*(?!\*)"
    r"|(?<![*\\])\*(?=\w)([^*\n]{1,200})(?<=\w)\*(?=[^\W\d_]))"
)
# A rule, or the line below a heading.
_RULE = re.compile(
    r"^[ \t]*(?:([-*_])(?:[ \t]*\1){2,}+|--|==+)[ \t]*$",
    re.MULTILINE,
)
# What `[words][label]` leads to, and such words.
_ADDRESS = re.compile(
    rf"^[ \t]*\[(?!\^)[^][\n]{{1,200}}\]:[ \t]*<?(?:https?:|(?:{'|'.join(SCHEMES)}):|/|#)[^\s<>]*>?"
    r"(?:[ \t]+[\"'(][^\n]*[\"')])?[ \t]*$",
    re.MULTILINE,
)
_LED = re.compile(r"\[([^][]{1,500})\]\[[^][\n]{0,200}\]")
_APPROXIMATELY = re.compile(r"~(?=\d)")
# Soft hyphens and ligatures, which PDF files have, and full-width letters and digits.
_UNUSUAL = re.compile("[\u00ad\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_ESCAPED = re.compile(r"\\([][\\`*_{}()#+.!<>|~-])")


def searchable(source: str, *, name: Callable[[str], str] = str) -> str:
    """Return the words of Markdown without its marks: quickly, and nearly as they are seen.

    Links give their words, those without any what `name` makes of their name. What is missed shows
    as typed in a result and misleads no search, since signs part words and are not looked for.
    """
    source = in_usual_letters(source)
    if "\n" not in source and not _MARKED.search(source):
        return source
    aside = Aside()
    text = aside.take_code(source)
    text = _WIKILINK.sub(lambda link: link[2] or name(aside.put_back(link[1])), text)
    text, addresses = _ADDRESS.subn("", _LINK.sub(r"\1", text))
    text = aside.take_addresses(text)
    text = _LED.sub(r"\1", text) if addresses else text
    text = _NOTE.sub("", _LINE.sub("", _RULE.sub("", text)))
    text = _WITHIN.sub(lambda word: word[1] or word[2], without_bars(text))
    text = _ESCAPED.sub(r"\1", _MARKS.sub(lambda marks: _tilde(marks, text), text)).strip()
    text = ENTITY.sub(lambda sign: in_usual_letters(without_controls(unescape(sign[0]))), text)
    return aside.put_back(text)


def in_usual_letters(text: str) -> str:
    """Return a text without soft hyphens, and with usual letters for ligatures and full-width ones.

    So a search finds words that look alike but were typed or copied with other characters.
    """
    return _UNUSUAL.sub(lambda some: normalize("NFKC", some[0]).replace("\u00ad", ""), text)


def _tilde(marks: re.Match[str], text: str) -> str:
    """Return the tilde of `~70%`, and nothing for other marks."""
    return marks[0] if _APPROXIMATELY.match(text, marks.start()) and marks[0] == "~" else ""
