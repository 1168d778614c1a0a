"""The text of the status line after each verb on an item; screen readers read it aloud."""

from typing import Any

from wiki.models import Topic
from wiki.queries.beliefs.standings import note_gone
from wiki.queries.collections import count_shared
from wiki.queries.page import PageSource, Row, read_section
from wiki.queries.plain_words import words_for
from wiki.sections import Section
from wiki.services.items import SaveResult
from wiki.text import counted
from wiki.views.notices import is_restored, quoted_title
from wiki.views.publishing import opened_text
from wiki.visibility import AUTHOR, is_public


def edited(
    section: Section,
    topic: Topic,
    saved: SaveResult,
    source: PageSource,
    *,
    published: bool = False,
    was_hidden: bool = False,
) -> str:
    """Return the text after saving an item: `Saved. Belief 2 of 3, about 70 per cent, was 55.`

    `published` says that the save published it; `was_hidden`, that only its regions hid it from
    visitors: if they can read it now, the text says so.
    """
    row = _row(section, topic, saved, source)
    done = "Published." if published else "Saved."
    opened = opened_text(saved.item, was_hidden=was_hidden)
    if row is None:
        return f"{done}{opened}"
    position = section.noun if section.single else f"{section.noun} {row.position} of {row.total}"
    note_gone([row.item], [row.values], reader=AUTHOR)
    detail = section.notice(row.values, saved.before)
    return f"{done} {position.capitalize()}{', ' + detail if detail else ''}.{opened}"


def added(section: Section, topic: Topic, saved: SaveResult, source: PageSource) -> str:
    """Return the text after adding an item.

    For a shared item it has the number of its regions and of all items of the kind, unless the
    author chose to restore a deleted one instead.
    """
    if section.owner != "shared":
        return edited(section, topic, saved, source)
    if is_restored(saved.item):
        return restored_instead(saved.item)
    label = section.label(section.values(saved.item, topic), words_for(AUTHOR))
    regions = counted(len(saved.item.live_topics), "region")
    draft = "draft " if saved.item.is_draft else ""
    return f'Added {draft}"{label}" to {regions}. {counted(count_shared(section), section.noun)}.'


def moved(section: Section, topic: Topic, saved: SaveResult, source: PageSource) -> str:
    """Return the status line's text after an item was moved on its page, with its new position."""
    row = _row(section, topic, saved, source)
    return f"Moved to position {row.position} of {row.total}." if row else ""


def deleted(section: Section, saved: SaveResult) -> str:
    """Return the text after deleting an item; a relation is removed from two pages."""
    label = section.label(saved.before, words_for(AUTHOR))
    if section.owner == "pair":
        return f"Removed here and from {label}. Undo available."
    return f'Deleted {section.noun} "{label}". Undo available.'


def relocated(section: Section, saved: SaveResult, topic: Topic, to: Topic) -> str:
    """Return the text after moving an item to another topic.

    It says whether visitors can read the item from now on, or no longer can, if that changed.
    """
    label = section.label(saved.before, words_for(AUTHOR))
    was_open, is_open = (is_public(one) for one in (topic, to))
    seen = ""
    if was_open != is_open:
        seen = " Visitors can read it now." if is_open else " Visitors no longer see it."
    return f'Moved {section.noun} "{label}" to {to.title}.{seen} Undo available.'


def restored(section: Section, topic: Topic, saved: SaveResult) -> str:
    """Return the status line's text after a deleted item was restored."""
    label = section.label(section.values(saved.item, topic), words_for(AUTHOR))
    return f'Restored {section.noun} "{label}".'


def restored_instead(item: Any) -> str:
    """Return the text after an essay was restored in place of a new one of its title."""
    draft = " It is a draft." if item.is_draft else ""
    return f"Restored essay {quoted_title(item)}.{draft}"


def _row(section: Section, topic: Topic, saved: SaveResult, source: PageSource) -> Row | None:
    return read_section(section, topic, source).row(saved.item.id)
