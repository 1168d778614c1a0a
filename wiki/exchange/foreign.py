"""Recognising files that are no page of an atlas."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import PurePath

from wiki.exchange import front_matter
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecast_columns import COMMAND, looks_like_forecasts
from wiki.exchange.headings import is_section, refuse_alike, split_at_headings
from wiki.exchange.keys import has_key
from wiki.exchange.published import is_published
from wiki.sections import SECTIONS

WHAT_IT_HAS = (
    "A page of an atlas has the key `atlas` in its front matter, or one of the headings "
    f"{', '.join(f'“## {section.title}”' for section in SECTIONS)}."
)
_BIBTEX = re.compile(r"@[A-Za-z]{3,30}\s{0,9}[{(]")
_HTML = re.compile(r"<(?:!doctype\s|html|head|body|\?xml|rss|feed|svg)", re.IGNORECASE)
_RIS = re.compile(r"TY {1,2}- ")


def refuse_foreign(text: str, file: str) -> None:
    """Raise DocumentError for a text that is no page of an atlas, saying what it looks like."""
    start = text.lstrip("\ufeff\u200b \t\n")
    line = text[: len(text) - len(start)].count("\n") + 1
    for test, sentence in SHAPES:
        if test(start):
            raise DocumentError(line, sentence)
    lines = text.split("\n")
    if is_published(text) or is_page(lines):
        return
    refuse_alike(split_at_headings(enumerate(lines, 1)), exported=True)
    raise DocumentError(line, ENDINGS.get(PurePath(file).suffix.lower(), A_NOTE))


def is_page(lines: Sequence[str]) -> bool:
    """Return whether these lines are a page of an atlas: by its key `atlas` or by a heading.

    Raises DocumentError where the front matter does not end.
    """
    inside = front_matter.find(lines)
    after = inside.stop if inside else 0
    return _has_atlas(lines, inside) or any(map(is_section, lines[after:]))


def says_atlas(lines: Sequence[str]) -> bool:
    """Return whether these lines say that they are a page of an atlas, by the key `atlas`.

    Raises DocumentError where the front matter does not end.
    """
    return _has_atlas(lines, front_matter.find(lines))


def _has_atlas(lines: Sequence[str], inside: range | None) -> bool:
    """Return whether the front matter, which stands in some of the lines, has the key `atlas`."""
    head = lines[inside.start : inside.stop] if inside else ()
    return any(has_key(line, "atlas") for line in head)


def _is_json(text: str) -> bool:
    if text[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return bool(re.match(r"[{\[]\s*(?:\"[^\"\n]*\"\s*[:,\]]|[{\[]\s*\")", text))
    return True


FORECASTS = f"This looks like a CSV of forecasts, and no page: import it with {COMMAND}."
BIBTEX = f"This looks like a bibliography in BibTeX, and no page. {WHAT_IT_HAS}"
RIS = f"This looks like a bibliography in RIS, and no page. {WHAT_IT_HAS}"
JSON = f"This looks like JSON, and no page. {WHAT_IT_HAS}"
HTML = (
    "This looks like HTML, and no page: copy the text of the page from the browser, or save the "
    "page's own document, at its address with .md at the end."
)
TABLE = f"This looks like a table, and no page; forecasts need --forecasts. {WHAT_IT_HAS}"
A_NOTE = f"This looks like a note, and no page. {WHAT_IT_HAS}"
SHAPES: tuple[tuple[Callable[[str], object], str], ...] = (
    (looks_like_forecasts, FORECASTS),
    (_BIBTEX.match, BIBTEX),
    (_RIS.match, RIS),
    (_HTML.match, HTML),
    (_is_json, JSON),
)
ENDINGS = {
    ".csv": TABLE,
    ".tsv": TABLE,
    ".bib": BIBTEX,
    ".ris": RIS,
    ".json": JSON,
    ".html": HTML,
    ".htm": HTML,
}
