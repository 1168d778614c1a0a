"""TeX as bibliographies have it, read as plain text.

Accents, special letters, dashes and quotes become the characters that TeX sets. Braces go, formulas
stay as they are (but for `$<$`, which only sets the sign), and of a command that is not known and
encloses nothing the name stays, so that `\\AmSTeX` is not lost.
"""

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "t": "\u0361", "G": "\u030f", "U": "\u030e",
}  # fmt: skip
_SIGNS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "\u0131", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "euro": "€",
    "texteuro": "€", "copyright": "©", "textcopyright": "©", "textregistered": "®",
    "texttrademark": "™", "dots": "…", "ldots": "…", "textellipsis": "…", "textendash": "–",
    "textemdash": "—", "Dash": "—", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textless": "<", "textgreater": ">", "textbar": "|", "slash": "/",
    "textunderscore": "_", "textdollar": "$", "textquotedblleft": "“", "textquotedblright": "”",
    "textquoteleft": "‘", "textquoteright": "’", "textquotesingle": "'", "lq": "‘", "rq": "’",
    "quotedblbase": "„", "glqq": "„", "grqq": "“", "guillemotleft": "«", "guillemotright": "»",
    "flqq": "«", "frqq": "»", "lbrace": "{", "rbrace": "}", "textbraceleft": "{",
    "textbraceright": "}", "textdegree": "°", "degree": "°", "textperiodcentered": "·",
    "cdot": "·", "times": "×", "textmu": "µ", "quad": " ", "qquad": " ", "newline": " ",
    "textquotedbl": '"', "nobreakspace": " ", "textendash ": "–", "space": " ",
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
    r"\\(?P<word>[A-Za-z]+)[ \t\n]*|\\(?P<sign>[^A-Za-z])|\$(?P<math>[^$\\]{1,500})\$"
    r"|---|--|``|''|[`~{}]",
    re.DOTALL,
)
_ARGUMENT = re.compile(
    r"[ \t\n]*(?:\{[ \t\n]*)?"
    r"(?:\\(?P<dotless>[ij])(?![A-Za-z])[ \t\n]*(?:\{\})?|(?P<letter>[^\W\d_]))"
)
# What an unknown command encloses stays as well, without its name: `acro{TUG}` is TUG. A name with
# capitals, such as `TeX`, may be a word by itself.
_ENCLOSES = re.compile(r"\{[^{}]")
_KEPT = dict.fromkeys("-/!*", "") | dict.fromkeys("\\,;: \n", " ")
_IN_ADDRESSES = re.compile(
    r"\\([_%&#~{}$])(?:\{\})?|\\textasciitilde(?:\{\})?[ ]?|\\url(?=\{)|[{}]"
)


def plain_tex(text: str) -> str:
    """Return the words of a field without TeX, on one line."""
    if not any(sign in text for sign in "\\{}~`-'$"):
        return " ".join(text.split())
    out: list[str] = []
    place = 0
    while found := _TOKEN.search(text, place):
        out.append(text[place : found.start()])
        word, place = _read(text, found)
        out.append(word)
    out.append(text[place:])
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


def plain_address(text: str) -> str:
    """Return a web address without what TeX needs around and within it."""
    return _IN_ADDRESSES.sub(lambda found: found[1] or ("~" if "tilde" in found[0] else ""), text)


def _read(text: str, found: re.Match[str]) -> tuple[str, int]:
    """Return what a token stands for, and the index after it."""
    if found["math"] is not None:
        return found["math"] if found["math"] in "<>|" else found[0], found.end()
    name = found["word"] or found["sign"]
    if name is None:
        return _JOINED[found[0]], found.end()
    # `\c` and `\'` are accents where a letter follows; `\'` alone is a sign.
    if name in _ACCENTS and (letter := _ARGUMENT.match(text, found.end())):
        return _accented(name, letter), letter.end()
    if found["sign"] is not None:
        return _KEPT.get(name, name), found.end()
    if name in _SIGNS:
        return _SIGNS[name], found.end()
    is_look = name.islower() and _ENCLOSES.match(text, found.end())
    return "" if is_look or name in _LOOKS else name, found.end()


def _accented(accent: str, letter: re.Match[str]) -> str:
    base = letter["dotless"] or letter["letter"]
    return unicodedata.normalize("NFC", base + _ACCENTS[accent])
