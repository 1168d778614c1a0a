"""Versions of an item: each as it read then, and any two compared word by word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from wiki.actions import State
from wiki.anchors import Anchor
from wiki.clock import day_in
from wiki.credence_pairs import shown_move
from wiki.dates import format_date
from wiki.db import db
from wiki.errors import NoVersion
from wiki.forms.anchors import anchors_in, remove_hidden_anchors
from wiki.forms.quotes import write_quotes
from wiki.journal import Revision
from wiki.models import BEARINGS, Area, Topic
from wiki.queries.names import by_title
from wiki.queries.plain_words import label_rows, words_for
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.sections import Section, find_kind
from wiki.sections.belief import Belief
from wiki.site.values import FIELDS
from wiki.text import is_placeholder
from wiki.text.word_diff import Side, compare, is_same
from wiki.visibility import (
    Reader,
    is_readable_area,
    may_read_words,
    may_see_on_page,
    visible_past_quotes,
)

HEADER = {
    "title": "Title",
    "short_title": "Short name for the map",
    "summary": "Summary",
    "area_id": "Area",
    "status": "Status",
    "visibility": "Visibility",
    "slug": "Address",
    "review_days": "Days between reviews",
}
OF_THE_SITE = {
    "site": {name: field.label for name, field in FIELDS.items()},
    "about": {"body": "About"},
}
# Fields of Markdown, of which pages show the words; a moment, of which they show the day; and an
# anchor, of which they show the words of what it names.
TYPED = {"ClaimField", "ProseField", "LineField", "MomentField", "AnchorField"}
ENDS = {"kind": "Kind", "reason": "Reason", "region_reason": "Reason at the other end"}


@dataclass(frozen=True)
class FieldText:
    """A field of a version: its label, its words as the page shows them, and the text as typed."""

    label: str
    words: str
    typed: str


@dataclass(frozen=True)
class ComparedField:
    """A field of two versions, each cut into equal and different pieces.

    `marked_otherwise` says that the words are the same but the typed texts differ: in a link's
    address, the markup, or the form of a list.
    """

    label: str
    before: Side
    after: Side
    marked_otherwise: bool = False

    @property
    def same(self) -> bool:
        """Return whether both versions of the field are the same."""
        return is_same(self.before, self.after)


def get_version(kind: str, item_id: int, revision_id: int, *, reader: Reader) -> Revision:
    """Return a version of an item that a reader may see. Raises NoVersion if it is none."""
    whole = select(Revision).options(joinedload(Revision.change), joinedload(Revision.previous))
    revision = db.session.scalar(whole.where(Revision.id == revision_id))
    if revision is None or (revision.kind, revision.item_id) != (kind, item_id):
        raise NoVersion
    if revision.after is None or not (reader.sees_private or may_read_words(revision)):
        raise NoVersion
    return revision


def compare_versions(
    one: Revision, other: Revision, *, reader: Reader, zone: ZoneInfo
) -> list[ComparedField]:
    """Return the fields of two versions, compared word by word, without those empty in both.

    A moment is shown as its day in a time zone, as on pages.
    """
    before, after = (
        {field.label: field for field in read_version(rev, reader=reader, zone=zone)}
        for rev in (one, other)
    )
    labels = [*before, *(label for label in after if label not in before)]
    empty = [FieldText(label, "", "") for label in labels]
    pairs = [(before.get(each.label, each), after.get(each.label, each)) for each in empty]
    return [_compared(*pair, reader=reader) for pair in pairs if any(one.words for one in pair)]


def _compared(old: FieldText, new: FieldText, *, reader: Reader) -> ComparedField:
    """Compare two versions of a field.

    Where only the typed texts differ, the author gets these compared. Visitors learn only that they
    differ: what the author typed may name items that they do not see.
    """
    words = compare(old.words, new.words)
    marked_otherwise = old.typed != new.typed and is_same(*words)
    if marked_otherwise and reader.sees_private:
        words = compare(old.typed, new.typed)
    return ComparedField(old.label, *words, marked_otherwise=marked_otherwise)


def read_version(revision: Revision, *, reader: Reader, zone: ZoneInfo) -> list[FieldText]:
    """Return the fields of a version, in the words that a reader may see."""
    state, section = revision.after or {}, find_kind(revision.kind)
    if revision.kind == "relation":
        ends = (db.session.get(Topic, state[end]) for end in ("topic_id", "region_id"))
        regions = " and ".join(topic.title for topic in ends if topic)
        ends_named = FieldText("Regions", regions, regions)
        return [ends_named, *_words_of(ENDS, state, reader=reader)]
    if section:
        if quotes := state.get("quotes"):
            quotes = visible_past_quotes(revision.item_id, quotes, reader=reader)
            state = state | {"quotes": quotes}
        return _item_words(section, state, reader=reader, zone=zone)
    if revision.kind == "note":
        return [FieldText("Private note", _plain(state["body"], reader=reader), state["body"])]
    if revision.kind in OF_THE_SITE:
        return _words_of(OF_THE_SITE[revision.kind], state, reader=reader)
    named = state | {"area_id": _area_title(state, reader=reader)}
    return _words_of(HEADER, named, reader=reader)


def _area_title(state: State, *, reader: Reader) -> str:
    """Return the title of the area that a topic had, "" where the reader may not read of it."""
    area = db.session.get(Area, state.get("area_id") or 0)
    may_name = area is not None and (reader.sees_private or is_readable_area(area))
    return area.title if area and may_name else ""


def _words_of(labels: dict[str, str], state: State, *, reader: Reader) -> list[FieldText]:
    texts = ((label, str(state.get(name) or "")) for name, label in labels.items())
    return [FieldText(label, _plain(text, reader=reader), text) for label, text in texts]


def _plain(text: str, *, reader: Reader) -> str:
    """Return a text as plain words; for visitors, a placeholder is ""."""
    is_shown = reader.sees_private or not is_placeholder(text)
    return words_for(reader)(text) if is_shown else ""


def _item_words(
    section: Section, state: State, *, reader: Reader, zone: ZoneInfo
) -> list[FieldText]:
    form = section.entry_form(today=date.max)
    values = {name: state.get(name) or "" for name in section.anchor_fields}
    if not reader.sees_private:

        def visible(anchors: Collection[Anchor]) -> Collection[Anchor]:
            return find_by_anchors(anchors, reader=reader).keys()

        remove_hidden_anchors([values], section.anchor_fields, visible)
    values = state | values
    texts = []
    for name in section.fields:
        field, value = form[name], values.get(name)
        words = _format_field(field, value, reader=reader, zone=zone)
        typed = str(value or "") if field.type in TYPED else words
        texts.append(FieldText(field.label.text, words, typed))
    return texts


def _format_field(field: Any, value: Any, *, reader: Reader, zone: ZoneInfo) -> str:
    """Return a field's value in the words that the page shows."""
    if not value or (field.type == "StateField" and value == field.default):
        return ""
    match field.type:
        case "CredenceField":
            return f"{value}%"
        case "ListField":
            return ", ".join(_titles(value, reader=reader))
        case "BearingsField":
            return "\n".join(_bearings(value, reader=reader))
        case "QuotesField":
            return write_quotes(value)
        case "DateField" | "DueField" | "MomentField":
            return format_date(day_in(zone, value)[:10])
        case "RangeField":
            return f"{value.replace('-', '–')}%"
        case "ChoiceField" | "StateField":
            return str(dict(choice[:2] for choice in field.iter_choices()).get(value, value))
        case "UrlField":
            return str(value)
        case "MoveField":
            return shown_move(value)
        case "AnchorField":
            named = find_by_anchors(anchors_in(value), reader=reader)
            return next(iter(label_rows(named, read=words_for(reader)).values()), str(value))
        case _:
            return _plain(value, reader=reader)


def _titles(topic_ids: Sequence[int], *, reader: Reader) -> list[str]:
    query = select(Topic).where(Topic.id.in_(topic_ids)).order_by(*by_title())
    topics = db.session.scalars(query)
    return [topic.title for topic in topics if may_see_on_page(topic, reader=reader)]


def _bearings(bears: dict[str, str], *, reader: Reader) -> list[str]:
    ids = [Anchor.parse_known(anchor).id for anchor in bears]
    beliefs = db.session.scalars(select(Belief).where(Belief.id.in_(ids)).order_by(Belief.id))
    read = words_for(reader)
    return [f"{BEARINGS[bears[str(Anchor.of(b))]]}: {read(b.claim)}" for b in beliefs]
