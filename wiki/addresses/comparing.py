"""Which web addresses are those of one page: each gets a key, which is the same for all of them."""

import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote, urlsplit

from wiki.addresses.reading import stored_address
from wiki.addresses.sites import FULL_STOP, AddressError

# Tracking parameters: they say where a reader came from, and nothing about the page.
_TRACKER = re.compile(
    r"utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid"
    r"|_hsenc|_hsmi|mkt_tok|li_fat_id|ref_src|ref_url|vero_id|oly_anon_id|oly_enc_id",
    re.IGNORECASE,
)

_ENDS = ".,;"  # behind an address they may belong to the sentence
_DOI_HOSTS = {"doi.org", "dx.doi.org", "hdl.handle.net"}  # a DOI is a handle
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


def bare_url(url: str) -> str:
    """Return a key that is the same for all web addresses of one page.

    It leaves out scheme, `www.`, upper case and punycode of the host, percent-encoding, a trailing
    slash, a full stop, comma or semicolon at the end, tracking parameters and fragments; also the
    resolver of a DOI, and version, form and class of subject of an arXiv paper. What is no address
    is returned unchanged.
    """
    try:
        parts = urlsplit(stored_address(url))
    except AddressError:
        return url
    host = _host(parts)
    key = _paper(host, parts) or host + _path(parts) + _query(parts) + _route(parts)
    return key.rstrip(_ENDS)


def doi_of(url: str) -> str:
    """Return the DOI that the address of a resolver leads to, "" for any other address."""
    try:
        parts = urlsplit(stored_address(url))
    except AddressError:
        return ""
    return _doi(_host(parts), parts)


def _doi(host: str, parts: SplitResult) -> str:
    path = unquote(parts.path).removeprefix("/").rstrip("/" + _ENDS)
    path = path[len("doi:") :] if path.lower().startswith("doi:") else path
    return path if host in _DOI_HOSTS and path.startswith("10.") else ""


def _host(parts: SplitResult) -> str:
    """Return the host without `www.`, decoded from punycode, with any unusual port."""
    name = unicodedata.normalize("NFKC", parts.hostname or "").lower().rstrip(".")
    name = ".".join(map(_letters, FULL_STOP.split(name.removeprefix("www."))))
    return f"{name}:{parts.port}" if parts.port not in (None, 80, 443) else name


def _letters(label: str) -> str:
    """Return a label of a host name decoded from punycode (`xn--…`)."""
    if not label.startswith("xn--"):
        return label
    try:
        return unicodedata.normalize("NFKC", label[4:].encode().decode("punycode")).lower()
    except UnicodeError:
        return label


def _paper(host: str, parts: SplitResult) -> str:
    """Return the identifier in an address of a DOI resolver or of arXiv, "" for other addresses."""
    if doi := _doi(host, parts).lower():
        match = _PAPER_DOI.fullmatch(doi)
        return f"arxiv:{_CLASS.sub('', match[1])}" if match else f"doi:{doi}"
    path = unquote(parts.path).lower().rstrip("/" + _ENDS)
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
