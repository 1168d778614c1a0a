"""Reading a web address as it was typed."""

import re
from urllib.parse import quote

from wiki.addresses.sites import (
    NO_SCHEME,
    TWO_ADDRESSES,
    UNSAFE,
    AddressError,
    ascii_site,
    check_site,
    check_typing,
    decoded_site,
)

# What an address begins with; behind such a beginning it is typed twice, with signs lost perhaps.
_BEGINNING = re.compile(r"(https?)(?::/{1,3}|//|:(?![0-9/?#]|\Z))", re.IGNORECASE)
_SECOND = re.compile(r"\s<?https?://", re.IGNORECASE)
_PARTS = re.compile(r"(https?://)([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_WRAPPED = re.compile(r"<(https?://.*)>", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"\A(?:doi|ur[il]|link)(?:: *| +)(?=<?https?://)", re.IGNORECASE)
_DOI = re.compile(r"(?:doi(?:: *| +)|info:doi/)?(10\.[0-9]{4,9})(?:/|%2F)(.+)", re.IGNORECASE)
# How a DOI or the number of an arXiv paper begins, which stand for their address.
IDENTIFIER = re.compile(r"(?:info:)?doi[:/]|arxiv:|10\.[0-9]{4,9}(?:/|%2f)", re.IGNORECASE)
_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2})")
# Behind a paper's number its subject may stand in brackets, as arXiv itself writes it.
_ARXIV = re.compile(r"arxiv: *(\S+)(?: +\[[\w.-]+\])?", re.IGNORECASE)

# What ends a list that an address was copied from. A full stop may belong to an address, as in
# `/wiki/Apple_Inc.`, but not to the number of a work.
_LIST_ENDS = ",;"
_NUMBERED = re.compile(
    r"https?://(?:(?:www\.|dx\.)?doi\.org|hdl\.handle\.net|(?:\w+\.)?arxiv\.org)/.*\d",
    re.IGNORECASE | re.DOTALL,
)

# The sign at the end of some older DOIs, which in an address would begin an empty fragment.
_SICI_END = re.compile(r"(?<=;2-)#\Z")

IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"  # what is not percent-encoded besides letters and digits

# Characters that nobody sees: soft hyphen, spaces of no width, marks of direction. Joiners are
# apart, as they belong to the words of some languages.
_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\ufeff" + "".join(
    chr(code)
    for first, last in ((0x202A, 0x202E), (0x2060, 0x206F), (0xFFF9, 0xFFFB))
    for code in range(first, last + 1)
)
_JOINERS = "\u200c\u200d"
AROUND = _UNSEEN + _JOINERS + "".join(filter(str.isspace, map(chr, range(0x3001))))
_NOT_IN_SITE = str.maketrans(dict.fromkeys(_UNSEEN, ""))
_TO_ENCODE = re.compile(rf"{UNSAFE.pattern}|[{_UNSEEN}{_JOINERS}]")


def read_address(typed: str) -> str:
    """Return a typed web address as it is stored, with percent-encoding where that is needed.

    It accepts `<https://…>`, `doi:10.…/…`, `DOI: https://doi.org/…`, `URL: https://…`, `10.…/…` and
    `arXiv:2403.05812`, too, and of `https://https://…` the second beginning. What is
    percent-encoded already stays as it is, but in the name of the site, which has its letters or
    punycode. Invisible characters, which copying brings along, are left out around it and in the
    name of the site, and encoded behind that. A comma or semicolon at the end is left out, and
    behind a DOI or the number of an arXiv paper a full stop. Raises AddressError.
    """
    text = _as_address(typed)
    if _SECOND.search(text):
        raise AddressError(TWO_ADDRESSES if _BEGINNING.match(text) else NO_SCHEME)
    address = stored_address(text)
    check_typing(address)
    return address


def stored_address(typed: str) -> str:
    """Return an address as `read_address` does, which earlier versions may have stored.

    Such a one may look mistyped, with a name that no site has. Raises AddressError.
    """
    match = _PARTS.fullmatch(_as_address(typed))
    if match is None:
        raise AddressError(NO_SCHEME)
    scheme, site, rest = match[1], decoded_site(match[2]).translate(_NOT_IN_SITE), match[3]
    check_site(site)
    return scheme + site + _TO_ENCODE.sub(lambda sign: quote(sign[0], safe=""), rest)


def _as_address(typed: str) -> str:
    """Return what was typed as an address with one beginning, where it can be read as one."""
    text = _LABEL.sub("", typed.strip(AROUND))
    alone = text.rstrip(_LIST_ENDS + AROUND)
    text = text if alone[-1:] in ("/", "?", "#", "=", "&") else alone
    if match := _WRAPPED.fullmatch(text):
        text = match[1]
    elif match := _DOI.fullmatch(text):
        text = f"https://doi.org/{match[1]}/{_encoded_once(match[2])}"
    elif match := _ARXIV.fullmatch(text):
        text = f"https://arxiv.org/abs/{match[1]}"
    first = last = _BEGINNING.match(text)
    while last and (following := _BEGINNING.match(text, last.end())):
        last = following
    if first is not last and last is not None:
        text = f"{last[1]}://{text[last.end() :]}"
    if not _NUMBERED.match(text):
        return text
    return _SICI_END.sub("%23", text.rstrip(f".{_LIST_ENDS}{AROUND}"))


def _encoded_once(text: str) -> str:
    """Percent-encode the end of a DOI where needed; what is encoded already stays as it is."""
    parts = _ENCODED.split(text)  # every second one is encoded
    return "".join(
        part if index % 2 else quote(part, safe="/:;().,-_~@+") for index, part in enumerate(parts)
    )


def ascii_address(url: str) -> str:
    """Return an address in ASCII: the name of its site in punycode, the rest percent-encoded."""
    match = _PARTS.fullmatch(url)
    if match is None:
        return quote(url, safe=IN_ADDRESSES)
    user, at, site = match[2].rpartition("@")
    return match[1] + quote(user + at + ascii_site(site) + match[3], safe=IN_ADDRESSES)
