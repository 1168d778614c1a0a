"""The settings of a site: their names, their defaults, and reading typed values.

Each is stored as one text, whether it comes from the environment, a file, a form or the database.
An empty text means that it is not set, so that the default counts.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from wiki.addresses import PASSWORD, AddressError, read_address
from wiki.site.accents import ACCENTS, DEFAULT_ACCENT
from wiki.text import visible

LINE, PROSE = 200, 2_000  # characters
MOST_LINKS = 20
ALLOWED, REFUSED = "allowed", "refused"
STUB_NOTICE = (
    "This territory is marked on the map, and my views on it are not written here yet. "
    "What stands below shows where they will go."
)

MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PAGE = re.compile(r"https?://[^\s/?#@]+([/?#]\S*)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;]+(?=https?://)", re.IGNORECASE)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_ORCID = re.compile(
    r"(?:orcid(?: id)?:? *)?(?:(?:https?://)?(?:www\.)?orcid\.org/)?"
    r"([0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9X])/?(?:[?#].*)?",
    re.IGNORECASE,
)
ORCID = "0000-0002-1825-0097"  # an example, of nobody
OF_A_MACHINE = {"localtime", "Factory"}  # what an installation has among the names of zones
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class UnreadableSetting(ValueError):
    """A value that a setting cannot have; the text is a sentence for a form.

    `wanted` says what it has to be, and `example` is a possible value or "".
    """

    def __init__(self, wanted: str, example: str = "") -> None:
        such = f", such as {example}" if example else ""
        super().__init__(f"It has to be {wanted}{such}.")
        self.wanted, self.example = wanted, example


@dataclass(frozen=True, kw_only=True)
class SiteField:
    """A setting: its label, its default, its greatest length, and how a typed value is read.

    `read` gets a text that is not empty, returns it in its stored form, and raises
    UnreadableSetting.
    """

    label: str
    default: str = ""
    limit: int = LINE
    read: Callable[[str], str] = str


def read_value(name: str, typed: str) -> str:
    """Return a typed value of the setting with this name in its stored form, "" for none.

    Raises UnreadableSetting.
    """
    field = FIELDS[name]
    stored = field.read(typed.strip()) if visible(typed).strip() else ""
    if len(stored) > field.limit:
        raise UnreadableSetting(f"text of at most {field.limit:,} characters")
    return stored


def _contact(typed: str) -> str:
    contact = typed.removeprefix("mailto:")
    if not MAIL.fullmatch(contact) and not _is_page(contact):
        example = "author@example.org or https://example.org/contact"
        raise UnreadableSetting("a mail address or the address of a page", example)
    return contact


def _is_page(typed: str) -> bool:
    try:
        return bool(_PAGE.fullmatch(typed) and read_address(typed))
    except AddressError:
        return False


def _links(typed: str) -> str:
    """Return the typed addresses, one a line, each once. Raises UnreadableSetting.

    Commas and semicolons may separate them, too.
    """
    try:
        links = [read_address(link) for link in _parted(typed)]
    except AddressError as error:
        if str(error) == PASSWORD:
            raise UnreadableSetting("without a password, which all could read") from None
        example = "https://example.org/@ada"
        raise UnreadableSetting("the address of a page on each line", example) from None
    if len(links) > MOST_LINKS:
        raise UnreadableSetting(f"at most {MOST_LINKS} addresses")
    return "\n".join(dict.fromkeys(links))


def _parted(typed: str) -> list[str]:
    parts = (part.strip(",;") for each in typed.split() for part in _BETWEEN.split(each))
    return [part for part in parts if part]


def _orcid(typed: str) -> str:
    """Return an ORCID iD with hyphens, its check digit last. Raises UnreadableSetting."""
    match = _ORCID.fullmatch(unicodedata.normalize("NFKC", typed).translate(_HYPHENS))
    if match is None:
        raise UnreadableSetting("an ORCID iD", ORCID)
    digits = match[1].replace("-", "").upper()
    if check_digit(digits[:-1]) != digits[-1]:
        raise UnreadableSetting("an ORCID iD with the right last digit", ORCID)
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def check_digit(digits: str) -> str:
    """Return the check digit of a number by ISO 7064 MOD 11-2: 0 to 9, or X for ten."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def _time_zone(typed: str) -> str:
    name = {zone.casefold(): zone for zone in time_zones()}.get(typed.casefold())
    if name is None:
        raise UnreadableSetting("the name of a time zone", "Europe/Paris or UTC")
    return name


@cache
def time_zones() -> list[str]:
    """Return the names of the time zones that this machine knows; finding them takes a while.

    Names that depend on the machine, such as `localtime`, are left out.
    """
    return sorted(available_timezones() - OF_A_MACHINE)


def _language(typed: str) -> str:
    if not _LANGUAGE.fullmatch(typed):
        raise UnreadableSetting("the code of a language", "en, de or pt-BR")
    return typed


def _one_of(*values: str) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if typed not in values:
            raise UnreadableSetting("one of " + ", ".join(values), values[0])
        return typed

    return read


FIELDS: dict[str, SiteField] = {
    "site_title": SiteField(label="Title", default="An atlas of AI safety"),
    "site_summary": SiteField(label="A sentence about it", limit=PROSE),
    "author_name": SiteField(label="Your name", default="The author"),
    "contact": SiteField(label="Contact", limit=PROSE, read=_contact),
    "links": SiteField(label="Your pages elsewhere", limit=10 * PROSE, read=_links),
    "orcid": SiteField(label="ORCID iD", read=_orcid),
    "licence": SiteField(label="Licence"),
    "stub_notice": SiteField(
        label="What a page says that is not written yet", default=STUB_NOTICE, limit=PROSE
    ),
    "time_zone": SiteField(label="Time zone", default="UTC", read=_time_zone),
    "language": SiteField(label="Language you write in", default="en", read=_language),
    "accent": SiteField(label="Accent colour", default=DEFAULT_ACCENT, read=_one_of(*ACCENTS)),
    "crawlers": SiteField(
        label="Crawlers that train language models", default=ALLOWED, read=_one_of(ALLOWED, REFUSED)
    ),
}
