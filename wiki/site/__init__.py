"""The site's own settings: its title, its author, its language, its time zone, and so on.

A value that the operator set (a WIKI_* variable or `settings.toml`) takes precedence over one that
the author saved, and that over the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from wiki.site.values import FIELDS, MAIL, REFUSED

SAVED, DEFAULT = "saved", "default"
NAMES = tuple(FIELDS)


@dataclass(frozen=True)
class OperatorSetting:
    """A value that the operator set, and the name of the variable or line that set it."""

    value: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Site:
    """The settings in force, and who set each.

    `set_by` has, by name, the operator's variable or the line of `settings.toml`, or "saved" or
    "default".
    """

    site_title: str
    site_summary: str
    author_name: str
    contact: str
    links: tuple[str, ...]
    orcid: str
    licence: str
    stub_notice: str
    time_zone: ZoneInfo
    language: str
    accent: str
    crawlers: str
    set_by: Mapping[str, str]

    def is_set_by_operator(self, name: str) -> bool:
        """Return whether the operator set a value, so that the author cannot change it."""
        return self.set_by[name] not in (SAVED, DEFAULT)

    @property
    def refuses_crawlers(self) -> bool:
        """Return whether crawlers that train models are asked to stay away."""
        return self.crawlers == REFUSED

    def contact_link(self, subject: str) -> str:
        """Return the link “get in touch” with this subject, "" where no contact is set."""
        if not self.contact:
            return ""
        mail = MAIL.fullmatch(self.contact)
        address = f"mailto:{quote(self.contact, safe='@')}" if mail else self.contact
        before, hash_sign, fragment = address.partition("#")
        joint = "&" if "?" in before else "?"
        return f"{before}{joint}subject={quote(subject, safe='')}{hash_sign}{fragment}"


def make_site(by_operator: Mapping[str, OperatorSetting], saved: Mapping[str, str]) -> Site:
    """Return the settings in force, from those that the operator set and those the author saved."""
    values, set_by = {}, {}
    for name, field in FIELDS.items():
        if name in by_operator:
            values[name], set_by[name] = by_operator[name].value, by_operator[name].source
        elif saved.get(name):
            values[name], set_by[name] = saved[name], SAVED
        else:
            values[name], set_by[name] = field.default, DEFAULT
    links, zone = values.pop("links"), values.pop("time_zone")
    return Site(**values, links=tuple(links.split()), time_zone=_zone(zone), set_by=set_by)


def _zone(name: str) -> ZoneInfo:
    """Return the time zone with this name; for one this machine does not know, the default."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(FIELDS["time_zone"].default)
