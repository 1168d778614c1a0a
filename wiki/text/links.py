"""Links in text: to the web, a mailbox, a telephone, this site or another region, nowhere else.

An address that no link may have is shown as it was typed, and the author is told why beside it.
"""

import html
import re
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown.util import AMP_SUBSTITUTE, AtomicString

from wiki.addresses import IDENTIFIER, NO_SCHEME, AddressError, read_address
from wiki.text.words import ENTITY, clean_line

# Addresses that no page of a site runs anything by: browsers give them to another program.
SCHEMES = {"mailto", "tel", "sms", "geo", "xmpp", "matrix", "irc", "ircs", "ftp", "ftps", "sftp"}
_SITED = {"irc", "ircs", "ftp", "ftps", "sftp"}  # after these comes `//` and a site
# How the addresses of this site begin that texts have reason to name.
PLACES = "about|areas|atlas|beliefs|c|changes|history|map|reading|record|search|triggers|writing"
PLACES += "|year|[bqtres]"
# An address of this site as typed relative to a page; without dots, where nothing else is meant.
_RELATIVE = re.compile(
    rf"(?:\.{{1,2}}/)++(?P<below>(?:{PLACES})(?:[/?#].*)?)|(?P<from_top>(?:atlas|writing|areas)/.+)",
    re.DOTALL,
)
NO_LINK = (
    "A link begins with https://, mailto:, tel: or ftp://, or with a / for a page of this atlas."
)
NOTHING_BEHIND = "Behind mailto:, tel: and the like comes what they lead to."

# What every address has one of, though not every text with one of them is an address.
_OF_ADDRESS = re.compile(r"[:/\\.#?&%@]")
# An address without `https://` or `mailto:`.
_UNFINISHED = re.compile(
    r"www\.|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/|[^@/]{1,200}@[^@/]{1,200}\.", re.IGNORECASE
)


def refusal(typed: str) -> str:
    """Return why no link has what was typed as its address: a sentence, "" for one that has it."""
    try:
        read_link(typed)
    except AddressError as error:
        return str(error)
    return ""


def is_prose(typed: str) -> bool:
    """Return whether what stands in the place of a refused address is words, as in `(sic)`."""
    if not typed or re.search(r"\s", typed):
        return True
    return not (_OF_ADDRESS.search(typed) and re.search(r"[^\W\d_]", typed))


def unlink(node: Element) -> None:
    """Replace a link or picture by a `span` with its words; the sanitiser then removes the tags."""
    node.text = node.text or node.get("alt")
    node.tag = "span"
    node.attrib.clear()


def told(reason: str) -> Element:
    """Return the marker by which `render` tells the author why an address is no link."""
    return Element("a", marker=f"refused:{quote(reason, safe='')}")


def mark_picture(node: Element, name: str) -> None:
    """Turn a picture of this site into a link marked with its name, with its description as text.

    `render` replaces the link by the picture.
    """
    node.tag = "a"
    node.text = AtomicString(node.get("alt", ""))
    node.set("picture", name)


def _make_marker(node: Element) -> None:
    """Give a link from `mark_picture` the address `media:…` by which `render` knows it."""
    name, title = node.attrib["picture"], node.get("title")
    node.attrib.clear()
    node.set("href", f"media:{name}")
    if title:
        node.set("title", title)


def make_link(node: Element, typed: str) -> None:
    """Turn an element into a link to a typed address, or into its words if that is refused.

    An attribute `picture`, `wiki` or `marker` of the element is used in place of the address.
    """
    if node.get("picture"):
        return _make_marker(node)
    title, wiki = node.get("title"), clean_line(html.unescape(node.get("wiki", "")))
    address = f"wiki:{quote(wiki, safe='')}" if wiki else node.get("marker") or link_address(typed)
    if address is None:
        unlink(node)
        node.append(mark := told(refusal(typed)))
        return make_link(mark, "")
    node.tag = "a"
    node.attrib.clear()
    node.set("href", address.replace("&", "&amp;"))
    if title and not wiki:
        node.set("title", title)
    if address.startswith(("http:", "https:")):
        node.set("rel", "noopener")
    return None


def link_address(typed: str) -> str | None:
    """Return the safe form of an address that an author typed, None for one that is refused."""
    try:
        return read_link(typed)
    except AddressError:
        return None


def read_link(typed: str) -> str:
    """Return the safe form of the address of a link. Raises AddressError with what is wrong.

    Allowed are http, https, the schemes in SCHEMES, and addresses on this site, of which
    `../writing/essay` is one, too. A DOI or the number of an arXiv paper is a link to its page, as
    it is in a reading's address.
    """
    address = clean_line(ENTITY.sub(_decoded, typed.replace(AMP_SUBSTITUTE, "&")))
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        return read_address(f"{scheme.lower()}:{rest}")
    if IDENTIFIER.match(address):
        return read_address(address)
    if colon and scheme.lower() in SCHEMES:
        return _handed_on(scheme.lower(), rest)
    address = rooted(address).replace(" ", "%20")
    if (address.startswith("/") and address[1:2] not in ("/", "\\")) or address.startswith("#"):
        return address
    raise AddressError(NO_SCHEME if _UNFINISHED.match(address) else NO_LINK)


def rooted(typed: str) -> str:
    """Return an address of this site that was typed relative to a page as it is from the top.

    Texts are shown on many pages, so `../writing/essay` leads to `/writing/essay` from each of
    them. Any other address is returned as it is.
    """
    found = _RELATIVE.fullmatch(typed)
    return f"/{found['below'] or found['from_top']}" if found else typed


def _handed_on(scheme: str, rest: str) -> str:
    """Return an address that browsers give to another program. Raises AddressError."""
    if not rest.strip("/ "):
        raise AddressError(NOTHING_BEHIND)
    if scheme in _SITED:
        read_address(f"http:{rest}")  # whose site is read in the same way
    return f"{scheme}:{rest.replace(' ', '%20')}"


def _decoded(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])
