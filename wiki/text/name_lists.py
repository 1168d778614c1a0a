"""Reading and writing lists of names, as other programs and the field for authors have them."""

import re
from collections.abc import Sequence

from wiki.text.people import (
    ET_AL,
    is_family_name,
    read_name,
    split_authors,
    with_legal_forms,
)
from wiki.text.words import clean_line

# Here `M.D.` is a degree: these texts name nobody by initials alone.
_SUFFIX = re.compile(r", *((?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\.?)(?=\s*(?:,|$| and ))", re.IGNORECASE)
_DEGREE = re.compile(r" m\.?d\.?$", re.IGNORECASE)
MOST_NAMES = 3_000  # that are looked at, of one work


def split_people(text: str) -> list[str]:
    """Return the names in a text that names each person in full.

    It is split as by `split_authors`, except at a comma that stands within a name: the only comma,
    if it is beside a single word, as in `King, Martin Luther`; and the only comma on its side of an
    `and` between two persons, as in `Strunk, William, and E. B. White`.
    """
    line = _SUFFIX.sub(r" \1", clean_line(text))
    sides = [_as_one(side) for side in re.split(r",? and ", line)]
    is_person = [bool(side and read_name(_DEGREE.sub("", side)).family) for side in sides]
    if ";" not in line and (all(is_person) or (len(sides) == 1 and "," in sides[0])):
        return sides
    return split_authors(line)


def _as_one(side: str) -> str:
    """Return a text with commas as one name, "" if it may be a list of several names."""
    names = with_legal_forms(side.split(","))
    is_turned = len(names) == 2 and (
        is_family_name(names[0]) or not all(" " in name for name in names)
    )
    return ", ".join(names) if is_turned or len(names) == 1 else ""


def write_authors(names: Sequence[str], longest: int) -> str:
    """Return names as one line for the field for authors, of at most `longest` characters.

    A name is given as `Lovelace, Ada`, or whole. It is turned to `Ada Lovelace` if that is read
    back as the same person. Names for which there is no room are replaced by “et al.”.
    """
    turned = [_turned(name) for name in map(_clean_name, names[:MOST_NAMES]) if name]
    joined = _joined(turned)
    while len(joined) > longest and turned:
        turned = turned[: max(len(turned) * longest // len(joined) - 1, 0)]
        joined = _joined([*turned, ET_AL])
    return joined


def _joined(names: Sequence[str]) -> str:
    """Return names as one line; a name alone that would be read as several ends in a semicolon."""
    if len(names) == 1 and ("," in names[0] or split_authors(names[0]) != [names[0]]):
        return f"{names[0]};"
    return "; ".join(names)


def _clean_name(name: str) -> str:
    return clean_line(name.replace(";", ","))


def _turned(name: str) -> str:
    family, comma, given_name = (part.strip() for part in name.partition(","))
    if comma and not given_name:
        return family
    read = read_name(name)
    return str(read) if comma and read_name(str(read)) == read else name
