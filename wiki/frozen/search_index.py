"""The search index of a frozen site: the title, summary and words of each page."""

import json
import re
import unicodedata
from operator import itemgetter
from typing import Any

from wiki.frozen.html_page import HtmlPage
from wiki.frozen.site import HTML, FrozenPage
from wiki.text import for_comparing
from wiki.text.html_words import words_of

AT = "/search-index.json"
SCRIPT = "/static/js/frozen-search.js"
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text in lower case without accents; `static/js/frozen-search.js` does the same."""
    apart = for_comparing("NFKD", text)
    return "".join(sign for sign in apart if unicodedata.category(sign) != "Mn").lower()


def entry_of(page: FrozenPage) -> dict[str, Any]:
    """Return a page's entry in the index: address, title, summary, and each of its words once."""
    html = page.body.decode()
    elements = list(HtmlPage(html).elements())
    title = next((words_of(html[e.start : e.end]) for e in elements if e.tag == "h1"), "")
    main = next((html[e.start : e.end] for e in elements if e.tag == "main"), "")
    described = (e for e in elements if e.attributes.get("name") == "description")
    summary = next((e.attributes.get("content", "") for e in described), "")
    words = sorted(set(_WORD.findall(fold(words_of(main)))))
    return {"at": page.address, "title": title, "summary": summary, "words": " ".join(words)}


def index_of(entries: list[dict[str, Any]]) -> FrozenPage:
    """Return the index with these entries, by address, as a file of the site, in JSON."""
    entries = sorted(entries, key=itemgetter("at"))  # pages are found in the order of sets
    body = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    return FrozenPage(AT, "application/json", body)


def search_by_script(page: FrozenPage, script: str) -> FrozenPage:
    """Add the script that searches in the browser to the search page, and return it."""
    if page.mimetype != HTML:
        return page
    tag = f'<script src="{script}" data-index="{AT}" defer></script>\n  </head>'.encode()
    page.body = page.body.replace(b"</head>", tag, 1)
    page.links |= {SCRIPT, AT}
    return page
