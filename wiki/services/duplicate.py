"""Making a new topic with another one as its template.

Copied are the area, the days between reviews, the relations, and the current stance, beliefs,
uncertainties and triggers. Their texts become slots, stay, or are left out. Not copied is what is
true of the original alone: numbers, days and outcomes, histories, the status, readings, essays and
the private note.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from wiki.anchors import Anchor
from wiki.forms.anchors import map_anchors
from wiki.forms.document_line import Values
from wiki.journal import Change, Entry, Signature, record
from wiki.models import Topic
from wiki.queries.items import list_items
from wiki.queries.map.places import AT_ONCE
from wiki.queries.plain_words import words_for
from wiki.queries.sent_forms import FormToken
from wiki.related import load_related
from wiki.sections import SECTIONS, Section
from wiki.services import owned, relations
from wiki.services.once import add_once
from wiki.services.places import give_places
from wiki.services.topics import add_topic, edit_topic
from wiki.text import is_placeholder, shorten
from wiki.visibility import AUTHOR

TextHandling = Literal["slots", "words", "none"]
WORDED = {"ClaimField", "ProseField"}  # fields of text
ANCHORED = {"AnchorField"}
LONGEST_SLOT = 300  # characters of a text that stands in a slot


def duplicate_topic(
    topic: Topic, values: Values, by: Signature, *, handling: TextHandling, once: str
) -> tuple[Topic, Change | None]:
    """Add a topic with another one as its template, as one change; return it and the change.

    `values` has its title and visibility. `handling` says what becomes of texts: "slots" to be
    filled, "words" as they are, or "none". The same form sent again makes no second topic and saves
    another title or visibility as an edit; with another `handling` it is another form. Raises
    Invalid, and Conflict where the topic that it made was deleted or changed meanwhile.
    """

    def add(key: str | None) -> tuple[Topic, Change | None]:
        with record(by, once=key) as entry:
            duplicate = add_topic(entry, _header(topic, handling) | values, in_passing=True)
            if handling != "none":
                _copy_items(entry, topic, duplicate, handling)
            give_places(entry, most=AT_ONCE)
        return duplicate, entry.change

    def edit(duplicate: Topic) -> Change | None:
        return edit_topic(duplicate, values, by)

    token = once and f"{once}:{handling}"
    return add_once(FormToken("topic", token, topic.id), add=add, edit=edit)


def _header(topic: Topic, handling: TextHandling) -> Values:
    load_related(topic, "area")
    summary = "" if handling == "none" else _text(topic.summary, handling)
    return {"summary": summary, "area": topic.shown_area, "review_days": topic.review_days}


def _copy_items(entry: Entry, topic: Topic, duplicate: Topic, handling: TextHandling) -> None:
    """Copy the current items of every section but those of shared kinds (readings and essays)."""
    copies: dict[str, Any] = {}
    for section, item, values in _current(topic):
        texts = _copied(section, values, handling)
        if section.owner == "pair":
            ends = values | texts | {"region": item.other(topic)}
            copy = relations.create(entry, section, duplicate, ends)
        else:
            copy = owned.create(entry, section, duplicate, texts)
        copies[section.anchor(item.id)] = copy
    for section, item, values in _current(topic):
        names = [name for name in section.form_fields if _type(section, name) in ANCHORED]
        texts = {name: _translate(values[name], copies) for name in names if values[name]}
        if texts:
            entry.alter(copies[section.anchor(item.id)], **texts)


def _current(topic: Topic) -> Iterator[tuple[Section, Any, Values]]:
    """Yield each item that a topic owns and that is current, with its section and its values."""
    for section in SECTIONS:
        if section.owner == "shared":
            continue
        for item in list_items(section, topic, reader=AUTHOR):
            values = section.values(item, topic)
            if not section.is_former(values):
                yield section, item, values


def _copied(section: Section, values: Values, handling: TextHandling) -> Values:
    """Return the text fields of an item as its copy gets them, by name."""
    names = [name for name in section.form_fields if _type(section, name) in WORDED]
    return {name: _text(values[name], handling) for name in names}


def _type(section: Section, name: str) -> str:
    return str(section.form(today=date.max)[name].type)


def _text(text: str, handling: TextHandling) -> str:
    """Return the text as it is, or as a slot: in angle brackets, and shortened."""
    if handling == "words" or not text or is_placeholder(text):
        return text
    short = shorten(words_for(AUTHOR)(text).replace("<", "").replace(">", ""), LONGEST_SLOT)
    return f"<{short}>" if short else ""


def _translate(value: Any, copies: dict[str, Any]) -> Any:
    """Return a field's anchors, with those of copied items replaced by those of their copies."""

    def copied(anchor: str) -> str:
        return str(Anchor.of(copies[anchor])) if anchor in copies else anchor

    return map_anchors(value, copied)
