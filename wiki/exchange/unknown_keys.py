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
    # Properties that Obsidian, Quartz and Logseq write themselves.
    *("collapsed", "enabletoc", "excalidrawplugin", "heading", "kanbanplugin", "socialdescription"),
    *("socialimage",),
}
_DAY = re.compile(r"\b\d{4}(?:-\d\d(?:-\d\d)?)?\b")


def refuse_unknown(pairs: Pairs, first: int, *, today: date) -> None:
    """Refuse an unknown key that may say who may see the page, or one with a date in the future.

    It is for a front matter without `visibility`. `first` is the number of its first line. Raises
    DocumentError.
    """
    for key, value in pairs:
        name = str(key.value)
        if ours(name):
            continue
        line = key.start_mark.line + first
        if not is_understood(name):
            raise DocumentError(
                line,
                f"“{visible(name)[:LONGEST]}” is no key of Atlas, and may say who may see this "
                f"page. {SAY_WHICH}.",
            )
        if isinstance(value, yaml.ScalarNode) and is_to_come(name, value.value, today):
            raise DocumentError(line, f"“{name}” is a date to come, and not read. {SAY_WHICH}.")


def is_understood(name: str) -> bool:
    """Return whether it is known what a key, unknown to the atlas, says of who may see the page.

    It may say nothing of it. Other keys, such as `audience` or `vertraulich`, may hide the page.
    """
    return speaks_of_visitors(name) or _compact(name) in HARMLESS


def is_to_come(name: str, value: str, today: date) -> bool:
    """Return whether a key is that of a date, and its value a day, month or year in the future."""
    days = _DAY.findall(value) if _dates(name) else []
    return any(day > today.isoformat()[: len(day)] for day in days)


def refuse_contradiction(pairs: Pairs, first: int) -> None:
    """Refuse a key that hides the page, in a front matter with `visibility: public`.

    `first` is the number of its first line. Raises DocumentError.
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
