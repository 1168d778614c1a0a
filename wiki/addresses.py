"""Web addresses: reading one as it was typed, and recognising a page by any of its addresses."""

import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote, urlsplit

NO_SCHEME = "An address begins with http:// or https://."
NO_SITE = "After http:// or https:// comes the name of a site, such as example.org."
BAD_SITE = "The name of a site holds no space, and no signs but dots and hyphens."
BAD_DOTS = "In the name of a site something stands before each dot."
BAD_PORT = "The port in an address is a number from 1 to 65535."

_PARTS = re.compile(r"(https?://)([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_WRAPPED = re.compile(r"<(https?://.*)>", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"\Adoi(?:: *| +)(?=<?https?://)", re.IGNORECASE)
_DOI = re.compile(r"(?:doi(?:: *| +)|info:doi/)?(10\.[0-9]{4,9})(?:/|%2F)(.+)", re.IGNORECASE)
# How a DOI or the number of an arXiv paper begins, which stand for their address.
IDENTIFIER = re.compile(r"(?:info:)?doi[:/]|arxiv:|10\.[0-9]{4,9}(?:/|%2f)", re.IGNORECASE)
_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2})")
# Behind a paper's number its subject may stand in brackets, as arXiv itself writes it.
_ARXIV = re.compile(r"arxiv: *(\S+)(?: +\[[\w.-]+\])?", re.IGNORECASE)

# Characters that have to be percent-encoded in an address and cannot be in a host name.
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"\\`]")
IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"  # what is not percent-encoded besides letters and digits

# Signs that part a site from the rest, or are encoded again: no name is decoded to them.
_NO_SITE = re.compile(rf"[/?#@:%\[\]]|{_UNSAFE.pattern}")
_ENCODED_RUN = re.compile(r"(?:%[0-9A-Fa-f]{2})+")

# Signs that cannot be in a host name: after an address they may part it from the next one.
_NO_NAME = re.compile(r"[!$&'()*+,;=^{|}~]")
_EMPTY_LABEL = re.compile("(?:^|[.。．｡])[.。．｡]")  # noqa: RUF001 - the full stops of Chinese, too
_FULL_STOP = re.compile("[.。]")  # the latter where a text is normalised

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
_TO_ENCODE = re.compile(rf"{_UNSAFE.pattern}|[{_UNSEEN}{_JOINERS}]")

# Tracking parameters: they say where a reader came from, and nothing about the page.
_TRACKER = re.compile(
    r"utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid"
    r"|_hsenc|_hsmi|mkt_tok|li_fat_id|ref_src|ref_url|vero_id|oly_anon_id|oly_enc_id",
    re.IGNORECASE,
)

_DOI_HOSTS = {"doi.org", "dx.doi.org"}
_PAPER = re.compile(
    r"/(?:abs|pdf|html|format|ps|src|e-print)/"
    r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[a-z-]+)?/[0-9]{7})(?:v[0-9]+)?(?:\.pdf)?"
)
# An old number may name the class of its subject (math.GT/0309136), which is no part of it.
_CLASS = re.compile(r"(?<=[a-z])\.[a-z-]+(?=/)")
_PAPER_DOI = re.compile(r"10\.48550/arxiv\.(.+?)(?:v[0-9]+)?")

# Characters that mean the same whether encoded or not; other ASCII marks separate parts.
_SEPARATORS = '/?#%&=+;<>"\\`'
_LETTERS = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_PLAIN = "%/?#&=+;:@!$'()*,~[]|{}^-._"


class AddressError(ValueError):
    """An address that cannot be stored; the text is the sentence to show."""


def read_address(typed: str) -> str:
    """Return a typed web address as it is stored, with percent-encoding where that is needed.

    It accepts `<https://…>`, `doi:10.…/…`, `DOI: https://doi.org/…`, `10.…/…` and
    `arXiv:2403.05812`, too. What is percent-encoded already stays as it is, but in the name of the
    site, which has its letters or punycode. Invisible characters, which copying brings along, are
    left out around it and in the name of the site, and encoded behind that. Raises AddressError.
    """
    text = _LABEL.sub("", typed.strip(AROUND))
    if match := _WRAPPED.fullmatch(text):
        text = match[1]
    elif match := _DOI.fullmatch(text):
        text = f"https://doi.org/{match[1]}/{_encoded_once(match[2])}"
    elif match := _ARXIV.fullmatch(text):
        text = f"https://arxiv.org/abs/{match[1]}"
    match = _PARTS.fullmatch(text)
    if match is None:
        raise AddressError(NO_SCHEME)
    scheme, site, rest = match[1], _decoded_site(match[2]).translate(_NOT_IN_SITE), match[3]
    _check_site(site)
    return scheme + site + _TO_ENCODE.sub(lambda sign: quote(sign[0], safe=""), rest)


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


