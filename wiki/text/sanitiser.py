"""Making HTML safe: a list of elements and attributes, and two sanitisers that keep to it."""

import re

import nh3
from bleach.sanitizer import Cleaner

from wiki.text.links import SCHEMES as HANDED_ON
from wiki.text.markers import SCHEMES as MARKERS
from wiki.text.words import without_controls

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "h3", "h4", "h5", "h6", "hr"}
BLOCKS |= {"dl", "dt", "dd"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
CELLS = ("th", "td")
INLINE = {"em", "strong", "a", "code", "br", "del", "sub", "sup"}
TAGS = BLOCKS | TABLE | INLINE
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "code": {"class"},
    "ol": {"start"},
    "th": {"scope"},
}
CLASSES = {cell: {f"aligned-{side}" for side in ("left", "center", "right")} for cell in CELLS}
SCHEMES = {"http", "https"} | HANDED_ON | MARKERS

_LANGUAGE = re.compile(r"language-[a-z0-9+#.-]{1,30}")


class Sanitiser:
    """Makes HTML safe. Each thread needs its own, since bleach's cleaner is not thread-safe."""

    def __init__(self) -> None:
        self._bleach = Cleaner(
            tags=frozenset(TAGS), attributes=_is_allowed, protocols=frozenset(SCHEMES), strip=True
        )

    def clean(self, html: str) -> str:
        """Return HTML cleaned by bleach, then by nh3, which is maintained; each alone would do.

        Control characters are removed last, because Markdown and both sanitisers turn
        `&#1;` into one.
        """
        safe = nh3.clean(
            self._bleach.clean(html),
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes=CLASSES,
            attribute_filter=_listed,
            url_schemes=SCHEMES,
            link_rel=None,
        )
        return without_controls(safe)


def _is_allowed(tag: str, name: str, value: str) -> bool:
    is_listed = name in ATTRIBUTES.get(tag, ())
    if name == "class":
        return value in CLASSES.get(tag, ()) or (tag == "code" and bool(_LANGUAGE.fullmatch(value)))
    return is_listed


def _listed(tag: str, name: str, value: str) -> str | None:
    return value if _is_allowed(tag, name, value) else None
