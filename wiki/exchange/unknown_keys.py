"""Unknown keys of a front matter: kept, unless they may say who may see the page.

A page that does not say `visibility` is public, and no list has all words for hiding one. So beside
a key that is neither known nor on the list of harmless ones, a page has to say it.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, timedelta

import yaml

from wiki.exchange.document_error import DocumentError
from wiki.exchange.hiding import SAY_WHICH, hiding_refusal, refuse_node
from wiki.exchange.keys import LONGEST, ours
from wiki.exchange.library.moments import days_named, read_moment, read_seconds
from wiki.exchange.privacy import may_hide, speaks_of_visitors
from wiki.exchange.stages import is_unclear
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
_LOOKS_BACK = re.compile("update|create|modif|access|lastmod", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:tomorrow|next|upcoming|in \w+ (?:day|week|month|year)s?)\b"
    r"|\b(?:morgen|demain|ma\u00f1ana|domani)\b",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"[0-9]{10}(?:[0-9]{3})?")  # or milliseconds, since 1970
_RUN_TOGETHER = re.compile(r"\b(\d{4})(\d\d)(\d\d)\b")


def refuse_unknown(pairs: Pairs, first: int, *, today: date) -> None:
    """Refuse an unknown key that may say who may see the page, or one with a date in the future.

    So is a stage or a kind, such as `type: geparkt`, that is not known to be a public one. It is
    for a front matter without `visibility`. `first` is the number of its first line. Raises
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
        for text in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            if isinstance(text, yaml.ScalarNode) and is_unclear(name, text.value):
                raise DocumentError(line, hiding_refusal(f"{name}: {text.value}"))
        if isinstance(value, yaml.ScalarNode) and is_to_come(name, value.value, today):
            raise DocumentError(line, f"“{name}” is a date to come, and not read. {SAY_WHICH}.")


def is_understood(name: str) -> bool:
    """Return whether it is known what a key, unknown to the atlas, says of who may see the page.

    It may say nothing of it. Other keys, such as `audience` or `vertraulich`, may hide the page.
    """
    return speaks_of_visitors(name) or _compact(name) in HARMLESS


def is_to_come(name: str, value: str, today: date) -> bool:
    """Return whether a key is that of a date, and its value one that is still to come.

    The day may be written in any way, as `24 Dec 2026`; of two that it may mean, either counts,
    unless the key is that of a day that has been, such as `updated`. Of such a day, tomorrow is no
    day to come: where the file was written, it may have begun.
    """
    looks_back = bool(_LOOKS_BACK.search(name))
    if not (looks_back or _dates(name)):
        return False
    if looks_back:
        today = min(today, date.max - timedelta(days=1)) + timedelta(days=1)
    elif _AHEAD.search(value):
        return True
    said = _RUN_TOGETHER.sub(r"\1-\2-\3", value)
    days = {*_DAY.findall(said), read_moment(said, today=date.max)}
    if _SECONDS.fullmatch(said.strip()):
        days.add(read_seconds(said, zone=UTC, today=date.max))
    days |= set() if looks_back else days_named(said)
    return any(day > today.isoformat()[: len(day)] for day in days)


def asks_for_privacy(name: str, value: str, today: date) -> bool:
    """Return whether a cell of a table may be meant to keep what its row is about private.

    `name` is that of the column, `value` what the cell says. Two signs of front matter do
    not count here: an unknown name, as tables have many columns, and a date to come, unless the
    column is about publishing.
    """
    is_later = speaks_of_visitors(name) and is_to_come(name, value, today)
    return may_hide(name, value) or is_later


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
    is_date = any(word in name.casefold() for word in ("date", "schedul", "release"))
    return is_date or speaks_of_visitors(name)


def _compact(name: str) -> str:
    return re.sub(r"[\W_]+", "", visible(name)).casefold()
