"""BibTeX: references as `.bib`, for BibTeX and for biblatex alike."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from wiki.addresses import IN_ADDRESSES, ascii_address
from wiki.dates import MONTHS
from wiki.exchange.reference import Reference, date_parts, with_own_keys
from wiki.text import clean_line
from wiki.text.people import ET_AL, Name

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    **{sign: f"\\{sign}" for sign in "$&#_%"},
    # As formulas, since bibutils reads these and does not know \ensuremath.
    **{sign: f"${sign}$" for sign in "<>|"},
}
# BibTeX counts braces after a backslash too. Those without a partner are named instead.
_NAMED = _ESCAPED | {"{": r"\ensuremath{\lbrace}", "}": r"\ensuremath{\rbrace}"}
# Signs that TeX joins to the same one beside them: hyphens to a dash, quotes and commas to a quote.
_JOINED = re.compile(r"(?<=[-',])(?=[-',])")
_NO_KEY = re.compile(r"[\s,{}()\"#%'=\\~]")


def write_bibtex(references: Iterable[Reference]) -> str:
    """Return references as a `.bib` file in UTF-8."""
    keyed = (replace(reference, key=_key(reference.key)) for reference in references)
    return "\n".join(_entry(reference) for reference in with_own_keys(keyed))


def escape_tex(text: str) -> str:
    """Return a text escaped for a field of BibTeX, on one line: TeX prints exactly these words."""
    parted = _JOINED.sub("\0", clean_line(text))
    escaped = _ESCAPED if _are_braces_paired(parted) else _NAMED
    return "".join(escaped.get(sign, sign) for sign in parted).replace("\0", "{}")


def _are_braces_paired(text: str) -> bool:
    """Return whether every brace of a text has its partner."""
    depth = 0
    for sign in text:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _entry(reference: Reference) -> str:
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(reference))
    return f"@misc{{{reference.key},\n{fields}\n}}\n"


def _key(key: str) -> str:
    """Return a key without the signs that no key of BibTeX may have."""
    return _NO_KEY.sub("", key) or "work"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each BibTeX field of a reference; values are in braces."""
    if reference.authors:
        yield "author", f"{{{' and '.join(map(_name, reference.authors))}}}"
    # Braces keep a style from lowering capitals.
    yield "title", f"{{{{{escape_tex(reference.title)}}}}}"
    texts = {
        "howpublished": reference.container,
        "note": ", ".join(filter(None, [_within(reference), reference.notes])),
        "copyright": reference.licence,
        "language": reference.language,
    }
    yield from _date(reference.issued)
    yield from ((name, f"{{{escape_tex(text)}}}") for name, text in texts.items() if text)
    # Addresses are not typeset, and keep what they may have.
    if reference.doi:
        yield "doi", f"{{{quote(reference.doi, safe=IN_ADDRESSES)}}}"
    if reference.url:
        yield "url", f"{{{ascii_address(reference.url)}}}"
    if reference.accessed:
        yield "urldate", f"{{{reference.accessed}}}"


def _within(reference: Reference) -> str:
    return f"in “{reference.section}”" if reference.section else ""


def _date(iso: str) -> Iterator[tuple[str, str]]:
    """Yield a date as year and month, and whole for biblatex where the day is known."""
    parts = date_parts(iso)
    if parts:
        yield "year", f"{{{parts[0]:04}}}"
    if len(parts) > 1:
        yield "month", MONTHS[parts[1] - 1][:3].lower()
    if len(parts) > 2:
        yield "date", f"{{{iso}}}"


def _name(name: Name) -> str:
    """Return a name in BibTeX, in braces where BibTeX would split it in other parts than we do."""
    if name.literal == ET_AL:
        return "others"
    if name.literal:
        return f"{{{escape_tex(name.literal)}}}"
    return ", ".join(map(_part, filter(None, (name.family, name.suffix, name.given))))


def _part(text: str) -> str:
    """Return a part of a name in TeX, in braces if BibTeX would split it at the word “and”."""
    return f"{{{escape_tex(text)}}}" if " and " in f" {text.lower()} " else escape_tex(text)
