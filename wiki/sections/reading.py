"""A reading: a work the author read, when, and the takeaway."""

from collections.abc import Collection
from typing import Any

from wtforms.validators import ValidationError

from wiki.forms.anchors import BearingsField
from wiki.forms.document_line import Head, Values, escape
from wiki.forms.fields import (
    DateField,
    ItemForm,
    LineField,
    ListField,
    ProseField,
    Required,
    UrlField,
)
from wiki.models import Reading, Topic, reading_topic
from wiki.sections.base import Section
from wiki.sections.link_head import read_link, write_link
from wiki.sections.news import Happening, News, Parts, Words, filled
from wiki.sections.reading_effects import PREFIXES, UNKNOWN, follow, with_loop
from wiki.sections.tagged import find_tagged, view_tagged


class ReadingForm(ItemForm):
    """The address comes first; a title or an address is needed."""

    url = UrlField("Address")
    title = LineField("Title")
    read_on = DateField("Read on")
    takeaway = ProseField("Takeaway")
    authors = LineField("Authors")
    published_on = DateField("Published on")
    topics = ListField("Regions")

    # The fields about other items of a page; a form that stands on none has none.
    about: Collection[str] = ()
    sent: frozenset[str] = frozenset()

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Call a work by its address until it has a title; keep which fields say something."""
        self.sent = frozenset(name for name in formdata or () if name and formdata.get(name))
        super().process(formdata, *args, **kwargs)
        if not self.title.data:
            self.title.data = self.url.data

    def validate_topics(self, field: ListField) -> None:
        """Refuse what is said of a belief or trigger that is not here."""
        said = {name for name in self.sent if name == "happened" or name.startswith(PREFIXES)}
        if said - set(self.about):
            raise ValidationError(UNKNOWN)

    def validate_title(self, field: LineField) -> None:
        """Refuse a work with neither."""
        Required("Give an address or a title.")(self, field)


class ReadingEntry(ReadingForm):
    """All that a reading holds: how it bears on beliefs beside what its form asks for."""

    bears = BearingsField("Bears on")


def form_on(topic: Topic, reading: Any = None) -> type[ItemForm]:
    """Return the form with the triggers and beliefs of the topic it stands on."""
    return with_loop(ReadingForm, topic, reading)


def write(values: Values) -> str:
    """Write `2026-05-01 [Title](URL) — takeaway`; a takeaway of several lines stands below."""
    takeaway = values["takeaway"]
    rest = "" if "\n" in takeaway else escape(takeaway)
    return write_link(values["read_on"], values["title"], values["url"], rest)


def read(line: str) -> Values:
    """Read a date, a title with its address, and a takeaway."""
    read_on, title, url, takeaway = read_link(line)
    return {"read_on": read_on, "title": title, "url": url, "takeaway": takeaway}


def tell(work: Happening) -> Parts:
    """Return the words for a reading with a takeaway, or for what it now speaks for or against."""
    after = work.after
    if after is None or not work.is_there:
        return []
    name, bears, takeaway = work.quoted(after), _bearings(work), filled(after.get("takeaway"))
    if takeaway and not filled((work.before or {}).get("takeaway")):
        return [Words("read "), name, *bears, Words(f" — {takeaway}")]
    return [name, *bears] if bears and "bears" in work.net else []


def _bearings(work: Happening) -> Parts:
    parts: Parts = []
    for anchor, bearing in ((work.after or {}).get("bears") or {}).items():
        if (belief := work.names.named(anchor)) and bearing != "neutral":
            parts += [Words(f", {bearing} "), belief]
    return parts


SECTION = Section(
    name="reading",
    title="Recent reading",
    noun="reading",
    letter="r",
    model=Reading,
    form=ReadingForm,
    kept=ReadingEntry,
    form_on=form_on,
    follow=follow,
    add="Add reading",
    empty="Nothing logged yet.",
    prompt="Paste the address of something you read.",
    head=Head(("read_on", "title", "url", "takeaway"), write, read),
    owner="shared",
    news=News(tell=tell, order=5),
    at_first=10,
    newest_by="read_on",
    find=find_tagged(Reading, reading_topic, "read_on"),
    view=view_tagged,
)
