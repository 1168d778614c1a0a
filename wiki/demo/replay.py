"""Writing the demo again: each entry of its diary is done on its day, by the ordinary services.

The result is the journal that the demo is stored as. The words are those of the demo's pages; the
diary says when each was written, and how it read before.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from wiki.anchors import Anchor
from wiki.clock import Clock
from wiki.db import db
from wiki.demo.stage import BETWEEN, FIRST, Fields, Stage, as_then, section_of, topic_of
from wiki.demo.words import HISTORIES, DemoPages, Written, read_areas, read_diary, read_pages
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.journal.header import read_header
from wiki.exchange.journal.writing import journal_text
from wiki.journal import record
from wiki.models import Atlas
from wiki.queries.names import find_topic
from wiki.queries.relations import find_between
from wiki.services.items import add_item, do_verb, move_item
from wiki.services.new_pages import create_area_once
from wiki.services.site import edit_site, save_about
from wiki.services.start import mark_demo
from wiki.services.topics import add_or_restore, edit_topic, mark_reviewed
from wiki.site.about import DEFAULT_ABOUT

ATLAS = "5f2c1f0e-6a8e-4c0e-9a53-2d1f6f0c7b11"
ZONE = "UTC"
FIRST_DAY, LAST_DAY = date(2024, 11, 2), date(2026, 11, 15)
# Fields that an item gets only later, with their values until then; other verbs set them.
LATER: dict[str, dict[str, Any]] = {
    "belief": {"outcome": "", "ended_on": ""},
    "uncertainty": {"settled": "", "cause": ""},
    "trigger": {"happened_on": "", "cause": ""},
    "reading": {"bears": {}},
}


def replay_diary() -> Iterator[str]:
    """Write the demo into an empty atlas, and yield the text of its journal.

    The caller rolls back.
    """
    replay = Replay(DemoPages(read_pages(LAST_DAY)))
    with replay.moments():
        for entry in read_diary():
            replay.do(entry)
    mark_demo()
    db.session.execute(update(Atlas).values(id=ATLAS))
    yield from journal_text(replace(read_header(ZONE), authors={}))


class Replay(Stage):
    """Does the entries of the diary one after the other, each by the services that pages use."""

    def do(self, event: Fields) -> None:
        """Do what an entry of the diary says, once for each subject that its verb has.

        Raises what the services raise, and LookupError.
        """
        verb = next(name for name in event if name in VERBS)
        subjects = event[verb] if isinstance(event[verb], list) else [event[verb]]
        for subject in subjects:
            self.tick(event["day"])
            VERBS[verb](self, subject, event)
            db.session.flush()

    def _sign(self, name: str, event: Fields) -> None:
        """Set the author's name, and put a text before the default one of the page “About”."""
        edit_site({"author_name": name}, self.signature(event))
        self.now += BETWEEN
        save_about(f"{event['about']}\n\n{DEFAULT_ABOUT}", self.signature(event), base=0)

    def _area(self, title: str, event: Fields) -> None:
        values = next(area for area in read_areas() if area["title"] == title)
        create_area_once(dict(values), self.signature(event), once="")

    def _open(self, slug: str, event: Fields) -> None:
        page = self.demo.pages[slug]
        values = {name: getattr(page, name) for name in ("title", "slug", "summary", "visibility")}
        values |= {"area": page.area, "status": event.get("status", "")}
        with record(self.signature(event)) as change:
            topic = add_or_restore(change, values | dict(event.get("with", {})))
            change.alter(topic, x=event["at"][0], y=event["at"][1])

    def _header(self, slug: str, event: Fields) -> None:
        page = self.demo.pages[slug]
        values = {"summary": page.summary} | dict(event.get("with", {}))
        edit_topic(topic_of(slug), values, self.signature(event))

    def _review(self, slug: str, event: Fields) -> None:
        mark_reviewed(topic_of(slug), self.signature(event))

    def _up(self, beginning: str, event: Fields) -> None:
        item = self.row(beginning)
        move_item(section_of(item.__kind__), item.topic, item, "up", self.signature(event))

    def _stance(self, slug: str, event: Fields) -> None:
        written, topic = self.demo.stance(slug), topic_of(slug)
        values = as_then(written.values, event.get("with", {}))
        key = f"stance of {slug}"
        if key not in self.rows:
            self.rows[key] = add_item(written.section, topic, values, self.signature(event)).item
        else:
            self.save(written.section, topic, self.rows[key], values, event)

    def _add(self, subject: Any, event: Fields) -> None:
        written = self._written(subject, event)
        changed = LATER.get(written.section.kind, {}) | dict(event.get("with", {}))
        values = as_then(self.linked(written.values), changed)
        self.add(written, values, event)

    def _written(self, subject: Any, event: Fields) -> Written:
        """Return an entry of a page, or a belief whose claim the diary itself has."""
        if "to" not in event or "claim" not in event:
            return self.demo.find(subject)
        section = section_of("belief")
        blank: dict[str, Any] = {"credence": None, "why": "", "range": "", "resolves_on": ""}
        return Written(section, event["to"], blank | LATER["belief"] | {"claim": subject})

    def _read(self, title: str, event: Fields) -> None:
        """Add a reading, with its bearings, the credences it moves and the triggers it shows."""
        written = self.demo.find(title)
        values = as_then(written.values, LATER["reading"] | dict(event.get("with", {})))
        follow: dict[str, Any] = {
            "happened": [str(self.row(name).id) for name in event.get("shows", ())]
        }
        for anchor, bearing in written.values["bears"].items():
            follow[f"bears_{Anchor.parse_known(self.anchors[anchor]).id}"] = bearing
        for name, bearing in event.get("bears", {}).items():
            follow[f"bears_{self.row(name).id}"] = bearing
        for name, credence in event.get("moves", {}).items():
            follow[f"credence_{self.row(name).id}"] = Decimal(str(credence))
        self.add(written, values, event, follow)

    def _move(self, claim: str, event: Fields) -> None:
        belief = self.row(claim)
        values: dict[str, Any] = {"credence": Decimal(str(event["to"])), "range": ""}
        self.save_row(belief, values | dict(event.get("with", {})), event)

    def _change(self, beginning: str, event: Fields) -> None:
        """Save an entry with the words of its page, or with those in the diary for that day."""
        written = self.demo.find(beginning)
        left_out = {"credence", "range", "topics", "state", *LATER.get(written.section.kind, ())}
        values = as_then(self.linked(written.values), event.get("with", {}))
        values = {name: value for name, value in values.items() if name not in left_out}
        self.save_row(self.rows[written.lead], values, event)

    def _still(self, claim: str, event: Fields) -> None:
        self._verb("affirm", claim, {}, event)

    def _resolve(self, claim: str, event: Fields) -> None:
        self._verb("retire", claim, {"outcome": event["as"], "on": event.get("when")}, event)

    def _settle(self, question: str, event: Fields) -> None:
        cause = str(Anchor.of(self.row(event["by"]))) if "by" in event else ""
        self._verb("settle", question, {"state": event["as"], "cause": cause}, event)

    def _relate(self, slug: str, event: Fields) -> None:
        """Relate a region to all regions that its page names and that exist by now."""
        topic = topic_of(slug)
        for written in self.demo.relations(slug):
            key = f"{slug} and {written.values['region']}"
            other = find_topic(written.values["region"])
            if key in self.rows or other is None:
                continue
            if existing := find_between(topic, other):
                self.save(written.section, topic, existing, written.values, event)
                self.rows[key] = existing
            else:
                added = add_item(
                    written.section, topic, dict(written.values), self.signature(event)
                )
                self.rows[key] = added.item
            self.now += BETWEEN

    def _import(self, slug: str, event: Fields) -> None:
        """Import a region's forecasts from before the first day of the demo, with their days."""
        clock = Clock(self.now, ZoneInfo(ZONE))
        late = Clock(
            datetime.combine(LAST_DAY, FIRST, UTC), clock.zone
        )  # the file has moves to come
        forecasts, _ignored = read_forecasts(HISTORIES.name, HISTORIES.read_bytes(), late)
        earlier = [one for one in forecasts if one.topic == slug and str(one.at) < str(FIRST_DAY)]
        import_forecasts(HISTORIES.name, earlier, self.signature(event), clock)

    def _verb(self, name: str, beginning: str, values: Fields, event: Fields) -> None:
        item = self.row(beginning)
        section = section_of(item.__kind__)
        verb = next(verb for verb in section.verbs if verb.name == name)
        do_verb(section, verb, item.topic, item, dict(values), self.signature(event))


VERBS = {
    "sign": Replay._sign,
    "area": Replay._area,
    "open": Replay._open,
    "header": Replay._header,
    "stance": Replay._stance,
    "add": Replay._add,
    "read": Replay._read,
    "move": Replay._move,
    "change": Replay._change,
    "still": Replay._still,
    "resolve": Replay._resolve,
    "settle": Replay._settle,
    "relate": Replay._relate,
    "review": Replay._review,
    "import": Replay._import,
    "up": Replay._up,
}
