"""What an entry of a feed says of its own state: a draft, private, protected, or no essay at all.

Exports of blogs are feeds with everything in them: WordPress writes elements of its own (`status`,
`post_password`, `post_type`), Atom has `draft` within `control`, Blogger has `status` and `type`,
and in a JSON Feed it is a key. A state, or a `post_type`, that is not known to be that of a
published entry counts as that of a draft.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from wiki.exchange.library.feed_xml import Element
from wiki.exchange.privacy import hides, name_hides
from wiki.exchange.stages import PUBLISHED, is_unclear

LONGEST = 100  # characters of a value that says something of the state
_DEPTH = 3  # of objects within objects
_STATES = {"status", "state", "visibility"}
_TYPES = {"type", "posttype", "kind"}
_OWN_TYPE = "posttype"  # any word, which plugins of WordPress add: `feedback` is a reader's mail
_NO_ESSAYS = {
    "attachment": "attachment",
    "comment": "comment",
    "navmenuitem": "menu item",
    "revision": "revision",
    "settings": "setting",
    "template": "template",
}
_THEME = ("wp", "customcss", "customizechangeset", "oembedcache", "userrequest")
# What every entry has, and what says nothing of its state.
_TEXTS = {
    *("id", "url", "externalurl", "title", "contenthtml", "contenttext", "summary", "image"),
    *("bannerimage", "datepublished", "datemodified", "author", "authors", "language"),
    *("attachments", "link", "guid", "description", "content", "encoded", "pubdate", "creator"),
    *("postname", "slug", "origlink", "postmeta", "comment"),
    *("published", "updated", "issued", "modified", "comments", "tags", "category", "source"),
}
_SCHEME = "/blogger/2008/kind#"  # of the category by which an older Blogger says what an entry is
_REPLY = "in-reply-to"
Property = tuple[str, str]


def xml_properties(entry: Element) -> list[Property]:
    """Return (name, value) of what an entry of RSS or Atom has beside its texts.

    These may say whether it is published: `status`, `post_password`, `draft`.
    """
    controls = [one for one in entry.elements if one.name == "control"]
    properties = [leaf for element in (entry, *controls) for leaf in _leaves(element)]
    for category in (one.attributes for one in entry.elements if one.name == "category"):
        term = category.get("term", "")
        if _SCHEME in term:
            properties.append(("type", term.rpartition("#")[2]))
    if any(one.name == _REPLY for one in entry.elements):
        properties.append(("type", "comment"))
    return properties


def json_properties(item: dict[str, Any], depth: int = _DEPTH) -> list[Property]:
    """Return (name, value) of what an entry of a JSON Feed has beside its texts.

    Objects within it are searched `depth` levels deep.
    """
    properties: list[Property] = []
    for name, value in item.items():
        if isinstance(value, dict) and depth:
            properties += json_properties(value, depth - 1)
        elif isinstance(value, str | int | float) and _compact(name) not in _TEXTS:
            word = str(value).lower() if isinstance(value, bool) else str(value)
            properties.append((name, word))
        elif name == "published" and value is False:
            properties.append((name, "false"))
    return properties


def other_kind(properties: list[Property]) -> str:
    """Return the kind of an entry that is no essay, such as “comment”, "" for an essay.

    `properties` is what `xml_properties` or `json_properties` found.
    """
    kinds = [_compact(value) for name, value in properties if _compact(name) in _TYPES]
    for kind in kinds:
        if kind in _NO_ESSAYS:
            return _NO_ESSAYS[kind]
        if kind.startswith(_THEME):
            return "theme part"
    return ""


def unpublished_reason(
    properties: list[Property], title: str, categories: list[str], day: str, today: date
) -> str:
    """Return the words by which an entry says that it is not published, "" if it is published.

    `day` is its date as ISO text; a day in the future is such a word, too.
    """
    for name, value in properties:
        if "password" in name.lower() and value:
            return "protected by a password"
        if _hides(name.strip("_"), value.strip()):
            return f"{name}: {value.strip()}".rstrip(": ")
    if day > today.isoformat()[: len(day)]:
        return f"its day is to come, {day}"
    return next((f"“{words[:LONGEST]}”" for words in (title, *categories) if name_hides(words)), "")


def _hides(name: str, value: str) -> bool:
    if len(value) > LONGEST or value.startswith(("http:", "https:")):
        return False
    if _compact(name) in _STATES:
        return value.lower() not in PUBLISHED
    if _compact(name) == _OWN_TYPE and is_unclear(name, value):
        return True
    return _compact(name) == "trashed" or hides(name, value)


def _leaves(element: Element) -> Iterator[Property]:
    """Yield the name and text of each child element that may say something of an entry's state.

    Elements with the entry's texts and empty elements are left out, except an empty `draft`.
    """
    for one in element.elements:
        is_flag = one.name == "draft" and not any(True for _ in one.elements)
        if _compact(one.name) not in _TEXTS and (is_flag or one.text.strip()):
            yield one.name, one.text.strip()


@lru_cache(maxsize=1024)
def _compact(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
