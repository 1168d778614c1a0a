"""Living the demo again: each entry of its diary is done on its day, by the ordinary services.

What comes out is the journal that the demo is kept as. The words are those of the demo's pages; the
diary says when each was written, and how it read before.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, update

from wiki.anchors import Anchor
from wiki.clock import Clock
from wiki.db import db
from wiki.demo.words import HISTORIES, Words, Written, read_areas, read_diary, read_pages
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.journal.header import read_header
from wiki.exchange.journal.writing import journal_text
from wiki.journal import Change, Signature, record, version
from wiki.models import Atlas, Topic
from wiki.queries.names import find_topic
from wiki.queries.relations import find_between
from wiki.sections import Section, find_kind
from wiki.services.items import add_item, do_verb, move_item, save_item
from wiki.services.new_pages import create_area_once
from wiki.services.start import mark_demo
from wiki.services.topics import add_or_restore, edit_topic, mark_reviewed

ATLAS = "5f2c1f0e-6a8e-4c0e-9a53-2d1f6f0c7b11"
ZONE = "UTC"
FIRST, BETWEEN = time(18, 30), timedelta(minutes=6)
FIRST_DAY, LAST_DAY = date(2024, 11, 2), date(2026, 11, 15)
# What an entry has only later: it is done by verbs of its own.
LATER: dict[str, dict[str, Any]] = {
    "belief": {"outcome": "", "ended_on": ""},
    "uncertainty": {"settled": "", "cause": ""},
    "trigger": {"happened_on": "", "cause": ""},
    "reading": {"bears": {}},
}
Said = Mapping[str, Any]


def live_again() -> Iterator[str]:
    """Make the demo in an empty atlas, and yield the text of its journal. The caller rolls back."""
    replay = Replay(Words(read_pages(LAST_DAY)))
    with replay.moments():
        for entry in read_diary():
            replay.do(entry)
    mark_demo()
    db.session.execute(update(Atlas).values(id=ATLAS))
    yield from journal_text(replace(read_header(ZONE), authors={}))


class Replay:
    """Does the entries of the diary one after the other."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._now = datetime.min.replace(tzinfo=UTC)
        self._rows: dict[str, Any] = {}  # by the words that each begins with at the end
        self._anchors: dict[str, str] = {}  # by what the pages call each

    @contextmanager
    def moments(self) -> Iterator[None]:
        """Let every change that is written be of the moment of its entry in the diary."""

        def set_moment(_mapper: object, _connection: object, change: Change) -> None:
            change.at = self._now

        event.listen(Change, "before_insert", set_moment)
        try:
            yield
        finally:
            event.remove(Change, "before_insert", set_moment)

    def do(self, said: Said) -> None:
        """Do what an entry says. Raises what the services raise, and LookupError."""
        verb = next(name for name in said if name in VERBS)
        subjects = said[verb] if isinstance(said[verb], list) else [said[verb]]
        for subject in subjects:
            self._tick(said["day"])
            VERBS[verb](self, subject, said)
            db.session.flush()

    def _tick(self, day: date) -> None:
        first = datetime.combine(day, FIRST, UTC)
        if first < self._now and day != self._now.date():
            raise LookupError(f"The diary has {day} after {self._now.date()}.")
        self._now = max(first, self._now + BETWEEN)

    def _by(self, said: Said) -> Signature:
        cause = self._rows[self._words.find(said["because"]).lead] if "because" in said else None
        known = (cause.__kind__, cause.id) if cause else None
        today = self._now.date()
        return Signature(
            None, today, reason=said.get("reason", ""), cause=known, now=self._now,
            minor=said.get("minor", False),
        )  # fmt: skip

    def _area(self, title: str, said: Said) -> None:
        values = next(area for area in read_areas() if area["title"] == title)
        create_area_once(dict(values), self._by(said), once="")

    def _open(self, slug: str, said: Said) -> None:
        page = self._words.pages[slug]
        values = {name: getattr(page, name) for name in ("title", "slug", "summary", "visibility")}
        values |= {"area": page.area, "status": said.get("status", "")}
        with record(self._by(said)) as entry:
            topic = add_or_restore(entry, values | dict(said.get("with", {})))
            entry.alter(topic, x=said["at"][0], y=said["at"][1])

    def _header(self, slug: str, said: Said) -> None:
        page = self._words.pages[slug]
        values = {"summary": page.summary} | dict(said.get("with", {}))
        edit_topic(_topic(slug), values, self._by(said))

    def _review(self, slug: str, said: Said) -> None:
        mark_reviewed(_topic(slug), self._by(said))

    def _up(self, beginning: str, said: Said) -> None:
        item = self._row(beginning)
        move_item(_section(item.__kind__), item.topic, item, "up", self._by(said))

    def _stance(self, slug: str, said: Said) -> None:
        written, topic = self._words.stance(slug), _topic(slug)
        values = _as_then(written.values, said.get("with", {}))
        key = f"stance of {slug}"
        if key not in self._rows:
            self._rows[key] = add_item(written.section, topic, values, self._by(said)).item
        else:
            self._save(written.section, topic, self._rows[key], values, said)

    def _add(self, subject: Any, said: Said) -> None:
        written = self._written(subject, said)
        changed = LATER.get(written.section.kind, {}) | dict(said.get("with", {}))
        values = _as_then(self._linked(written.values), changed)
        self._keep(written, values, said)

    def _written(self, subject: Any, said: Said) -> Written:
        """Return an entry of a page, or one that the diary itself words."""
        if "to" not in said or "claim" not in said:
            return self._words.find(subject)
        section = _section("belief")
        blank: dict[str, Any] = {"credence": None, "why": "", "range": "", "resolves_on": ""}
        return Written(section, said["to"], blank | LATER["belief"] | {"claim": subject})

    def _keep(self, written: Written, values: Said, said: Said, follow: Said | None = None) -> None:
        named = [find_topic(name) for name in values.get("topics", ())]
        known = {"topics": [topic for topic in named if topic]} if "topics" in values else {}
        topic = _topic(written.slug)
        made = add_item(
            written.section, topic, {**values, **known}, self._by(said),
            said=dict(follow) if follow is not None else None,
        )  # fmt: skip
        self._rows[written.lead] = made.item
        if written.anchor:
            self._anchors[written.anchor] = str(Anchor.of(made.item))

    def _read(self, title: str, said: Said) -> None:
        """Log a reading, with what it bears on, moves and shows to have happened."""
        written = self._words.find(title)
        values = _as_then(written.values, LATER["reading"] | dict(said.get("with", {})))
        follow: dict[str, Any] = {
            "happened": [str(self._row(name).id) for name in said.get("shows", ())]
        }
        for anchor, bearing in written.values["bears"].items():
            follow[f"bears_{Anchor.parse_known(self._anchors[anchor]).id}"] = bearing
        for name, bearing in said.get("bears", {}).items():
            follow[f"bears_{self._row(name).id}"] = bearing
        for name, number in said.get("moves", {}).items():
            follow[f"credence_{self._row(name).id}"] = Decimal(str(number))
        self._keep(written, values, said, follow)

    def _move(self, claim: str, said: Said) -> None:
        belief = self._row(claim)
        values: dict[str, Any] = {"credence": Decimal(str(said["to"])), "range": ""}
        self._save_row(belief, values | dict(said.get("with", {})), said)

    def _change(self, beginning: str, said: Said) -> None:
        """Word an entry as its page does, or as the diary says it read from that day on."""
        written = self._words.find(beginning)
        left_out = {"credence", "range", "topics", "state", *LATER.get(written.section.kind, ())}
        values = _as_then(self._linked(written.values), said.get("with", {}))
        values = {name: value for name, value in values.items() if name not in left_out}
        self._save_row(self._rows[written.lead], values, said)

    def _still(self, claim: str, said: Said) -> None:
        self._verb("affirm", claim, {}, said)

    def _resolve(self, claim: str, said: Said) -> None:
        self._verb("retire", claim, {"outcome": said["as"], "on": said.get("when")}, said)

    def _settle(self, question: str, said: Said) -> None:
        cause = str(Anchor.of(self._row(said["by"]))) if "by" in said else ""
        self._verb("settle", question, {"state": said["as"], "cause": cause}, said)

    def _relate(self, slug: str, said: Said) -> None:
        """Relate a region to all that its page names and that are there."""
        topic = _topic(slug)
        for written in self._words.relations(slug):
            key = f"{slug} and {written.values['region']}"
            other = find_topic(written.values["region"])
            if key in self._rows or other is None:
                continue
            if known := find_between(topic, other):
                self._save(written.section, topic, known, written.values, said)
                self._rows[key] = known
            else:
                made = add_item(written.section, topic, dict(written.values), self._by(said))
                self._rows[key] = made.item
            self._now += BETWEEN

    def _import(self, slug: str, said: Said) -> None:
        """Bring in old forecasts of a region, with the days on which they were made."""
        clock = Clock(self._now, ZoneInfo(ZONE))
        late = Clock(
            datetime.combine(LAST_DAY, FIRST, UTC), clock.zone
        )  # the file has moves to come
        forecasts, _ignored = read_forecasts(HISTORIES.name, HISTORIES.read_bytes(), late)
        mine = [one for one in forecasts if one.topic == slug and str(one.at) < str(FIRST_DAY)]
        import_forecasts(HISTORIES.name, mine, self._by(said), clock)

    def _verb(self, name: str, beginning: str, values: Said, said: Said) -> None:
        item = self._row(beginning)
        section = _section(item.__kind__)
        verb = next(verb for verb in section.verbs if verb.name == name)
        do_verb(section, verb, item.topic, item, dict(values), self._by(said))

    def _save_row(self, item: Any, values: Said, said: Said) -> None:
        section = _section(item.__kind__)
        topic = item.topic if hasattr(item, "topic") else item.topics[0]
        self._save(section, topic, item, values, said)

    def _save(self, section: Any, topic: Topic, item: Any, values: Said, said: Said) -> None:
        known = section.values(item, topic)
        base = version(section.kind, item.id)
        save_item(section, topic, item, known | dict(values), self._by(said), base=base)

    def _row(self, beginning: str) -> Any:
        found = [row for lead, row in self._rows.items() if lead.startswith(beginning)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} entries so far begin with “{beginning}”.")
        return found[0]

    def _linked(self, values: Said) -> Said:
        """Return values with the anchors that items have here in place of those of the pages."""
        return {
            name: self._anchors.get(value, value) if name == "belief" else value
            for name, value in values.items()
        }


VERBS = {
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


def _section(kind: str) -> Section:
    found = find_kind(kind)
    if found is None:
        raise LookupError(f"There is no kind {kind}.")
    return found


def _topic(slug: str) -> Topic:
    found = find_topic(slug)
    if found is None:
        raise LookupError(f"There is no region {slug} yet.")
    return found


def _as_then(values: Said, then: Said) -> dict[str, Any]:
    """Return values with others in their place; a list has pairs of words, now and then."""
    found = dict(values)
    for name, said in then.items():
        if isinstance(said, Sequence) and not isinstance(said, str):
            for now, before in said:
                if now not in found[name]:
                    raise LookupError(f"“{now}” is not in “{found[name][:60]}”.")
                found[name] = found[name].replace(now, before)
        else:
            found[name] = Decimal(str(said)) if name == "credence" else said
    return found
