"""Names of people and organisations, as bibliographies take them apart."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

# Words that no person's name has; a name with one of them is an organisation's.
_ORGANISATIONS = """
    academy agency ai association authority board bureau center centre college commission committee
    company consortium corporation council department foundation government group inc initiative
    institute institution laboratory lab labs ltd ministry network office organisation organization
    philanthropy press project research school society task team university union working
    and of for the &
"""
_OF_ORGANISATIONS = frozenset(_ORGANISATIONS.split())
_OF_FAMILIES = "af al bin da de del della den der di dos du el ibn la le ten ter van von y zu"
_PARTICLES = frozenset(_OF_FAMILIES.split())
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\.?|(?:[^\W\d_]\.-?)+")
_INITIALS = re.compile(r"[A-Z]{2,}")
_DOTTED = re.compile(r"(?:[^\W\d_]\.-?)+")
# What stands behind the names of a son, a grandson or a doctor, with a comma before it or without.
# `M.D.` may be initials, as in `Smith, M.D.`, and is not among them.
_SUFFIX = r"((?i:jr|sr|ph\.?d)\.?|II|III|IV)"
_AFTER_COMMA = re.compile(rf", *{_SUFFIX}(?= *(?:,|$| and ))")
_AT_END = re.compile(rf"(?:, *| +){_SUFFIX}(?= *(?:,|$))")
# What a company has behind its name and a comma. Capitals that may be initials, as in `Smith, SA`,
# are not among them.
_FORM = (
    r"(?i:(?:(?:co|pty)\.?,? )?(?:inc|incorporated|corp|corporation|llc|llp|plc|ltd|limited"
    r"|g?gmbh(?: & co\.? kg)?)\.?|co\.)|e\. ?V\."
)
_LEGAL_FORM = re.compile(_FORM)
_FORM_AND = re.compile(rf"(, *(?:{_FORM})),? and ")
MOST_WORDS = 5
# Names in these scripts begin with the family's, where a part of them is in Chinese signs, in
# Hiragana or in Hangul. What is in Katakana alone is a name from elsewhere: `アラン チューリング`.
_HOME = (
    "\u3005\u3007\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3"
    "\U00020000-\U0003134f"
)
_EASTERN = re.compile(rf"(?=.*[{_HOME}])[{_HOME}\u30a0-\u30ff\s]+")
_LONGEST_EASTERN = 5  # signs of a family name, or of a given one; more are an organisation's
# Semicolons of other scripts, and the comma that stands between Chinese or Japanese names alone.
_SEMICOLONS = str.maketrans(dict.fromkeys("\uff1b\u3001\u061b", ";"))
ET_AL = "et al."  # stands for authors who are not named


@dataclass(frozen=True)
class Name:
    """A name: of a person with `family`, `given` and any `suffix`, or whole in `literal`."""

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""

    @property
    def main_part(self) -> str:
        """Return the name that a citation key begins with: the family's, or the whole `literal`.

        It is "" where a name has neither.
        """
        return self.literal or self.family

    def __str__(self) -> str:
        """Return the name as a sentence has it: `Ada Lovelace`, `King Jr.`, `山田 太郎`."""
        if _EASTERN.fullmatch(f"{self.family} {self.given}"):
            return " ".join(filter(None, (self.family, self.given, self.suffix)))
        return self.literal or " ".join(filter(None, (self.given, self.family, self.suffix)))


def split_authors(authors: str) -> list[str]:
    """Return the names in a line of authors.

    They are split at semicolons (in any script, and at `、`) or, without these, at commas, at an
    `and` between two persons, and at one between a person and a company with its legal form.
    `Lovelace, Ada` and `Smith, J., Doe, A.` are family names with given ones: a comma within a name
    is one behind a single family name, before one given name or initials; behind a family name that
    a particle or a suffix marks as one; or the only one on each side of an `and`, where a company
    with its legal form may stand as well.
    """
    line = authors.translate(_SEMICOLONS)
    if ";" in line:
        return _filled(line.split(";"))
    line = _AFTER_COMMA.sub(r" \1", line)
    sides = [with_legal_forms(side.split(",")) for side in re.split(r",? and ", line)]
    is_turned = len(sides) > 1 and any(map(_is_turned, sides))
    if is_turned and all(_is_turned(side) or _is_one_company(side) for side in sides):
        return [", ".join(side) for side in sides]
    line = _FORM_AND.sub(r"\1, ", line)
    parts = with_legal_forms(line.split(","))
    families, given_names = parts[::2], parts[1::2]
    if len(families) == len(given_names) and all(map(_is_family, families)):
        is_alone = len(given_names) == 1 and len(_part_suffix(given_names[0])[0].split()) == 1
        is_plain = is_alone or all(map(is_family_name, families))
        if all(map(_has_initials, given_names)) or (is_plain and all(map(_is_given, given_names))):
            return [f"{family}, {name}" for family, name in zip(families, given_names, strict=True)]
    return [name for part in parts for name in _split_at_and(part)]


def with_legal_forms(parts: Iterable[str]) -> list[str]:
    """Return the parts of a line between commas; a legal form goes with the company before it.

    `Barnes and Noble, Inc.` is one part, and so is `Chips Co., Ltd.`. Empty parts are left out.
    """
    groups: list[list[str]] = []
    for part in _filled(parts):
        if groups and _LEGAL_FORM.fullmatch(part):
            groups[-1].append(part)
        else:
            groups.append([part])
    return [", ".join(name) for name in groups]


def is_suffix(part: str) -> bool:
    """Return whether a text is a suffix of a person's name: `Jr.`, `III`, `Ph.D.`."""
    return bool(re.fullmatch(_SUFFIX, part))


