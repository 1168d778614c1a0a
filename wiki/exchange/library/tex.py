"""TeX as bibliographies have it, read as plain text.

Accents, special letters, dashes and quotes become the characters that TeX sets. Braces go. A
formula of one sign, such as `$<$` or `$\\alpha$`, becomes that sign; all others stay as they are.
Of a command that is not known and encloses nothing the name stays, so that `\\AmSTeX` is not lost.
"""

import re
import unicodedata
from collections.abc import Sequence

from wiki.exchange.library.tex_signs import ACCENTS, JOINED, LOOKS, MATH, SETTINGS, SIGNS
from wiki.text import composed
from wiki.text.raised import lowered, raised

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)[ \t\n]*|\\(?P<sign>[^A-Za-z])|\$(?P<math>(?:[^$\\]|\\.){1,500})\$"
    r"|---|--|``|''|[`~{}]",
    re.DOTALL,
)
_LETTER = re.compile(
    r"[ \t\n]*(?:\{[ \t\n]*){0,3}"
    r"(?:\\(?P<dotless>[ij])(?![A-Za-z])[ \t\n]*(?:\{\})?|(?P<letter>[^\W\d_]))"
)
# A command in the place of a letter: another accent, or a letter such as `\o`.
_COMMAND = re.compile(
    r"[ \t\n]*(?:\{[ \t\n]*){0,3}\\(?:(?P<word>[A-Za-z]+)[ \t\n]*|(?P<sign>[^A-Za-z]))", re.DOTALL
)
_MOST_ACCENTS = 3  # on one letter
# What an unknown command encloses stays as well, without its name: `acro{TUG}` is TUG. A name with
# capitals, such as `TeX`, may be a word by itself.
_ENCLOSES = re.compile(r"\{[^{}]")
_ESCAPED = dict.fromkeys("-/!*", "") | dict.fromkeys("\\,;: \n", " ")
# A character by its number, or by itself: `\\char`\\\\` is a backslash.
_CODE = re.compile(r"`\\?(?P<itself>.)|(?P<number>'[0-7]{1,6}|\"[0-9A-F]{1,5}|[0-9]{1,6})[ \n]?")
_LENGTH = re.compile(r"[ \t]*=?[ \t]*[-+]?[0-9]*[.,]?[0-9]+[ \t]*(?:ex|em|pt|mm|cm|in|sp|pc|bp)\b")
_MOVES = frozenset({"raise", "lower", "kern", "hskip", "moveleft", "moveright"})
_NO_LETTER = re.compile(r"\{[ \t\n]*\\relax[ \t\n]*\}")
# What a command encloses, with at most one pair of braces in it.
_ENCLOSED = r"\{((?:[^{}]|\{[^{}]*+\})*+)\}"
_WHOLE = re.compile(_ENCLOSED)
_TWO = re.compile(rf"{_ENCLOSED}[ \t\n]*+{_ENCLOSED}")
_DIGIT_BEFORE = re.compile(r"[0-9][{}]{0,3}\\[A-Za-z]{1,30}[ \t\n]{0,9}$")
_DIGIT = re.compile(r"[{}]{0,3}[0-9]")
_HREF = re.compile(rf"\{{([^{{}}]*+)\}}[ \t\n]*+(?:{_ENCLOSED})?")
_ENVIRONMENT = re.compile(r"\{[A-Za-z]{1,30}\*?\}[ \t\n]*")
_SETTING = re.compile(r"\*?\{[^{}]*+\}")
# Where a paragraph of a note ends, and where a line within one does.
_PARAGRAPH = re.compile(r"(?<!\\)\\par(?![A-Za-z])\s*+|\n[ \t]*+\n\s*+")
_LINE = re.compile(r"\\(?:\\|newline(?![A-Za-z]))\s*+|(?=\\item(?![A-Za-z]))")
_IN_ADDRESSES = re.compile(
    r"\\([_%&#~{}$])(?:\{\})?|\\textasciitilde(?:\{\})?[ ]?|\\url(?=\{)|[{}]"
)


