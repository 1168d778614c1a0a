"""Where an author's link may lead: the web, a mailbox, this site, or another region."""

import html
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown.util import AMP_SUBSTITUTE

from wiki.text.words import clean_line, is_safe_url


def unlink(node: Element) -> None:
    """Leave only the words of a link or a picture: the sanitiser takes the span away."""
    node.text = node.text or node.get("alt")
    node.tag = "span"
    node.attrib.clear()


def make_link(node: Element, typed: str) -> None:
    """Turn an element into a link to where it may lead, or into its words alone."""
    title, wiki = node.get("title"), clean_line(html.unescape(node.get("wiki", "")))
    address = f"wiki:{quote(wiki, safe='')}" if wiki else link_address(typed)
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
    """Where an author's link may lead: the web, a mailbox or this site; None for anywhere else."""
    address = clean_line(html.unescape(typed.replace(AMP_SUBSTITUTE, "&"))).replace(" ", "%20")
    scheme, colon, rest = address.partition(":")
    if colon and scheme.lower() in ("http", "https"):
        address = f"{scheme.lower()}:{rest}"
        return address if is_safe_url(address) else None
    if colon and scheme.lower() == "mailto":
        return f"mailto:{rest}"
    here = address.startswith("/") and address[1:2] not in ("/", "\\")
    return address if here or address.startswith("#") else None
