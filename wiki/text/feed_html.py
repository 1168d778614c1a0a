"""HTML as feeds need it: readers show it on other sites, without our style sheet."""

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from wiki.text.formulas import with_tex
from wiki.text.shown_addresses import MARK

_TAG = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')
_ALIGNED = re.compile(r' class="aligned-(left|center|right)"')
# Feed readers take these away, and the W3C validator of feeds warns of them.
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_LOCAL = re.compile(r' (href|src)="(/(?!/)|#)')


def absolute(html: str, base_url: str) -> Markup:
    """Return safe HTML of the page at `base_url`, changed for feed readers.

    Every href and src on this site is made absolute, the alignment of cells becomes an attribute,
    as feeds come without our style sheet, and formulas are the TeX that was typed. Attributes for
    screen readers are removed.
    """
    page = base_url.partition("#")[0]
    parts = urlsplit(page)
    starts = {"/": escape(f"{parts.scheme}://{parts.netloc}/"), "#": escape(f"{page}#")}

    def lengthen(tag: re.Match[str]) -> str:
        aligned = _ALIGNED.sub(r' align="\1"', _ROLES.sub("", tag[0].replace(MARK, "")))
        return _LOCAL.sub(lambda m: f' {m[1]}="{starts[m[2]]}', aligned)

    return Markup(_TAG.sub(lengthen, with_tex(html)))
