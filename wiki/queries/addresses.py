"""Addresses: which slug a region, an area or an essay gets, and what to do where it is taken.

A slug stays with the row that had it first, also when that was renamed or deleted: what led there
still does.
"""

from itertools import chain, count
from typing import Any

from wiki.db import db
from wiki.errors import Invalid
from wiki.projections.addresses import ADDRESSED, find_address
from wiki.sections import SECTIONS
from wiki.text import name_key, slugify

BENEATH = {"edit", "reviewed", "history", "note", "place", "delete", "restore", "changes"}
# What to do with a deleted row whose title a new one is to have.
RESTORE, ANEW = "restore", "anew"
# The words that stand in addresses where a slug would, by kind.
RESERVED = {
    "topic": BENEATH | {"new"} | {section.name for section in SECTIONS},
    "area": {"new"},
    "essay": {"new", "edit", "tags"},
}


def is_free(kind: str, slug: str, *, own: Any = None) -> bool:
    """Return whether a row, `own` or a new one, can have a slug."""
    taken = find_address(kind, slug)
    return slug not in RESERVED[kind] and (taken is None or (own is not None and taken == own.id))


def next_free(kind: str, words: str, *, own: Any = None) -> str:
    """Return the slug made of some words, with a number where it is taken; empty of signs alone."""
    slug = slugify(words)
    numbered = (f"{slug}-{number}" for number in count(2))
    tried = chain([slug], numbered if slug else ())
    return next((free for free in tried if is_free(kind, free, own=own)), "")


def free_slug(kind: str, words: str, *, own: Any = None) -> str:
    """Return the slug made of some words. Raises Invalid, with the next free one, if it is taken.

    A slug is empty where there is nothing but signs in the words.
    """
    slug = slugify(words)
    if not slug or is_free(kind, slug, own=own):
        return slug
    free, holder = next_free(kind, words, own=own), find_holder(kind, slug)
    deleted = find_deleted(kind, words) if own is None else None
    if deleted:
        reason = f"`{slug}` is the address of {deleted.title}, which was deleted: restore it, or"
    elif holder:
        gone = ", which was deleted" if holder.deleted_at else ""
        reason = f"`{slug}` is the address of {holder.title}{gone},"
    else:
        reason = f"`{slug}` is a word that addresses need,"
    message = f"{reason} choose another: `{free}` is free."
    raise Invalid("slug", message, free=free, deleted=deleted.title if deleted else "")


def find_holder(kind: str, slug: str) -> Any:
    """Return the row, deleted or not, that a slug belongs to, None where it is nobody's."""
    model: Any = next(model for model in ADDRESSED if model.__kind__ == kind)
    taken = find_address(kind, slug) if slug else None
    return db.session.get(model, taken) if taken else None


def find_deleted(kind: str, title: str) -> Any:
    """Return the deleted row of this title that holds the address which the title makes.

    Whoever makes a new one of that title may well want it back.
    """
    holder = find_holder(kind, slugify(title))
    same = holder and holder.deleted_at and name_key(holder.title) == name_key(title)
    return holder if same else None