def plain_tex(text: str) -> str:
    """Return the text of a BibTeX field as plain words, without TeX, on one line."""
    if not any(sign in text for sign in "\\{}~`-'$"):
        return " ".join(text.split())
    out: list[str] = []
    index = 0
    while token := _TOKEN.search(text, index):
        out.append(text[index : token.start()])
        word, index = _read(text, token)
        out.append(word)
    out.append(text[index:])
    return composed(" ".join("".join(out).split()))


def plain_tex_lines(text: str) -> str:
    """Return the text of a BibTeX field with a note as plain words, in its paragraphs and lines."""
    paragraphs = (map(plain_tex, _LINE.split(part)) for part in _PARAGRAPH.split(text))
    return "\n\n".join(filter(None, ("\n".join(filter(None, lines)) for lines in paragraphs)))


def plain_address(text: str) -> str:
    """Return a web address without the backslashes and braces that TeX needs."""
    return _IN_ADDRESSES.sub(lambda match: match[1] or ("~" if "tilde" in match[0] else ""), text)


def _read(text: str, token: re.Match[str]) -> tuple[str, int]:
    """Return what a token stands for, and the index after it."""
    if token["math"] is not None:
        return _formula(token[0], token["math"]), token.end()
    name = token["word"] or token["sign"]
    if name is None:
        return JOINED[token[0]], token.end()
    if with_argument := _with_argument(name, text, token.end()):
        return with_argument
    if token["sign"] is not None:
        return _ESCAPED.get(name, name), token.end()
    if name in SIGNS:
        return SIGNS[name], token.end()
    is_look = name.islower() and _ENCLOSES.match(text, token.end())
    return "" if is_look or name in LOOKS else name, token.end()


def _with_argument(name: str, text: str, index: int) -> tuple[str, int] | None:
    """Return what a command and its argument stand for, and the index after them.

    It is None for a command that takes no argument.
    """
    if name == "char" and (code := _CODE.match(text, index)):
        return _character(code), code.end()
    if name in _MOVES and (length := _LENGTH.match(text, index)):
        return "", length.end()
    if read := _READERS.get(name):
        return read(text, index)
    if name in ACCENTS:
        # Letters with two accents are made so: the accent is on the letter before.
        if none := _NO_LETTER.match(text, index):
            return ACCENTS[name], none.end()
        # `\c` and `\'` are accents where a letter follows; `\'` alone is a sign.
        return _accented(name, text, index)
    return None


def _link(text: str, index: int) -> tuple[str, int] | None:
    """Return the words of `\\href` with its address behind them, and the index after them."""
    if not (link := _HREF.match(text, index)):
        return None
    address, words = plain_address(link[1]).strip(), plain_tex(link[2] or "")
    return (f"{words} ({address})" if words not in ("", address) else address), link.end()


def _raised(text: str, index: int) -> tuple[str, int] | None:
    """Return the words of `\\textsuperscript`, a number in raised digits, and the index after."""
    whole = _WHOLE.match(text, index)
    return (raised(plain_tex(whole[1])), whole.end()) if whole else ("", index)


def _lowered(text: str, index: int) -> tuple[str, int] | None:
    """Return the words of `\\textsubscript`, in lowered digits beside others, and the index after.

    Else the digits would be read as those of one number: `log\\textsubscript{2}8`.
    """
    if not (whole := _WHOLE.match(text, index)):
        return "", index
    words = plain_tex(whole[1])
    is_beside = _follows_digit(text, index) or _DIGIT.match(text, whole.end())
    return (lowered(words) if is_beside else words), whole.end()


def _follows_digit(text: str, index: int) -> bool:
    """Return whether a digit stands before the command whose arguments begin at the index."""
    return bool(_DIGIT_BEFORE.search(text[max(index - 42, 0) : index]))


