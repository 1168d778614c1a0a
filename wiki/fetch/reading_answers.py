"""Reading works from the answers of sites: HTML, CSL-JSON of a DOI, and the Atom feed of arXiv."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from wiki.fetch.work import LONGEST_AUTHORS, LONGEST_TITLE, FoundWork, make_work
from wiki.text.csl_text import read_csl_name, read_marked
from wiki.text.name_lists import split_people

ATOM = "{http://www.w3.org/2005/Atom}"
_CHARSET = re.compile(r"charset *= *[\"']?([\w-]+)", re.ASCII | re.IGNORECASE)
# Kinds of JSON-LD that describe the work itself and not the site it stands on.
WORKS = {"article", "newsarticle", "blogposting", "scholarlyarticle", "report", "book", "thesis"}
WORKS |= {"techarticle", "creativework", "webpage", "dataset", "videoobject", "podcastepisode"}
FEEDS = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
MOST_OBJECTS = 200
# Characters that are read of a text with several authors. A name that is cut off at the end is not
# among those that are kept, as these are fewer.
MOST_OF_AUTHORS = 4 * LONGEST_AUTHORS


def read_html(body: bytes, content_type: str) -> FoundWork:
    """Return the work that an HTML page describes.

    `citation_…` comes first, as scholarly sites have it, then JSON-LD, Open Graph and the title.
    """
    root = _html(body, content_type)
    if root is None:
        return FoundWork()
    metas = _metas(root)
    names = [*metas.get("citation_author", ()), *_people(metas, "citation_authors")]
    dates = ("citation_publication_date", "citation_date", "citation_online_date")
    cited = make_work(_marked(_first(metas, "citation_title")), names, _first(metas, *dates))
    shared = make_work(
        _first(metas, "og:title", "twitter:title", "dc.title", "dcterms.title"),
        _people(metas, "dc.creator", "author", "article:author"),
        _first(metas, "article:published_time", "dc.date", "dcterms.date", "date"),
    )
    title = make_work("".join(root.xpath("(//title)[1]//text()")), (), "")
    return cited.filled_from(_linked(root)).filled_from(shared).filled_from(title)


def find_feed_link(body: bytes, content_type: str) -> str:
    """Return the address of the first feed that a page names, "" for none; it can be relative."""
    root = _html(body, content_type)
    for link in root.iter("link") if root is not None else ():
        is_feed = (link.get("type") or "").strip().lower() in FEEDS
        if is_feed and "alternate" in (link.get("rel") or "").lower().split():
            return str(link.get("href") or "").strip()
    return ""


def read_csl(body: bytes) -> FoundWork:
    """Return the work that the CSL-JSON of a DOI describes; an empty one for any other text."""
    work = _json(body)
    if not isinstance(work, dict):
        return FoundWork()
    titles = work.get("title")
    title = titles[0] if isinstance(titles, list) and titles else titles
    issued = work.get("issued")
    parts: Any = issued.get("date-parts") if isinstance(issued, dict) else None
    day = "-".join(map(str, parts[0])) if _is_date_parts(parts) else ""
    authors = work.get("author")
    people = authors if isinstance(authors, list) else []
    names = [read_csl_name(one) for one in people if isinstance(one, dict)]
    return make_work(_marked(title), names, day)


def read_arxiv(body: bytes) -> FoundWork:
    """Return the paper that the Atom feed of arXiv describes; an empty one for any other text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return FoundWork()
    entry = root.find(f"{ATOM}entry")
    if entry is None or entry.find(f"{ATOM}author") is None:  # errors are entries, too
        return FoundWork()
    names = [one.findtext(f"{ATOM}name") for one in entry.findall(f"{ATOM}author")]
    return make_work(entry.findtext(f"{ATOM}title"), names, entry.findtext(f"{ATOM}published"))


def _html(body: bytes, content_type: str) -> Any:
    """Return the root element of an HTML page, None where it cannot be parsed."""
    found = _CHARSET.search(content_type)
    for encoding in (found[1] if found else None, None):
        try:
            parser = etree.HTMLParser(
                encoding=encoding or _own_charset(body), no_network=True, huge_tree=False
            )
            return etree.fromstring(body, parser)
        except (LookupError, ValueError, etree.XMLSyntaxError):
            continue
    return None


def _own_charset(body: bytes) -> str:
    """Return the encoding that a page declares; UTF-8 for none or an unknown one."""
    found = _CHARSET.search(body[:2048].decode("latin-1"))
    try:
        "".encode(found[1] if found else "utf-8")
    except LookupError:
        return "utf-8"
    return found[1] if found else "utf-8"


def _metas(root: Any) -> dict[str, list[str]]:
    """Return the contents of the page's meta elements, by name or property in lower case."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if name and (content := (meta.get("content") or "").strip()):
            metas.setdefault(name, []).append(content)
    return metas


def _first(metas: Mapping[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _people(metas: Mapping[str, list[str]], *names: str) -> list[str]:
    """Return the names of people in these `<meta>` elements, each of which may name several."""
    contents = [content for name in names for content in metas.get(name, ())]
    return [person for one in contents for person in split_people(one[:MOST_OF_AUTHORS])]


def _linked(root: Any) -> FoundWork:
    """Return the first work in the page's JSON-LD, an empty one where there is none."""
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for one in _objects(_json((script.text or "").encode()), [MOST_OBJECTS]):
                if _kind(one) in WORKS:
                    title = one.get("headline") or one.get("name")
                    names = _linked_names(one)
                    return make_work(_marked(title), names, one.get("datePublished"))
    return FoundWork()


def _objects(data: object, budget: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the objects at the top of JSON-LD, and of its graph, until `left[0]` is used up."""
    for one in data if isinstance(data, list) else [data]:
        budget[0] -= 1
        if budget[0] < 0:
            return
        if isinstance(one, dict):
            yield one
            graph = one.get("@graph")
            if isinstance(graph, list):
                yield from (item for item in graph[:MOST_OBJECTS] if isinstance(item, dict))


def _kind(one: Mapping[str, Any]) -> str:
    kind = one.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    works = [word.lower() for word in kinds if isinstance(word, str) and word.lower() in WORKS]
    return works[0] if works else ""


def _linked_names(one: Mapping[str, Any]) -> list[object]:
    authors = one.get("author") or one.get("creator") or []
    names: list[object] = []
    for author in authors if isinstance(authors, list) else [authors]:
        if isinstance(author, dict):
            names.append(author.get("name"))
        elif isinstance(author, str):
            names += split_people(author[:MOST_OF_AUTHORS])
    return names


def _marked(value: object) -> str:
    """Return the plain words of a title that may have markup; "" for a value that is no text."""
    return read_marked(value[: 4 * LONGEST_TITLE]) if isinstance(value, str) else ""


def _is_date_parts(parts: object) -> bool:
    first = parts[0] if isinstance(parts, list) and parts else None
    is_list = isinstance(first, list) and 1 <= len(first) <= 3
    return is_list and all(isinstance(part, int | str) for part in first or ())


def _json(body: bytes) -> object:
    """Return the parsed JSON, None where it cannot be parsed."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
