"""The author's own essays from the feed of a blog: RSS, Atom or JSON Feed.

Read are the title, the address, the day and the categories of each entry. Its text is not: it is
HTML, and nothing here turns that into Markdown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, tzinfo
from html import unescape
from typing import Any
from urllib.parse import urljoin

import nh3

from wiki.exchange.library import moments
from wiki.exchange.library.entry_status import (
    Property,
    json_properties,
    other_kind,
    unpublished_reason,
    xml_properties,
)
from wiki.exchange.library.feed_xml import Element, read_tree
from wiki.exchange.library.html_breaks import with_breaks
from wiki.exchange.library.json_source import lines_of_values, load_json
from wiki.exchange.library.work import (
    ESSAY,
    RefusedRow,
    UnreadableFile,
    Work,
    WorksRead,
    refuse_too_many_works,
)

CATEGORY = "category"  # the name of the details that may be titles of regions
NO_ADDRESS = "It has no web address."
NO_ITEMS = "This is JSON, but no feed: a JSON Feed has a list of items."
NO_ENTRIES = "This feed has no entries."
LONGEST_TITLE = 100  # characters of a title that is made of the beginning of a text
LOOKED_AT = 4_000  # characters of a text from which a title is made
_XML = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:rss[\s>]|RDF\s[^<>]{0,3000}purl\.org/rss/"
    r"|feed\s[^<>]{0,3000}(?:www\.w3\.org/2005/Atom|purl\.org/atom/))"
)
_JSON = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_ITEMS = re.compile(r'"items"\s{0,9}:\s{0,9}\[')
RSS_1 = "http://purl.org/rss/1.0/"
_BASE = "http://www.w3.org/XML/1998/namespace\nbase"


@dataclass
class _Entry:
    """An entry as its feed has it: texts without marks, addresses that may be relative."""

    line: int
    title: str
    addresses: list[str]
    day: str
    text: str
    categories: list[str] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)  # what else it says: its state etc.


def is_xml_feed(start: str) -> bool:
    """Return whether the beginning of a file is that of RSS or Atom."""
    return bool(_XML.search(start))


def is_json_feed(text: str) -> bool:
    """Return whether JSON says of itself that it is a JSON Feed."""
    return bool(_JSON.search(text))


def read_xml_feed(text: str, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the essays that RSS or Atom lists. Raises UnreadableFile."""
    root = read_tree(text)
    is_atom = root.name == "feed"
    entries = _atom_entries(root) if is_atom else _rss_entries(root)
    return _collect("Atom" if is_atom else "RSS", entries, today, zone)


