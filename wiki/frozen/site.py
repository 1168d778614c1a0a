"""Making a page of a frozen site for every public address of an atlas.

Each address is asked for as a visitor, and what needs a server is cut out of the answer.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote, urlsplit

from wiki.frozen.html_page import HtmlElement, HtmlPage

HTML = "text/html"
STATIC = "/static/"
REGIONS = "/atlas/"
SEARCH = "/search"
ZOOM = ("map-closer", "map-farther", "map-whole")  # the ids of links that a script acts on
MOST_MOVES = 5  # how often a link may lead on to another
# What only a server can do: signing in, bringing files in, and saying that it is well.
SERVER_ONLY = ("/sign-in", "/import", "/healthz")
# Pages are linked to by these, whatever else a page says.
_LOADED = re.compile(r"/static/[A-Za-z0-9_./-]+")


@dataclass(frozen=True)
class SiteAnswer:
    """An answer of the server; `location` is the path that it redirects to, "" for no redirect."""

    status: int
    mimetype: str
    body: bytes
    location: str = ""


@dataclass
class FrozenPage:
    """A page to be written to a file: its address, its content, and its links and anchors."""

    address: str
    mimetype: str
    body: bytes
    leads_to: str = ""  # for an address that has moved
    links: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)
    cut: int = 0  # how many links and forms were left out


Ask = Callable[[str], SiteAnswer]


def freeze(ask: Ask, seeds: Iterable[str]) -> Iterator[FrozenPage]:
    """Yield a page for each address that links lead to from the `seeds`, without query strings.

    `ask` returns the server's answer for an address. Answers with an error are left out, except
    those of regions that are not written yet: they list who else links to the region.
    Raises ValueError where the server fails.
    """
    waiting = deque(dict.fromkeys(seeds))
    certain = set(waiting)
    queued = set(waiting)
    while waiting:
        address = waiting.popleft()
        answer = ask(address)
        if answer.status >= 500:
            raise ValueError(f"{address} answers {answer.status}")
        if answer.status >= 400 and (address in certain or not address.startswith(REGIONS)):
            continue
        page = _page(address, answer)
        yield page
        for link in page.links:
            wanted = unquote(link.partition("#")[0])
            if wanted and wanted not in queued:
                queued.add(wanted)
                waiting.append(wanted)


def _page(address: str, answer: SiteAnswer) -> FrozenPage:
    if answer.location:
        return _moved(address, answer.location)
    page = FrozenPage(address, answer.mimetype, answer.body)
    if answer.mimetype == HTML:
        _read_html(page)
    elif answer.mimetype in ("text/css", "text/javascript", "application/manifest+json"):
        page.links = set(_LOADED.findall(answer.body.decode()))
    return page


def _read_html(page: FrozenPage) -> None:
    """Cut out of a page what needs a server, and record its links and anchors."""
    html = page.body.decode()
    tree = HtmlPage(html)
    cut = 0

    def is_cut(element: HtmlElement) -> bool:
        nonlocal cut
        needs = needs_server(element)
        cut += needs
        return needs

    shorter = tree.without(is_cut)
    page.body, page.cut = shorter.encode(), cut
    for element in tree.elements():
        if name := element.attributes.get("id"):
            page.anchors.add(name)
        if link := _own(element.address, page.address):
            page.links.add(link)
        if element.attributes.get("property") == "og:image":  # its address is a whole one
            page.links.add(urlsplit(element.attributes.get("content", "")).path)
    page.links |= set(_LOADED.findall(shorter))


def needs_server(element: HtmlElement) -> bool:
    """Return whether an element of a page does nothing without a server.

    Such are forms, controls that belong to a form elsewhere, and links with a query. A search is
    done by the browser, and static files are the same whatever their query says.
    """
    if element.tag == "form":
        return element.attributes.get("action") != SEARCH
    if "form" in element.attributes or _labels_control_elsewhere(element):
        return True
    if element.tag == "details" and "filtering" in element.attributes.get("class", "").split():
        return True
    address = element.address
    if element.tag not in ("a", "link", "area") or not address:
        return False
    if element.attributes.get("id") in ZOOM:
        return False
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    if parts.path in SERVER_ONLY:
        return True
    return bool(parts.query) and not parts.path.startswith((STATIC, SEARCH))


def _labels_control_elsewhere(element: HtmlElement) -> bool:
    """Return whether an element labels a control that belongs to a form elsewhere on the page."""
    inner = (child for child in element.children if isinstance(child, HtmlElement))
    return element.tag == "label" and any("form" in child.attributes for child in inner)


def _own(address: str, page: str) -> str:
    """Return a link's path and anchor if it leads to this site, without its query; else ""."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not (parts.path.startswith("/") or parts.fragment):
        return ""
    path = parts.path or page
    return f"{path}#{parts.fragment}" if parts.fragment else path


def _moved(address: str, location: str) -> FrozenPage:
    """Return a page that redirects at once, as static servers cannot be told of redirects."""
    to = escape(location)
    body = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Moved</title>\n'
        f'<meta http-equiv="refresh" content="0; url={to}">\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{to}">\n'
        f'<p>This is at <a href="{to}">{to}</a>.</p>\n</html>\n'
    )
    return FrozenPage(address, HTML, body.encode(), location, {location})


def broken_links(pages: Iterable[FrozenPage]) -> list[str]:
    """Return a line `page: link` for each link to a page or an anchor that does not exist."""
    by_address = {page.address: page for page in pages}
    return [
        f"{page.address}: {link}"
        for page in by_address.values()
        for link in sorted(page.links)
        if not _leads_somewhere(link, by_address)
    ]


def _leads_somewhere(link: str, pages: dict[str, FrozenPage]) -> bool:
    """Return whether a link's page exists, after redirects, and has the anchor of the link."""
    for _ in range(MOST_MOVES):
        path, _, anchor = unquote(link).partition("#")
        page = pages.get(path)
        if page is None or not page.leads_to:
            return page is not None and (not anchor or anchor in page.anchors)
        link = page.leads_to
    return False