def is_family_name(part: str) -> bool:
    """Return whether a text is surely a family name alone: `van der Berg`, `King Jr.`."""
    name, suffix = _part_suffix(part)
    return _is_family(part) and bool(suffix or len(name.split()) > 1)


def _is_turned(parts: Sequence[str]) -> bool:
    """Return whether parts may be a family name and the given names of one person."""
    return len(parts) == 2 and _is_family(parts[0]) and _is_given(parts[1])


def _is_one_company(parts: Sequence[str]) -> bool:
    """Return whether parts are a single company with its legal form."""
    return len(parts) == 1 and _has_legal_form(parts[0])


def _part_suffix(name: str) -> tuple[str, str]:
    """Return a name without its suffix, and the suffix, "" for none."""
    match = _AT_END.search(name)
    return (name[: match.start()] + name[match.end() :], match[1]) if match else (name, "")


def _filled(parts: Iterable[str]) -> list[str]:
    return [part.strip() for part in parts if part.strip()]


def _is_family(part: str) -> bool:
    """Return whether this may be a family name alone: `Lovelace`, `van der Berg`, `King Jr.`."""
    *particles, last = _part_suffix(part)[0].split()
    return set(particles) <= _PARTICLES and _is_personal(last) and last not in _PARTICLES


def _has_initials(part: str) -> bool:
    """Return whether these may be given names with initials: `J.`, `John A.`, `J`."""
    words = part.split()
    is_initial = [len(word.rstrip(".")) == 1 or _DOTTED.fullmatch(word) for word in words]
    return any(is_initial) and all(map(_is_personal, words))


def _is_given(part: str) -> bool:
    """Return whether these may be given names."""
    return all(map(_is_personal, _part_suffix(part)[0].split()))


def _split_at_and(part: str) -> list[str]:
    """Return both persons of `Ada Lovelace and Lennart Heim`; any other name stays whole.

    The last one may be a company with its legal form: `Ada Lovelace and Barnes and Noble, Inc.`.
    """
    sides = part.removeprefix("and ").split(" and ")
    persons = list(takewhile(lambda side: read_name(side).family, sides))
    rest = " and ".join(sides[len(persons) :])
    if rest and not _has_legal_form(rest):
        return [" and ".join(sides)]
    return [*persons, rest] if rest else persons


def read_name(typed: str) -> Name:
    """Return a typed name, taken apart where it is surely a person's.

    `Lovelace, Ada`, `Ada Lovelace` and `山田 太郎` are persons. What has a word of an
    organisation, capitals throughout, digits or a single word stays whole, so that nothing is
    sorted under `Institute`.
    A suffix may stand behind any part of a person's name.
    """
    rest, suffix = _part_suffix(typed)
    name = _read_person(rest)
    return replace(name, suffix=suffix) if name else Name(literal=typed.strip())


def _read_person(typed: str) -> Name | None:
    """Return the name of a person without a suffix, None for what may be no person's.

    What has `and` within it, or ends in the legal form of a company, is none.
    """
    if " and " in typed or _has_legal_form(typed):
        return None
    family, comma, given_name = (part.strip() for part in typed.partition(","))
    if comma and family and given_name and "," not in given_name:
        return Name(family=family, given=given_name)
    words = typed.split()
    if len(words) > 1 and _EASTERN.fullmatch(typed):
        longest = max(map(len, words))
        is_person = len(words) <= MOST_WORDS and longest <= _LONGEST_EASTERN
        return Name(family=words[0], given=" ".join(words[1:])) if is_person else None
    if not 2 <= len(words) <= MOST_WORDS or not all(_is_personal(word) for word in words):
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(family=" ".join(words[start:]), given=" ".join(words[:start]))


def _has_legal_form(typed: str) -> bool:
    _, comma, form = typed.partition(",")
    return bool(comma and _LEGAL_FORM.fullmatch(form.strip()))


def _is_personal(word: str) -> bool:
    """Return whether a word may be part of a person's name."""
    if word in _PARTICLES:
        return True
    plain = word.rstrip(".").casefold()
    if plain in _OF_ORGANISATIONS or _INITIALS.fullmatch(word):
        return False
    # Capitals within a word mark brands, as in DeepMind; McCarthy is a name all the same.
    brand = re.search(r"[a-z]{3,}[A-Z]", word)
    return bool(_WORD.fullmatch(word)) and word[0] == word[0].upper() and not brand
