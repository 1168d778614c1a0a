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
from wiki.demo.stage import BETWEEN, FIRST, Said, Stage, as_then, section_of, topic_of
from wiki.demo.words import HISTORIES, Words, Written, read_areas, read_diary, read_pages
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


def live_again() -> Iterator[str]:
    """Write the demo into an empty atlas, and yield the text of its journal.

    The caller rolls back.
    """
    replay = Replay(Words(read_pages(LAST_DAY)))
    with replay.moments():
        for entry in read_diary():
            replay.do(entry)
    mark_demo()
    db.session.execute(update(Atlas).values(id=ATLAS))
    yield from journal_text(replace(read_header(ZONE), authors={}))


class Replay(Stage):
    """Does the entries of the diary one after the other, each by the services that pages use."""

    def do(self, said: Said) -> None:
        """Do what an entry of the diary says, once for each subject that its verb has.

        Raises what the services raise, and LookupError.
        """
        verb = next(name for name in said if name in VERBS)
        subjects = said[verb] if isinstance(said[verb], list) else [said[verb]]
        for subject in subjects:
            self.tick(said["day"])
            VERBS[verb](self, subject, said)
            db.session.flush()

    def _sign(self, name: str, said: Said) -> None:
        """Set the author's name, and put a text before the default one of the page “About”."""
        edit_site({"author_name": name}, self.by(said))
        self.now += BETWEEN
        save_about(f"{said['about']}\n\n{DEFAULT_ABOUT}", self.by(said), base=0)

    def _area(self, title: str, said: Said) -> None:
        values = next(area for area in read_areas() if area["title"] == title)
        create_area_once(dict(values), self.by(said), once="")

    def _open(self, slug: str, said: Said) -> None:
        page = self.words.pages[slug]
        values = {name: getattr(page, name) for name in ("title", "slug", "summary", "visibility")}
        values |= {"area": page.area, "status": said.get("status", "")}
        with record(self.by(said)) as entry:
            topic = add_or_restore(entry, values | dict(said.get("with", {})))
            entry.alter(topic, x=said["at"][0], y=said["at"][1])

    def _header(self, slug: str, said: Said) -> None:
        page = self.words.pages[slug]
        values = {"summary": page.summary} | dict(said.get("with", {}))
        edit_topic(topic_of(slug), values, self.by(said))

    def _review(self, slug: str, said: Said) -> None:
        mark_reviewed(topic_of(slug), self.by(said))

    def _up(self, beginning: str, said: Said) -> None:
        item = self.row(beginning)
        move_item(section_of(item.__kind__), item.topic, item, "up", self.by(said))

    def _stance(self, slug: str, said: Said) -> None:
        written, topic = self.words.stance(slug), topic_of(slug)
        values = as_then(written.values, said.get("with", {}))
        key = f"stance of {slug}"
        if key not in self.rows:
            self.rows[key] = add_item(written.section, topic, values, self.by(said)).item
        else:
            self.save(written.section, topic, self.rows[key], values, said)

    def _add(self, subject: Any, said: Said) -> None:
        written = self._written(subject, said)
        changed = LATER.get(written.section.kind, {}) | dict(said.get("with", {}))
        values = as_then(self.linked(written.values), changed)
        self.keep(written, values, said)

    def _written(self, subject: Any, said: Said) -> Written:
        """Return an entry of a page, or a belief whose claim the diary itself has."""
        if "to" not in said or "claim" not in said:
            return self.words.find(subject)
        section = section_of("belief")
        blank: dict[str, Any] = {"credence": None, "why": "", "range": "", "resolves_on": ""}
        return Written(section, said["to"], blank | LATER["belief"] | {"claim": subject})

    def _read(self, title: str, said: Said) -> None:
        """Add a reading, with its bearings, the credences it moves and the triggers it shows."""
        written = self.words.find(title)
        values = as_then(written.values, LATER["reading"] | dict(said.get("with", {})))
        follow: dict[str, Any] = {
            "happened": [str(self.row(name).id) for name in said.get("shows", ())]
        }
        for anchor, bearing in written.values["bears"].items():
            follow[f"bears_{Anchor.parse_known(self.anchors[anchor]).id}"] = bearing
        for name, bearing in said.get("bears", {}).items():
            follow[f"bears_{self.row(name).id}"] = bearing
        for name, number in said.get("moves", {}).items():
            follow[f"credence_{self.row(name).id}"] = Decimal(str(number))
        self.keep(written, values, said, follow)

    def _move(self, claim: str, said: Said) -> None:
        belief = self.row(claim)
        values: dict[str, Any] = {"credence": Decimal(str(said["to"])), "range": ""}
        self.save_row(belief, values | dict(said.get("with", {})), said)

    def _change(self, beginning: str, said: Said) -> None:
        """Save an entry with the words of its page, or with those in the diary for that day."""
        written = self.words.find(beginning)
        left_out = {"credence", "range", "topics", "state", *LATER.get(written.section.kind, ())}
        values = as_then(self.linked(written.values), said.get("with", {}))
        values = {name: value for name, value in values.items() if name not in left_out}
        self.save_row(self.rows[written.lead], values, said)

    def _still(self, claim: str, said: Said) -> None:
        self._verb("affirm", claim, {}, said)

    def _resolve(self, claim: str, said: Said) -> None:
        self._verb("retire", claim, {"outcome": said["as"], "on": said.get("when")}, said)

    def _settle(self, question: str, said: Said) -> None:
        cause = str(Anchor.of(self.row(said["by"]))) if "by" in said else ""
        self._verb("settle", question, {"state": said["as"], "cause": cause}, said)

    def _relate(self, slug: str, said: Said) -> None:
        """Relate a region to all regions that its page names and that exist by now."""
        topic = topic_of(slug)
        for written in self.words.relations(slug):
            key = f"{slug} and {written.values['region']}"
            other = find_topic(written.values["region"])
            if key in self.rows or other is None:
                continue
            if known := find_between(topic, other):
                self.save(written.section, topic, known, written.values, said)
                self.rows[key] = known
            else:
                made = add_item(written.section, topic, dict(written.values), self.by(said))
                self.rows[key] = made.item
            self.now += BETWEEN

    def _import(self, slug: str, said: Said) -> None:
        """Import a region's forecasts from before the first day of the demo, with their days."""
        clock = Clock(self.now, ZoneInfo(ZONE))
        late = Clock(
            datetime.combine(LAST_DAY, FIRST, UTC), clock.zone
        )  # the file has moves to come
        forecasts, _ignored = read_forecasts(HISTORIES.name, HISTORIES.read_bytes(), late)
        mine = [one for one in forecasts if one.topic == slug and str(one.at) < str(FIRST_DAY)]
        import_forecasts(HISTORIES.name, mine, self.by(said), clock)

    def _verb(self, name: str, beginning: str, values: Said, said: Said) -> None:
        item = self.row(beginning)
        section = section_of(item.__kind__)
        verb = next(verb for verb in section.verbs if verb.name == name)
        do_verb(section, verb, item.topic, item, dict(values), self.by(said))


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
