"""What changed on a page since a day: items that were added, dropped or moved, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from wiki.anchors import Anchor
from wiki.credence_pairs import shown_move
from wiki.dates import format_date
from wiki.models import Topic
from wiki.queries.beliefs.closing import read_closing_numbers
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.moved_beliefs import CredenceChange, Rows, read_moves
from wiki.queries.plain_words import label_rows, words_if_filled, words_with
from wiki.sections import SECTIONS, Section, belief
from wiki.text import ReadWords
from wiki.text.word_diff import Side, compare, is_same

DUE = "DueField"
MOVE = "MoveField"
NAMED = "AnchorField"
# Fields compared by words: texts, choices, the day on which something is to resolve, and the words
# of what is named.
COMPARED = {"ClaimField", "ProseField", MOVE, "ChoiceField", DUE, NAMED}


@dataclass(frozen=True)
class ChangedItem:
    """An item with its label and anchor, as it is now or, if it is gone, as it was last.

    `elsewhere` is the topic from or to which it was moved, None if it was not.
    """

    row: Any
    label: str
    anchor: str
    elsewhere: Topic | None = None


@dataclass(frozen=True)
class MovedBelief:
    """A belief with the changes of its credence since the day."""

    item: ChangedItem
    steps: Sequence[CredenceChange]


@dataclass(frozen=True)
class TextChange:
    """A field whose text changed: the noun of its item, and both texts cut into pieces."""

    noun: str
    before: Side
    after: Side


@dataclass(frozen=True)
class ChangesSince:
    """Everything that changed on a page.

    `added` and `removed` have the items of each section by its name, and so have `ended` those that
    got an outcome, a state or a day (see `Section.ending`), and `reopened` those that lost it.
    `closing` has, by belief id, the credence with which those in `ended` got their outcome.
    """

    added: Mapping[str, Sequence[ChangedItem]]
    removed: Mapping[str, Sequence[ChangedItem]]
    ended: Mapping[str, Sequence[ChangedItem]]
    reopened: Mapping[str, Sequence[ChangedItem]]
    closing: Mapping[int, Decimal | None]
    moved: Sequence[MovedBelief]
    texts: Sequence[TextChange]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed on the page."""
        by_section = (self.added, self.removed, self.ended, self.reopened)
        found = (items for sections in by_section for items in sections.values())
        return not any((self.moved, self.texts, *found))


Moved = Mapping[Anchor, Any]  # items as they stand on the page of another topic
Pages = Mapping[str, Rows]  # the items of a page by id, by the name of their section
# A function from the type of a field and its value to the words that are compared.
Show = Callable[[str, str], str]


def read_since(topic: Topic, before: PastAtlas, now: PastAtlas) -> ChangesSince:
    """Return what changed on a topic's page between two days.

    `topic` is as it is in `now`, the later of the two past atlases.
    """
    then = before.topics.get(topic.id)
    old = {s.name: _rows(s, before, then) if then else {} for s in SECTIONS}
    new = {s.name: _rows(s, now, topic) for s in SECTIONS}
    sections = [section for section in SECTIONS if not section.single]
    came_from, went_to = _find_moved(new, old, before), _find_moved(old, new, now)
    ending = [section for section in SECTIONS if section.ending]
    ended = {s.name: _turned(s, topic, old, new, is_set=True) for s in ending}
    beliefs = belief.SECTION.name
    read = words_with(now.resolver())
    shown = partial(_shown, read=read, names=_name_items(old, new, now, read))
    return ChangesSince(
        added={s.name: _added(s, topic, old, new, came_from) for s in sections},
        removed={s.name: _removed(s, topic, old[s.name], new[s.name], went_to) for s in sections},
        ended=ended,
        reopened={s.name: _turned(s, topic, old, new, is_set=False) for s in ending},
        closing=read_closing_numbers([item.row.id for item in ended[beliefs]], reader=now.reader),
        moved=_moved(topic, old[beliefs], new[beliefs], before, now),
        texts=[
            text for section in SECTIONS for text in _all_texts(section, topic, old, new, shown)
        ],
    )


def _pairs(section: Section, old: Pages, new: Pages) -> Iterable[tuple[Any, Any]]:
    """Return each item of a section on the later day, after its earlier row or None."""
    return ((old[section.name].get(item_id), row) for item_id, row in new[section.name].items())