def _fraction(text: str, index: int) -> tuple[str, int] | None:
    """Return `1/2` for the arguments of `\\sfrac{1}{2}`, apart from a digit before, and the index.

    Without a mark between them 1 and 2 would be 12.
    """
    if not (two := _TWO.match(text, index)):
        return None
    apart = " " if _follows_digit(text, index) else ""
    return f"{apart}{plain_tex(two[1])}/{plain_tex(two[2])}", two.end()


def _quantity(text: str, index: int) -> tuple[str, int] | None:
    """Return `5 %` for the arguments of `\\SI{5}{\\percent}`, and the index after them."""
    two = _TWO.match(text, index)
    return (f"{plain_tex(two[1])} {plain_tex(two[2])}", two.end()) if two else None


def _ensured(text: str, index: int) -> tuple[str, int] | None:
    """Return the sign for the formula in the braces of `\\ensuremath`, and the index after them."""
    whole = _WHOLE.match(text, index)
    return (_formula(f"${whole[1]}$", whole[1]), whole.end()) if whole else ("", index)


def _environment(text: str, index: int) -> tuple[str, int] | None:
    """Return nothing for the name of an environment, such as `itemize`, and the index after it."""
    named = _ENVIRONMENT.match(text, index)
    return (" ", named.end()) if named else None


def _setting(text: str, index: int) -> tuple[str, int] | None:
    """Return nothing for an argument that is no words, and the index after it."""
    whole = _SETTING.match(text, index)
    return ("", whole.end()) if whole else None


_READERS = dict.fromkeys(SETTINGS, _setting) | {
    "href": _link,
    "textsuperscript": _raised,
    "textsubscript": _lowered,
    **dict.fromkeys(("frac", "sfrac", "nicefrac", "tfrac", "dfrac", "xfrac"), _fraction),
    **dict.fromkeys(("SI", "qty"), _quantity),
    "ensuremath": _ensured,
    "begin": _environment,
    "end": _environment,
}


def _formula(whole: str, inner: str) -> str:
    """Return the sign for a formula of one sign, such as `$\\alpha$`; any other stays as it is."""
    sign = inner.strip()
    if sign in ("<", ">", "|"):
        return sign
    name = sign.removeprefix("\\")
    if name != sign and len(name) == 1 and not name.isalpha():
        return _ESCAPED.get(name, name)  # `$\\{$` sets a brace
    if name == sign or not name.isalpha():
        return whole
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return MATH.get(name) or unicodedata.lookup(f"GREEK {case} LETTER {name.upper()}")
    except KeyError:
        return whole


def _character(code: re.Match[str]) -> str:
    """Return the character that a number stands for, "" where there is none."""
    if code["itself"]:
        return code["itself"]
    base = {"'": 8, '"': 16}.get(code["number"][0], 10)
    codepoint = int(code["number"].lstrip("'\""), base)
    return chr(codepoint) if codepoint < 0x110000 and chr(codepoint).isprintable() else ""


def _accented(accent: str, text: str, index: int) -> tuple[str, int] | None:
    """Return the letter at a place with an accent, and the index after it; None without a letter.

    The letter may have accents of its own: of `\\~{\\^e}` the inner one comes first, as in ễ.
    """
    accents = [ACCENTS[accent]]
    while len(accents) <= _MOST_ACCENTS:
        if letter := _LETTER.match(text, index):
            return _joined(letter["dotless"] or letter["letter"], accents), letter.end()
        if not (command := _COMMAND.match(text, index)):
            return None
        name, index = command["word"] or command["sign"], command.end()
        if name in ACCENTS:
            accents.append(ACCENTS[name])
        elif len(sign := SIGNS.get(name, "")) == 1 and sign.isalpha():
            return _joined(sign, accents), index
        else:
            return None
    return None


def _joined(letter: str, accents: Sequence[str]) -> str:
    """Return a letter and its accents as one text; the last accent is next to the letter."""
    return composed(letter + "".join(reversed(accents)))
