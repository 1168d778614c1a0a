"""The site in a web address: its name as it is stored, and what no name can be."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

NO_SCHEME = "An address begins with http:// or https://."
NO_SITE = "After http:// or https:// comes the name of a site, such as example.org."
BAD_SITE = "The name of a site holds no space, and no signs but dots and hyphens."
BAD_DOTS = "In the name of a site something stands before each dot."
BAD_PORT = "The port in an address is a number from 1 to 65535."
BAD_ENDING = "The name of a site has an ending, such as .org, behind its last dot."
BAD_NUMBERS = "A site that is named by numbers has four of them, each up to 255."
TWO_BEGINNINGS = "An address has one beginning, http:// or https://, and this one has a second."
PASSWORD = "A password stands before the @ of this address, for all to read: leave it out."
TWO_ADDRESSES = "There is room for one address, and here are two."

# Characters that have to be percent-encoded in an address and cannot be in a host name.
UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"\\`]")

# Signs that part a site from the rest, or are encoded again: no name is decoded to them.
_NO_SITE = re.compile(rf"[/?#@:%\[\]]|{UNSAFE.pattern}")
_ENCODED_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")

# Signs that cannot be in a host name: after an address they may part it from the next one.
_NO_NAME = re.compile(r"[!$&'()*+,;=^{|}~]")
_EMPTY_LABEL = re.compile("(?:^|[.。．｡])[.。．｡]")  # noqa: RUF001 - the full stops of Chinese, too
FULL_STOP = re.compile("[.。]")  # the latter where a text is normalised
_NAME_MARKS = "-_.。·・%"  # the marks that a name may have, and that of what could not be decoded
_MAILBOX = re.compile(r"mailto:", re.IGNORECASE)


class AddressError(ValueError):
    """An address that cannot be stored; the text is the sentence to show."""


def ascii_site(name: str) -> str:
    """Return a site's host name in punycode, as browsers ask for it: `straße` is not `strasse`."""
    if name.isascii():
        return name
    return ".".join(map(_punycode, FULL_STOP.split(unicodedata.normalize("NFKC", name))))


def decoded_site(site: str) -> str:
    """Return a site with its host name percent-decoded, except signs that no host name has."""
    user, at, name = site.rpartition("@")
    return user + at + _ENCODED_RUN.sub(_decoded_run, name)


def _decoded_run(match: re.Match[str]) -> str:
    try:
        decoded = unquote(match[0], errors="strict")
    except UnicodeError:
        return match[0]
    return match[0] if _NO_SITE.search(decoded) else decoded


def check_site(site: str) -> None:
    """Raise AddressError where a site cannot be in an address, with what is wrong with it."""
    if UNSAFE.search(site):
        raise AddressError(BAD_SITE)
    try:
        parts = urlsplit(f"http://{site}")
        named = parts.hostname
    except ValueError:
        named = None
    if not named:
        raise AddressError(NO_SITE)
    if _NO_NAME.search(named):
        raise AddressError(BAD_SITE)
    if _EMPTY_LABEL.search(named):
        raise AddressError(BAD_DOTS)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise AddressError(BAD_PORT)


def check_typing(address: str) -> None:
    """Raise AddressError where an address has a second beginning, a password, or no site's name."""
    parts = urlsplit(address)
    if (parts.netloc.endswith(":") and parts.path.startswith("//")) or _MAILBOX.match(parts.netloc):
        raise AddressError(TWO_BEGINNINGS)
    if parts.password:
        raise AddressError(PASSWORD)
    name = unicodedata.normalize("NFKC", parts.hostname or "").removesuffix(".")
    if ":" in name:
        return  # the number of a machine, in brackets
    if any(sign not in _NAME_MARKS and unicodedata.category(sign)[0] in "PZ" for sign in name):
        raise AddressError(BAD_SITE)
    labels = FULL_STOP.split(name)
    if not all(labels):
        raise AddressError(BAD_DOTS)  # an ellipsis stands for three dots
    if labels[-1].isdecimal():
        if len(labels) != 4 or any(not label.isdecimal() or int(label) > 255 for label in labels):
            raise AddressError(BAD_NUMBERS)
    elif labels == ["www"] or (len(labels) > 1 and len(labels[-1]) < 2):
        raise AddressError(BAD_ENDING)
    elif labels[0] == "www" and len(labels) == 2 and len(labels[1]) > 3:
        raise AddressError(BAD_ENDING)  # `www.example`, while www.de is a site


def _punycode(label: str) -> str:
    """Return a label of a host name in ASCII."""
    return label if label.isascii() else f"xn--{label.lower().encode('punycode').decode()}"