def read_json_feed(text: str, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the essays that a JSON Feed lists. Raises UnreadableFile."""
    return _collect("JSON Feed", _json_entries(text), today, zone)


def _collect(form: str, entries: Iterable[_Entry], today: date, zone: tzinfo) -> WorksRead:
    read = WorksRead(form, noun=ESSAY)
    for entry in entries:
        if kind := other_kind(entry.properties):
            read.left_out[kind] += 1
            continue
        title = entry.title or _beginning(entry.text)
        day = moments.read_stamp(entry.day, zone=zone)
        is_past = day <= today.isoformat()[: len(day)]
        work = Work(entry.line, title=title, published_on=day if is_past else "")
        work.hidden_reason = unpublished_reason(
            entry.properties, title, entry.categories, day, today
        )
        for address in entry.addresses:
            work.add_address(address)
        work.addresses.clear()  # that of the page is enough: others are names for feed readers
        work.details = [(CATEGORY, name) for name in entry.categories if name]
        if work.url:
            read.add(work)
        else:
            read.refused.append(RefusedRow.called(entry.line, title, NO_ADDRESS))
            refuse_too_many_works(len(read.works) + len(read.refused))
    if not read.works and not read.refused:
        raise UnreadableFile(f"{NO_ENTRIES} {read.left_out_sentence()}".strip())
    return read


def _atom_entries(root: Element) -> Iterator[_Entry]:
    base = _based("", root) or _link(root, "self") or _link(root, "alternate")
    for entry in _named(root, "entry"):
        here = _based(base, entry)
        dates = (_text(entry, name) for name in ("published", "issued", "updated", "modified"))
        texts = (_words(one) for name in ("summary", "content") for one in _named(entry, name))
        marks = (one.attributes for one in _named(entry, "category"))
        yield _Entry(
            line=entry.line,
            title=next((_words(one) for one in _named(entry, "title")), ""),
            addresses=[_joined(here, _link(entry, "alternate")), _text(entry, "id")],
            day=next(filter(None, dates), ""),
            text=next(filter(None, texts), ""),
            categories=[_line(mark.get("label") or mark.get("term", "")) for mark in marks],
            properties=xml_properties(entry),
        )


def _rss_entries(root: Element) -> Iterator[_Entry]:
    channels = list(_named(root, "channel"))
    base = next((_text(channel, "link") for channel in channels), "")
    for item in (one for parent in (*channels, root) for one in _named(parent, "item")):
        guids = [guid for guid in _named(item, "guid") if _is_address(guid)]
        dates = (one.text for one in item.elements if one.name in ("pubDate", "date"))
        yield _Entry(
            line=item.line,
            title=_from_html(_text(item, "title")),
            addresses=[_joined(base, _text(item, "link")), *(_line(guid.text) for guid in guids)],
            day=next(dates, ""),
            text=_from_html(_text(item, "description")),
            categories=[_line(one.text) for one in _named(item, "category")],
            properties=xml_properties(item),
        )


def _json_entries(text: str) -> Iterator[_Entry]:
    feed = load_json(text, too_deep=NO_ITEMS)
    items = feed.get("items") if isinstance(feed, dict) else None
    begins = _ITEMS.search(text)
    if not isinstance(items, list) or not begins:
        raise UnreadableFile(NO_ITEMS)
    home = _json_text(feed, "home_page_url")
    for line, item in zip(lines_of_values(text, begins.end()), items, strict=False):
        entry = item if isinstance(item, dict) else {}
        tags = entry.get("tags")
        texts = (_json_text(entry, "summary"), _json_text(entry, "content_text"))
        yield _Entry(
            line=line,
            title=_json_text(entry, "title"),
            addresses=[_joined(home, _json_text(entry, "url")), _json_text(entry, "id")],
            day=_json_text(entry, "date_published") or _json_text(entry, "date_modified"),
            text=next(filter(None, texts), "") or _from_html(_json_text(entry, "content_html")),
            categories=[_one_line(tag) for tag in tags] if isinstance(tags, list) else [],
            properties=json_properties(entry),
        )


def _beginning(text: str) -> str:
    """Return the first words of a text, or of one without spaces the first signs."""
    if len(text) <= LONGEST_TITLE:
        return text
    return f"{text[:LONGEST_TITLE].rpartition(' ')[0] or text[:LONGEST_TITLE]} …"


def _named(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements within an element that have a name and its own namespace."""
    space = RSS_1 if element.name == "RDF" else element.space
    return (one for one in element.elements if (one.space, one.name) == (space, name))


def _text(element: Element, name: str) -> str:
    """Return the text of the first element of a name that says anything, in one line."""
    return next(filter(None, (_line(one.text) for one in _named(element, name))), "")


def _json_text(item: dict[str, Any], name: str) -> str:
    return _one_line(item.get(name))


def _one_line(value: object) -> str:
    return _line(value) if isinstance(value, str) else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _words(element: Element) -> str:
    """Return the words of a text element of Atom, which may be plain, HTML, or elements."""
    is_html = element.attributes.get("type", "") in ("html", "text/html")
    return _from_html(element.text) if is_html else _line(element.text)


def _from_html(text: str) -> str:
    return _line(unescape(nh3.clean(with_breaks(text[:LOOKED_AT]), tags=set())))


def _link(element: Element, rel: str) -> str:
    """Return the address of a link of Atom with this `rel`, preferably that of a web page."""
    links = [one.attributes for one in _named(element, "link")]
    fitting = [one for one in links if one.get("rel", "alternate") == rel and one.get("href")]
    pages = [one for one in fitting if one.get("type", "text/html") == "text/html"]
    return next((one["href"].strip() for one in (*pages, *fitting)), "")


def _based(base: str, element: Element) -> str:
    """Return the address that relative addresses within an element refer to."""
    return _joined(base, element.attributes.get(_BASE, "")) or base


def _joined(base: str, address: str) -> str:
    """Return an address that may be relative to another one, "" where it cannot be read."""
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""


def _is_address(guid: Element) -> bool:
    return guid.attributes.get("isPermaLink", "true").strip().lower() != "false"
