"""What the search of a frozen site looks at: for each page its title, its summary and its words."""

import json
import re
import unicodedata
from typing import Any

from wiki.frozen.html_page import HtmlPage
from wiki.frozen.site import HTML, FrozenPage
from wiki.text import for_comparing
from wiki.text.html_words import words_of

AT = "/search-index.json"
SCRIPT = "/static/js/frozen-search.js"
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text without case and accents; `static/js/frozen-search.js` does the same."""
    apart = for_comparing("NFKD", text)
    return "".join(sign for sign in apart if unicodedata.category(sign) != "Mn").lower()


def entry_of(page: FrozenPage) -> dict[str, Any]:
    """Return what is searched of a page: address, title, summary, and each of its words once."""
    html = page.body.decode()
    elements = list(HtmlPage(html).elements())
    title = next((words_of(html[e.start : e.end]) for e in elements if e.tag == "h1"), "")
    main = next((html[e.start : e.end] for e in elements if e.tag == "main"), "")
    described = (e for e in elements if e.attributes.get("name") == "description")
    summary = next((e.attributes.get("content", "") for e in described), "")
    words = sorted(set(_WORD.findall(fold(words_of(main)))))
    return {"at": page.address, "title": title, "summary": summary, "words": " ".join(words)}


def index_of(entries: list[dict[str, Any]]) -> FrozenPage:
    """Return the file that the search reads."""
    body = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    return FrozenPage(AT, "application/json", body)


def search_by_script(page: FrozenPage, script: str) -> FrozenPage:
    """Return the page of the search with the script that searches in the browser."""
    if page.mimetype != HTML:
        return page
    tag = f'<script src="{script}" data-index="{AT}" defer></script>\n  </head>'.encode()
    page.body = page.body.replace(b"</head>", tag, 1)
    page.links |= {SCRIPT, AT}
    return page
