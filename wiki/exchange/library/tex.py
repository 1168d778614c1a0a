"""TeX as bibliographies have it, read as plain text.

Accents, special letters, dashes and quotes become the characters that TeX sets. Braces go. A
formula of one sign, such as `$<$` or `$\\alpha$`, becomes that sign; all others stay as they are.
Of a command that is not known and encloses nothing the name stays, so that `\\AmSTeX` is not lost.
"""

import re
import unicodedata
from collections.abc import Sequence

from wiki.text import composed

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361", "G": "\u030f", "U": "\u030e",
    "h": "\u0309",
}  # fmt: skip
_SIGNS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "\u0131", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "euro": "€",
    "texteuro": "€", "copyright": "©", "textcopyright": "©", "textregistered": "®",
    "texttrademark": "™", "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "Dash": "—", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textasciigrave": "`", "textless": "<", "textgreater": ">",
    "textbar": "|", "slash": "/", "textunderscore": "_",
    "textdollar": "$", "textquotedblleft": "“", "textquotedblright": "”",
    "textquoteleft": "‘", "textquoteright": "’", "textquotesingle": "'", "lq": "‘", "rq": "’",
    "quotedblbase": "„", "glqq": "„", "grqq": "“", "guillemotleft": "«", "guillemotright": "»",
    "flqq": "«", "frqq": "»", "lbrace": "{", "rbrace": "}", "textbraceleft": "{",
    "textbraceright": "}", "textdegree": "°", "degree": "°", "textperiodcentered": "·",
    "cdot": "·", "times": "×", "textmu": "µ", "quad": " ", "qquad": " ", "newline": " ",
    "textquotedbl": '"', "nobreakspace": " ", "space": " ", "dash": "–", "endash": "–",
    "emdash": "—", "ohorn": "ơ", "OHORN": "Ơ", "uhorn": "ư", "UHORN": "Ư",
}  # fmt: skip
# What a formula of one command sets; Greek letters are named as in TeX.
_MATH = {
    "aleph": "ℵ", "infty": "∞", "hbar": "ℏ", "nabla": "∇", "partial": "∂", "pm": "±",
    "times": "×", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "approx": "≈", "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒",
    "leftrightarrow": "↔", "hookrightarrow": "↪", "in": "∈", "forall": "∀", "exists": "∃",
    "lambda": "λ", "Lambda": "Λ", "epsilon": "ϵ", "varepsilon": "ε", "varphi": "φ", "phi": "ϕ",
    "vartheta": "ϑ", "varsigma": "ς", "varpi": "ϖ",
}  # fmt: skip
# Commands that say how something looks: what they enclose stays.
_LOOKS = frozenset(
    [
        "emph",
        "textbf",
        "textit",
        "textsc",
        "texttt",
        "textrm",
        "textsf",
        "textsl",
        "textup",
        "textmd",
        "textnormal",
        "em",
        "it",
        "bf",
        "tt",
        "sc",
        "rm",
        "sl",
        "sf",
        "bfseries",
        "itshape",
        "scshape",
        "ttfamily",
        "rmfamily",
        "sffamily",
        "mbox",
        "hbox",
        "url",
        "path",
        "uppercase",
        "MakeUppercase",
        "lowercase",
        "MakeLowercase",
        "ensuremath",
        "protect",
        "relax",
        "text",
        "mathrm",
        "mathit",
        "mathbf",
        "mathsf",
        "nocase",
        "bibstring",
        "enquote",
        "small",
        "large",
        "normalfont",
        "upshape",
        "hskip",
        "kern",
        "break",
        "allowbreak",
        "noindent",
        "textsuperscript",
        "textsubscript",
        "foreignlanguage",
        "thinspace",
    ]
)
_JOINED = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": " ", "{": "", "}": ""}
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


def plain_address(text: str) -> str:
    """Return a web address without the backslashes and braces that TeX needs."""
    return _IN_ADDRESSES.sub(lambda match: match[1] or ("~" if "tilde" in match[0] else ""), text)


def _read(text: str, token: re.Match[str]) -> tuple[str, int]:
    """Return what a token stands for, and the index after it."""
    if token["math"] is not None:
        return _formula(token[0], token["math"]), token.end()
    name = token["word"] or token["sign"]
    if name is None:
        return _JOINED[token[0]], token.end()
    if with_argument := _with_argument(name, text, token.end()):
        return with_argument
    if token["sign"] is not None:
        return _ESCAPED.get(name, name), token.end()
    if name in _SIGNS:
        return _SIGNS[name], token.end()
    is_look = name.islower() and _ENCLOSES.match(text, token.end())
    return "" if is_look or name in _LOOKS else name, token.end()


def _with_argument(name: str, text: str, index: int) -> tuple[str, int] | None:
    """Return what a command and its argument stand for, and the index after them.

    It is None for a command that takes no argument.
    """
    if name == "char" and (code := _CODE.match(text, index)):
        return _character(code), code.end()
    if name in _MOVES and (length := _LENGTH.match(text, index)):
        return "", length.end()
    if name in _ACCENTS:
        # Letters with two accents are made so: the accent is on the letter before.
        if none := _NO_LETTER.match(text, index):
            return _ACCENTS[name], none.end()
        # `\c` and `\'` are accents where a letter follows; `\'` alone is a sign.
        return _accented(name, text, index)
    return None


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
        return _MATH.get(name) or unicodedata.lookup(f"GREEK {case} LETTER {name.upper()}")
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
    accents = [_ACCENTS[accent]]
    while len(accents) <= _MOST_ACCENTS:
        if letter := _LETTER.match(text, index):
            return _joined(letter["dotless"] or letter["letter"], accents), letter.end()
        if not (command := _COMMAND.match(text, index)):
            return None
        name, index = command["word"] or command["sign"], command.end()
        if name in _ACCENTS:
            accents.append(_ACCENTS[name])
        elif len(sign := _SIGNS.get(name, "")) == 1 and sign.isalpha():
            return _joined(sign, accents), index
        else:
            return None
    return None


def _joined(letter: str, accents: Sequence[str]) -> str:
    """Return a letter and its accents as one text; the last accent is next to the letter."""
    return composed(letter + "".join(reversed(accents)))
