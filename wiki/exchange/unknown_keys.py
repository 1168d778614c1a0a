"""Unknown keys of a front matter: kept, unless they may say who may see the page.

A page that does not say `visibility` is public, and no list has all words for hiding one. So beside
a key that is neither known nor on the list of harmless ones, a page has to say it.
"""

import re
from collections.abc import Sequence
from datetime import date

import yaml

from wiki.exchange.document_error import DocumentError
from wiki.exchange.hiding import SAY_WHICH, refuse_node
from wiki.exchange.keys import LONGEST, ours
from wiki.exchange.privacy import speaks_of_visitors
from wiki.models import PRIVATE, PUBLIC
from wiki.text import visible

Pairs = Sequence[tuple[yaml.Node, yaml.Node]]

# What notes, bibliographies and site generators write, in small letters and without marks.
HARMLESS = {
    *("accessed", "alias", "aliases", "author", "authors", "banner", "bibliography", "category"),
    *("categories", "citekey", "comments", "copyright", "cover", "created", "createdat", "creator"),
    *("cssclass", "cssclasses", "date", "datecreated", "datemodified", "description", "doi"),
    *("editor", "editors", "featured", "icon", "id", "image", "images", "isbn", "keyword"),
    *("keywords", "lang", "language", "lastmod", "lastmodified", "lastupdated", "layout"),
    *("licence", "license", "linktitle", "location", "math", "modified", "modifiedat", "order"),
    *("parent", "permalink", "project", "publisher", "rating", "related", "series", "sort"),
    *("source", "sources", "subtitle", "tag", "tags", "template", "thumbnail", "toc", "topic"),
    *("topics", "translationkey", "type", "uid", "up", "updated", "updatedat", "url", "uuid"),
    *("version", "weight", "year", "zettel"),
}
_DAY = re.compile(r"\b\d{4}(?:-\d\d(?:-\d\d)?)?\b")


def refuse_unknown(pairs: Pairs, first: int, *, today: date) -> None:
    """Refuse a key of which nobody knows what it says of visitors, or a date still to come.

    For a front matter that does not say `visibility`. Raises DocumentError.
    """
    for key, value in pairs:
        name = str(key.value)
        if ours(name):
            continue
        line = key.start_mark.line + first
        is_understood = speaks_of_visitors(name)
        if not is_understood and _compact(name) not in HARMLESS:
            raise DocumentError(
                line,
                f"“{visible(name)[:LONGEST]}” is no key of Atlas, and may say who may see this "
                f"page. {SAY_WHICH}.",
            )
        days = _DAY.findall(value.value) if isinstance(value, yaml.ScalarNode) else []
        if any(day > today.isoformat()[: len(day)] for day in days) and _dates(name):
            raise DocumentError(line, f"“{name}” is a date to come, and not read. {SAY_WHICH}.")


def refuse_contradiction(pairs: Pairs, first: int) -> None:
    """Refuse a key that says that a page is hidden which is `visibility: public` too.

    Raises DocumentError.
    """
    for key, value in pairs:
        name = str(key.value)
        if ours(name) or not speaks_of_visitors(name):
            continue
        try:
            refuse_node(name, value, first)
        except DocumentError as error:
            raise DocumentError(
                error.line,
                f"“{visible(name)[:LONGEST]}” contradicts `visibility: {PUBLIC}`: leave it out, or "
                f"write `visibility: {PRIVATE}`.",
            ) from error


def _dates(name: str) -> bool:
    return "date" in name.casefold() or speaks_of_visitors(name)


def _compact(name: str) -> str:
    return re.sub(r"[\W_]+", "", visible(name)).casefold()