def _turned(
    section: Section, topic: Topic, old: Pages, new: Pages, *, is_set: bool
) -> list[ChangedItem]:
    """Return the items whose ending field changed: was set, or with False cleared."""
    state = section.ending.field if section.ending else ""
    return [
        _item(section, topic, row)
        for was, row in _pairs(section, old, new)
        if getattr(row, state) != (getattr(was, state) if was else "")
        and bool(getattr(row, state)) == is_set
    ]


def _added(
    section: Section, topic: Topic, old: Pages, new: Pages, came_from: Moved
) -> list[ChangedItem]:
    """Return the items that are new on the page, without those that are former already."""
    return [
        _item(section, topic, row, elsewhere=came_from.get(Anchor.of(row)))
        for was, row in _pairs(section, old, new)
        if was is None and not section.is_former(section.values(row, topic))
    ]


def _rows(section: Section, atlas: PastAtlas, topic: Topic) -> Rows:
    """Return the items of a section on a topic's page by id, without placeholders."""
    rows = atlas.find(section, topic)
    return {row.id: row for row in rows if not section.is_placeholder(section.values(row, topic))}


def _item(section: Section, topic: Topic, row: Any, *, elsewhere: Any | None = None) -> ChangedItem:
    label = str(section.values(row, topic)[section.lead])
    home = elsewhere.topic if elsewhere else None
    return ChangedItem(row, label, section.anchor(row.id), home)


def _removed(
    section: Section, topic: Topic, old: Rows, new: Rows, went_to: Moved
) -> list[ChangedItem]:
    """Return the items that left the page; of moved ones, the row on their page now."""
    rows = [row for item_id, row in old.items() if item_id not in new]
    pairs = [(row, went_to.get(Anchor.of(row))) for row in rows]
    return [_item(section, topic, moved or row, elsewhere=moved) for row, moved in pairs]


def _find_moved(some: Pages, others: Pages, atlas: PastAtlas) -> Moved:
    """Return the rows in `atlas` of items in `some` pages that are not in `others`."""
    anchors = {
        Anchor.of(row)
        for section in SECTIONS
        if section.relocates
        for item_id, row in some[section.name].items()
        if item_id not in others[section.name]
    }
    return atlas.by_anchor(anchors)


def _moved(
    topic: Topic, old: Rows, new: Rows, before: PastAtlas, now: PastAtlas
) -> list[MovedBelief]:
    """Return the beliefs whose credence or range changed or was reaffirmed, with the steps."""
    moves = read_moves(old, new, before, now)
    return [MovedBelief(_item(belief.SECTION, topic, new[one]), moves[one]) for one in moves]


def _missing_ids(section: Section, old: Pages, new: Pages) -> set[int]:
    """Return the ids of items that are gone, of a section that is one text; else none."""
    return old[section.name].keys() - new[section.name].keys() if section.single else set()


def _name_items(old: Pages, new: Pages, now: PastAtlas, read: ReadWords) -> Mapping[str, str]:
    """Return, by anchor, the present labels of the items that are named in fields of forms."""
    values = (
        getattr(row, name)
        for section in SECTIONS
        for name in section.anchor_fields.intersection(section.form_fields)
        for page in (old, new)
        for row in page[section.name].values()
    )
    named = now.by_anchor({found for value in values if (found := Anchor.parse(value))})
    return label_rows(named, read=read)


def _all_texts(
    section: Section, topic: Topic, old: Pages, new: Pages, shown: Show
) -> Iterable[TextChange]:
    """Yield the changed texts of a section's items; those of items that are gone come last."""
    removed = ((old[section.name][item_id], None) for item_id in _missing_ids(section, old, new))
    for was, row in (*_pairs(section, old, new), *removed):
        yield from _texts(section, topic, was, row, shown)


def _texts(section: Section, topic: Topic, was: Any, row: Any, shown: Show) -> Iterable[TextChange]:
    """Yield the changed texts of an item.

    A placeholder counts as empty; items with an address of their own (essays) are not compared.
    """
    if section.model.has_slug() or (was is None and not section.single):
        return
    before, now = (section.values(one, topic) if one else {} for one in (was, row))
    for field in section.form(today=date.max):
        if field.type in COMPARED:
            old, new = (shown(field.type, values.get(field.name, "")) for values in (before, now))
            sides = compare(old, new)
            if not is_same(*sides):
                yield TextChange(section.noun, *sides)


def _shown(field_type: str, value: str, *, names: Mapping[str, str], read: ReadWords) -> str:
    """Return a field's value as it is compared: as pages write it, a named belief by its label."""
    if field_type == NAMED:
        return names.get(value, "")
    if field_type == MOVE:
        return shown_move(value)
    return format_date(value) if field_type == DUE and value else words_if_filled(read)(value)
