"""A reading: a work the author read, when, and the takeaway."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from wtforms.validators import ValidationError

from wiki.dates import DateError, parse_with_year
from wiki.forms.anchors import BearingsField
from wiki.forms.codes import CodeField
from wiki.forms.document_line import FirstLine, Values, escape
from wiki.forms.fields import DateField, LineField, ListField, ProseField, UrlField
from wiki.forms.item_form import ItemForm, Required
from wiki.forms.quotes import QuotesField
from wiki.models import Reading, Topic, reading_topic
from wiki.projections.unfilled import UnfilledFields
from wiki.sections.base import Section
from wiki.sections.link_head import read_link, write_link
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words
from wiki.sections.reading_effect_fields import PREFIXES, UNKNOWN, with_effect_fields
from wiki.sections.reading_effects import apply_asides
from wiki.sections.tagged import PUBLISHING, StateField, find_tagged, state_notice, view_tagged
from wiki.text import ReadWords, is_placeholder
from wiki.visibility import Reader, visible_quotes


class WorkTitleField(LineField):
    """A form field for the title of a work; where none was typed, its address stands for it."""

    address = ""  # what stands for the title: a form that comes back does not show it as typed

    def stand_in(self, address: str | None) -> None:
        """Take the address as the title where there is none."""
        if not self.data:
            self.data = self.address = address or ""

    def _value(self) -> str:
        return "" if self.address and self.data == self.address else str(self.data or "")


class ReadingForm(ItemForm):
    """The form of a reading; a title or an address is enough."""

    buttons = PUBLISHING
    url = UrlField("Address")
    title = WorkTitleField("Title")
    read_on = DateField("Read on")
    takeaway = ProseField("Takeaway")
    authors = LineField("Authors")
    published_on = DateField("Published on")
    topics = ListField("Regions")
    citation_key = CodeField("Citation key")
    quotes = QuotesField("Quotes")

    # Names of the fields about effects on a page; empty where the form is not on a topic's page.
    about: Collection[str] = ()
    sent: frozenset[str] = frozenset()

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Use the address as the title where there is none.

        Remember which effects were filled in.
        """
        self.sent = frozenset(name for name in formdata or () if name and formdata.get(name))
        super().process(formdata, *args, **kwargs)
        self.title.stand_in(self.url.data)

    def validate_topics(self, field: ListField) -> None:
        """Refuse a field about a belief or trigger that is not on this page."""
        ticked = ("happened", "promised")
        filled_in = {name for name in self.sent if name in ticked or name.startswith(PREFIXES)}
        if filled_in - set(self.about):
            raise ValidationError(UNKNOWN)

    def validate_title(self, field: LineField) -> None:
        """Refuse a reading with neither title nor address."""
        Required("Give an address or a title.")(self, field)


class ReadingEntry(ReadingForm):
    """The form of all fields of a reading, for documents: with bearings and state."""

    bears = BearingsField("Bears on")
    state = StateField()


def form_on(topic: Topic, read: ReadWords, reading: Any = None) -> type[ItemForm]:
    """Return the form class with fields for the reading's effects on this topic's page."""
    return form_for_topics([topic], read, reading)


def form_for_topics(
    topics: Sequence[Topic], read: ReadWords, reading: Any = None
) -> type[ItemForm]:
    """Return the form class with fields for the reading's effects in some topics."""
    return with_effect_fields(ReadingForm, topics, read, reading)


def write(values: Values) -> str:
    """Return a document's first line of a reading: `2026-05-01 [Title](URL) — takeaway`.

    A takeaway of several lines is left out, as it follows below.
    """
    takeaway = values["takeaway"]
    rest = "" if "\n" in takeaway else escape(takeaway)
    return write_link(values["read_on"], values["title"], values["url"], rest)


def read(line: str) -> Values:
    """Return date, title, address and takeaway from a document's line. Raises Unreadable."""
    read_on, title, url, takeaway = read_link(line)
    return {"read_on": read_on, "title": title, "url": url, "takeaway": takeaway}


def describe_change(work: ItemChange) -> Parts:
    """Return the words for a reading that got a takeaway or other bearings, [] for other news.

    A reading that was restored was in the changelog before.
    """
    after = work.after
    if after is None or not work.is_visible:
        return []
    name, bears, takeaway = work.quoted(after), _bearings(work), work.filled(after.get("takeaway"))
    if takeaway and not work.filled((work.before or {}).get("takeaway")):
        if work.restored_words:
            return [name, Words(work.restored_words)]
        return [Words("read "), name, *bears, Words(f" — {takeaway}")]
    return [name, *bears] if bears and "bears" in work.net else []


def _bearings(work: ItemChange) -> Parts:
    parts: Parts = []
    for anchor, bearing in ((work.after or {}).get("bears") or {}).items():
        if (belief := work.names.named(anchor)) and bearing != "neutral":
            parts += [Words(f", {bearing} "), belief]
    return parts


def hide_quotes(values: Values, reader: Reader) -> None:
    """Remove from a reading's values, in place, the quotes that the reader may not see."""
    values["quotes"] = visible_quotes(values["quotes"], reader=reader)


def find_gap(state: Values) -> UnfilledFields | None:
    """Return the takeaway as the field to be filled, None where nothing is.

    A takeaway may be written already, or the work be on the reading list.
    """
    takeaway = state["takeaway"]
    if state.get("queued") is not None or (takeaway and not is_placeholder(takeaway)):
        return None
    return UnfilledFields(["takeaway"], state["read_on"])


def by_day(words: str) -> ColumnElement[bool] | None:
    """Return an SQL condition: that a work was read in a year or month, or on a day.

    None for no date.
    """
    try:
        day = parse_with_year(words)
    except DateError:
        return None
    return Reading.read_on.startswith(day, autoescape=True) if day else None


SECTION = Section(
    name="reading",
    title="Recent reading",
    other_titles=("Readings",),
    noun="reading",
    model=Reading,
    form=ReadingForm,
    full_form=ReadingEntry,
    initial_state="published",
    form_on=form_on,
    apply_asides=apply_asides,
    add="Add reading",
    empty="Nothing logged yet.",
    prompt="Paste the address of something you read.",
    linking="Named in what I read",
    head=FirstLine(("read_on", "title", "url", "takeaway"), write, read),
    owner="shared",
    page=lambda reading: f"/reading/{reading.id}",
    cited=lambda reading: {"work": reading},
    gap=find_gap,
    news=ChangelogRules(describe_change=describe_change, order=5),
    filters={"read": by_day},
    at_first=10,
    newest_by=lambda reading, zone: reading.read_on,
    find=find_tagged(
        Reading, reading_topic, "read_on", Reading.bearings, where=[Reading.queued.is_(None)]
    ),
    view=view_tagged,
    notice=state_notice,
    hide=hide_quotes,
)
