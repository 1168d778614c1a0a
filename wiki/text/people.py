"""Names of people and organisations, as bibliographies take them apart."""

import re
from dataclasses import dataclass

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
MOST_WORDS = 5
ET_AL = "et al."  # stands for authors who are not named


@dataclass(frozen=True)
class Name:
    """A name: of a person with `family` and `given`, or whole in `literal`."""

    family: str = ""
    given: str = ""
    literal: str = ""

    @property
    def first(self) -> str:
        """Return the part by which lists are sorted."""
        return self.literal or self.family

    def __str__(self) -> str:
        """Return the name as a sentence has it: `Ada Lovelace`."""
        return self.literal or f"{self.given} {self.family}".strip()


def split_authors(authors: str) -> list[str]:
    """Return the names in a line of authors.

    They are split at semicolons or, without these, at commas and at an `and` between two persons.
    `Lovelace, Ada` and `Smith, J., Doe, A.` are family names with given ones: a comma within a name
    is one behind a single family name, before one given name or initials.
    """
    if ";" in authors:
        return _filled(authors.split(";"))
    parts = _filled(authors.split(","))
    families, given = parts[::2], parts[1::2]
    if len(families) == len(given) and all(map(_is_family, families)):
        is_alone = len(given) == 1 and len(given[0].split()) == 1 and _is_personal(given[0])
        if is_alone or all(map(_has_initials, given)):
            return [f"{family}, {name}" for family, name in zip(families, given, strict=True)]
    return [name for part in parts for name in _split_at_and(part)]


def _filled(parts: list[str]) -> list[str]:
    return [part.strip() for part in parts if part.strip()]


def _is_family(part: str) -> bool:
    """Return whether this may be a family name alone: `Lovelace`, `van der Berg`."""
    *particles, last = part.split()
    return set(particles) <= _PARTICLES and _is_personal(last) and last not in _PARTICLES


def _has_initials(part: str) -> bool:
    """Return whether these may be given names with initials: `J.`, `John A.`, `J`."""
    words = part.split()
    is_initial = [len(word.rstrip(".")) == 1 or _DOTTED.fullmatch(word) for word in words]
    return any(is_initial) and all(map(_is_personal, words))


def _split_at_and(part: str) -> list[str]:
    """Return both persons of `Ada Lovelace and Lennart Heim`; any other name stays whole."""
    part = part.removeprefix("and ")
    names = part.split(" and ")
    return names if all(read_name(name).family for name in names) else [part]


def read_name(typed: str) -> Name:
    """Return a typed name, taken apart where it is surely a person's.

    `Lovelace, Ada` and `Ada Lovelace` are persons. What has a word of an organisation, capitals
    throughout, digits or a single word stays whole, so that nothing is sorted under `Institute`.
    """
    family, comma, given = (part.strip() for part in typed.partition(","))
    if comma and family and given and "," not in given:
        return Name(family=family, given=given)
    words = typed.split()
    if not 2 <= len(words) <= MOST_WORDS or not all(_is_personal(word) for word in words):
        return Name(literal=typed.strip())
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(family=" ".join(words[start:]), given=" ".join(words[:start]))


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