def ascii_site(name: str) -> str:
    """Return a site's host name in punycode, as browsers ask for it: `straße` is not `strasse`."""
    if name.isascii():
        return name
    return ".".join(map(_punycode, _FULL_STOP.split(unicodedata.normalize("NFKC", name))))


def bare_url(url: str) -> str:
    """Return a key that is the same for all web addresses of one page.

    It leaves out scheme, `www.`, upper case and punycode of the host, percent-encoding, a trailing
    slash, tracking parameters and fragments; also the resolver of a DOI, and version, form and
    class of subject of an arXiv paper. What is no address is returned unchanged.
    """
    try:
        parts = urlsplit(read_address(url))
    except AddressError:
        return url
    host = _host(parts)
    return _paper(host, parts) or host + _path(parts) + _query(parts) + _route(parts)


def _decoded_site(site: str) -> str:
    """Return a site with its host name percent-decoded, except signs that no host name has."""
    user, at, name = site.rpartition("@")
    return user + at + _ENCODED_RUN.sub(_decoded_run, name)


def _decoded_run(match: re.Match[str]) -> str:
    try:
        decoded = unquote(match[0], errors="strict")
    except UnicodeError:
        return match[0]
    return match[0] if _NO_SITE.search(decoded) else decoded


def _check_site(site: str) -> None:
    if _UNSAFE.search(site):
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


def _host(parts: SplitResult) -> str:
    """Return the host without `www.`, decoded from punycode, with any unusual port."""
    name = unicodedata.normalize("NFKC", parts.hostname or "").lower().rstrip(".")
    name = ".".join(map(_letters, _FULL_STOP.split(name.removeprefix("www."))))
    return f"{name}:{parts.port}" if parts.port not in (None, 80, 443) else name


def _letters(label: str) -> str:
    """Return a label of a host name decoded from punycode (`xn--…`)."""
    if not label.startswith("xn--"):
        return label
    try:
        return unicodedata.normalize("NFKC", label[4:].encode().decode("punycode")).lower()
    except UnicodeError:
        return label


def _punycode(label: str) -> str:
    """Return a label of a host name in ASCII."""
    return label if label.isascii() else f"xn--{label.lower().encode('punycode').decode()}"


def _paper(host: str, parts: SplitResult) -> str:
    """Return the identifier in an address of a DOI resolver or of arXiv, "" for other addresses."""
    path = unquote(parts.path).lower().rstrip("/")
    path = path.replace("/doi:", "/", 1) if host in _DOI_HOSTS else path
    if host in _DOI_HOSTS and path.startswith("/10."):
        match = _PAPER_DOI.fullmatch(path[1:])
        return f"arxiv:{_CLASS.sub('', match[1])}" if match else f"doi:{path[1:]}"
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        match = _PAPER.fullmatch(path)
        return f"arxiv:{_CLASS.sub('', match[1])}" if match else ""
    return ""


def _path(parts: SplitResult) -> str:
    names: list[str] = []
    for name in _canonical(parts.path).split("/"):
        if name == "..":
            del names[max(len(names) - 1, 1) :]
        elif name != ".":
            names.append(name)
    return "/".join(names).rstrip("/")


def _query(parts: SplitResult) -> str:
    parameters = [_canonical(part.replace("+", " ")) for part in parts.query.split("&")]
    staying = [
        part for part in parameters if part and not _TRACKER.fullmatch(part.partition("=")[0])
    ]
    return f"?{'&'.join(staying)}" if staying else ""


def _route(parts: SplitResult) -> str:
    """Return a fragment that a script uses as a route; "" for one that is a place on the page."""
    return f"#{_canonical(parts.fragment)}" if parts.fragment.startswith(("!", "/")) else ""


def _canonical(text: str) -> str:
    """Return a part of an address in a form that is equal for all encodings of its characters."""
    decoded = _LETTERS.sub(lambda found: _read_letters(found[0]), text)
    decoded = re.sub(r"%([0-9A-Fa-f]{2})", _decoded, decoded)
    return quote(unicodedata.normalize("NFC", decoded), safe=_PLAIN)


def _read_letters(encoded: str) -> str:
    """Decode percent-encoded letters beyond ASCII; what is not UTF-8 is returned unchanged."""
    try:
        return unquote(encoded, errors="strict")
    except UnicodeError:
        return encoded


def _decoded(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return sign if "!" <= sign <= "~" and sign not in _SEPARATORS else match[0].upper()
