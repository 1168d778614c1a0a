"""Links in text: to the web, a mail address, this site or another region, and nowhere else."""

import html
import re
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown.util import AMP_SUBSTITUTE, AtomicString

from wiki.addresses import IDENTIFIER, AddressError, read_address
from wiki.text.words import ENTITY, clean_line

# What every address has one of, though not every text with one of them is an address.
_OF_ADDRESS = re.compile(r"[:/\\.#?&%@]")
# An address without `https://` or `mailto:`.
_UNFINISHED = re.compile(
    r"www\.|(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}/|[^@/]{1,200}@[^@/]{1,200}\.", re.IGNORECASE
)


def is_prose(typed: str) -> bool:
    """Return whether the text in the place of a link's address is no address.

    Such a link is shown as it was typed: words in brackets, as in `(sic)`, and an address without
    its scheme. So the author sees that no link was made.
    """
    if not typed or link_address(typed) is not None:
        return False
    if re.search(r"\s", typed) or not _OF_ADDRESS.search(typed):
        return True
    return bool(_UNFINISHED.match(typed))


def unlink(node: Element) -> None:
    """Replace a link or picture by a `span` with its words; the sanitiser then removes the tags."""
    node.text = node.text or node.get("alt")
    node.tag = "span"
    node.attrib.clear()


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
    """Turn an element into a link to a typed address, or into its words if that is not allowed.

    An attribute `picture`, `wiki` or `marker` of the element is used in place of the address.
    """
    if node.get("picture"):
        return _make_marker(node)
    title, wiki = node.get("title"), clean_line(html.unescape(node.get("wiki", "")))
    address = f"wiki:{quote(wiki, safe='')}" if wiki else node.get("marker", link_address(typed))
    if address is None:
        return unlink(node)
    node.tag = "a"
    node.attrib.clear()
    node.set("href", address.replace("&", "&amp;"))
    if title and not wiki:
        node.set("title", title)
    if address.startswith(("http:", "https:")):
        node.set("rel", "noopener")
    return None


def link_address(typed: str) -> str | None:
    """Return the safe form of an address that an author typed, None for one that is not allowed.

    Allowed are http, https, mailto, and addresses on this site. A DOI or the number of an arXiv
    paper is a link to its page, as it is in a reading's address.
    """
    address = clean_line(ENTITY.sub(_decoded, typed.replace(AMP_SUBSTITUTE, "&")))
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        return _web_address(f"{scheme.lower()}:{rest}")
    if IDENTIFIER.match(address):
        return _web_address(address)
    address, rest = address.replace(" ", "%20"), rest.replace(" ", "%20")
    if colon and scheme.lower() == "mailto":
        return f"mailto:{rest}"
    here = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if here or address.startswith("#") else None


def _web_address(address: str) -> str | None:
    try:
        return read_address(address)
    except AddressError:
        return None


def _decoded(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])
