"""Slugs: which one a region, an area or an essay gets, and what to do where it is taken.

A slug belongs for ever to the row that had it first, also after that row was renamed or deleted, so
that old links still lead to it.
"""

from collections.abc import Mapping
from itertools import chain, count
from typing import Any

from wiki.errors import Invalid
from wiki.projections.addresses import find_address
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.sections import SECTIONS
from wiki.text import name_key, slugify

BENEATH = {"edit", "reviewed", "history", "note", "place", "delete", "restore", "changes", "cite"}
BENEATH |= {"links", "merge", "duplicate", "card"}
# The author's choice where a new row would have the title of a deleted one.
RESTORE, ANEW = "restore", "anew"
# Words that are used in addresses where a slug would be, by kind: none of them can be a slug.
RESERVED = {
    "topic": BENEATH | {"new"} | {section.name for section in SECTIONS},
    "area": {"new", "none"},
}
OF_COLLECTIONS = {"new", "edit", "tags"}  # used in those of essays


def is_free(kind: str, slug: str, *, own: Any = None) -> bool:
    """Return whether a row may have this slug; `own` is that row, None stands for a new one."""
    if slug in RESERVED.get(kind, OF_COLLECTIONS):
        return False
    holder = find_address(kind, slug)
    return holder is None or (own is not None and holder == own.id)


def next_free(kind: str, words: str, *, own: Any = None) -> str:
    """Return a free slug made from `words`, with a number added where it is taken (`compute-2`).

    It is "" where `words` has no letters or digits.
    """
    slug = slugify(words)
    numbered = (f"{slug}-{number}" for number in count(2))
    tried = chain([slug], numbered if slug else ())
    return next((free for free in tried if is_free(kind, free, own=own)), "")


def slug_of_new(kind: str, title: str, typed: str, *, chosen: str | None) -> str:
    """Return the slug of a new row: the typed one, or without one a free one made from its title.

    `chosen` is what the author of a form chose where a deleted row has this title: RESTORE, ANEW,
    "" for nothing yet; None where nobody can be asked. Raises Invalid where the typed slug is
    taken, or a choice is missing.
    """
    if typed or (chosen == "" and find_deleted(kind, title)):
        return free_slug(kind, typed or title, title=title)
    return next_free(kind, title)


def free_slug(kind: str, words: str, *, own: Any = None, title: str = "") -> str:
    """Return the slug made from `words`; "" where they have no letters or digits.

    Raises Invalid where the slug is taken. The error carries the next free slug; for a new row of
    this `title` it also carries the title of a deleted row that can be restored instead.
    """
    slug = slugify(words)
    if not slug or is_free(kind, slug, own=own):
        return slug
    free, holder = next_free(kind, words, own=own), find_holder(kind, slug)
    deleted = find_deleted(kind, title)
    deleted = deleted if deleted is holder else None
    if deleted:
        reason = f"`{slug}` is the address of {deleted.title}, which was deleted: restore it, or"
    elif holder:
        deletion = ", which was deleted" if _is_deleted(holder) else ""
        reason = f"`{slug}` is the address of {holder.title}{deletion},"
    else:
        reason = f"`{slug}` is a word that addresses need,"
    message = f"{reason} choose another: `{free}` is free."
    raise Invalid("slug", message, free=free, deleted=deleted.title if deleted else "")


def find_holder(kind: str, slug: str) -> Any:
    """Return the area, topic or essay that has or once had a slug, or None.

    `kind` says which of the three is meant. The row may be deleted.
    """
    holder_id = find_address(kind, slug) if slug else None
    return find_row(Recorded.kinds[kind], holder_id) if holder_id else None


def _is_deleted(row: Any) -> bool:
    """Return whether a row is deleted and can be restored; a merged row cannot."""
    return row.deleted_at is not None and getattr(row, "merged_into", None) is None


def restores(values: Mapping[str, Any]) -> bool:
    """Return whether the author of a form chose to restore the deleted row of the typed title."""
    return values.get("deleted") == RESTORE


def find_former(kind: str, values: Mapping[str, Any]) -> Any:
    """Return the deleted row that a form for a new one restores, or None."""
    return find_deleted(kind, values["title"]) if restores(values) else None


def find_deleted(kind: str, title: str) -> Any:
    """Return the deleted row that has this title and owns the slug the title would get, or None.

    Somebody who makes a new row of that title is asked whether to restore the old one instead.
    """
    holder = find_holder(kind, slugify(title))
    same = holder and _is_deleted(holder) and name_key(holder.title) == name_key(title)
    return holder if same else None
