"""Atlases of any size for benchmarks: rows and their journal, written straight into the tables.

Every region is like a page that is in use: a stance, 10 beliefs of which 4 moved, 8 uncertainties,
8 triggers, 4 relations, and readings that two regions share. The texts are made of a fixed list of
words by a seeded generator, so two runs make the same atlas. Regions lie on the map in a square,
area by area: how long a layout takes is measured by bench/map.py. There is one change for each
region when it is written, one for its relations and one for each later move of a credence.
"""

import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import isqrt
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert

from wiki import create_app
from wiki.db import begin_writing, db
from wiki.installation import known_versions
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Area, Bearing, Reading, Relation, Topic, reading_topic
from wiki.projections import rebuild
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.sections.trigger import Trigger
from wiki.sections.uncertainty import Uncertainty
from wiki.storage.schema import read_tables

BELIEFS, UNCERTAINTIES, TRIGGERS, READINGS, MOVED = 10, 8, 8, 10, 4
AREAS = 12
START, HOURS = datetime(2021, 1, 1, tzinfo=UTC), 40_000
STATUSES = ("Exploring", "Forming", "Settled", "")
WORDS = (
    "models labs rules audits chips oversight training risk evidence progress pressure markets",
    "states norms forecasts agents goals values tests deployment safety research policy trust",
    "incentives scale compute data weights access reports standards law treaties public opinion",
)
ROWS = 20_000  # written at a time
ATLASES_IN = "BENCH_ATLASES"


class Generator:
    """Generates one atlas: rows by table, revisions, and the topics that these alter."""

    def __init__(self, regions: int) -> None:
        self.regions = regions
        self.chance = random.Random(regions)
        self.rows: dict[Any, list[dict[str, Any]]] = {}
        self.revisions: list[dict[str, Any]] = []
        self.links: list[dict[str, int]] = []
        self.changes: list[dict[str, Any]] = []
        self.last: dict[tuple[str, int], int] = {}

    def write(self) -> None:
        """Generate everything and insert it into the database. The caller commits."""
        self.areas()
        for number in range(1, self.regions + 1):
            self.region(number)
        for number in range(1, self.regions + 1):
            self.relations(number)
        for number in range(1, self.regions + 1):
            self.moves(number)
        tables = [*self.rows.items(), (Change, self.changes), (Revision, self.revisions)]
        for table, rows in [*tables, (revision_topic, self.links)]:
            for some in batches(rows):
                db.session.execute(insert(table), some)

    def words(self, count: int) -> str:
        """Return a sentence of `count` random words."""
        return " ".join(self.chance.choices(" ".join(WORDS).split(), k=count)).capitalize()

    def change(self) -> int:
        """Begin a change, some time after the last one, and return its id."""
        number = len(self.changes) + 1
        at = START + timedelta(hours=number * (HOURS / (self.regions * (1 + MOVED))))
        self.changes.append({"id": number, "at": at, "reason": "", "minor": False})
        return number

    def row(self, model: Any, **values: Any) -> int:
        """Add a row of a model or table; return its id."""
        rows = self.rows.setdefault(model, [])
        rows.append({"id": len(rows) + 1} | values)
        return len(rows)

    def record(
        self,
        kind: str,
        item: int,
        change: int,
        state: dict[str, Any],
        topics: list[int],
        **more: Any,
    ) -> None:
        """Add the revision of an item in a change; `more` are further columns of it."""
        number = len(self.revisions) + 1
        previous = self.last.get((kind, item))
        self.revisions.append(
            {
                "id": number,
                "change_id": change,
                "kind": kind,
                "item_id": item,
                "action": "edit" if previous else "add",
                "previous_id": previous,
                "after": state,
                "published": True,
                "credence": None,
                "held_on": None,
            }
            | more
        )
        self.last[kind, item] = number
        self.links += [{"topic_id": topic, "revision_id": number} for topic in topics]

    def areas(self) -> None:
        """Generate the areas, all in the first change."""
        change = self.change()
        for number in range(1, AREAS + 1):
            values: dict[str, Any] = {"slug": f"area-{number}"}
            values |= {"title": f"Area {self.words(2)} {number}"}
            values |= {"summary": self.words(12), "position": f"a{number:02}"}
            item = self.row(Area, **values)
            self.record("area", item, change, values, [])

    def region(self, number: int) -> None:
        """Generate a region with all that it owns, as one change."""
        change, side = self.change(), isqrt(self.regions) + 1
        values: dict[str, Any] = {
            "slug": f"region-{number}",
            "title": f"{self.words(2)} {number}",
            "summary": self.words(14),
            "area_id": 1 + (number - 1) * AREAS // self.regions,
            "status": self.chance.choice(STATUSES),
            "visibility": "public",
            "x": (number % side - side // 2) * 150,
            "y": (number // side - side // 2) * 116,
        }
        topic = self.row(Topic, **values)
        self.record("topic", topic, change, values, [topic])
        body = ". ".join(self.words(14) for _ in range(4))
        self.owned(Stance, topic, change, "a0", body=f"{body}. See [[region-{number % 7 + 1}]].")
        for index in range(BELIEFS):
            self.belief(topic, change, f"a{index}")
        for index in range(UNCERTAINTIES):
            question, why = f"{self.words(10)}?", self.words(16)
            texts = {"question": question, "why_it_matters": why, "settled": "", "cause": ""}
            self.owned(Uncertainty, topic, change, f"a{index}", **texts)
        for index in range(TRIGGERS):
            bound = f"b-{(topic - 1) * BELIEFS + index % BELIEFS + 1}" if index % 2 else ""
            texts = {"observation": self.words(12), "effect": self.words(6), "belief": bound}
            texts |= {"size": "", "happened_on": "2024-05-01" if index == 1 else "", "cause": ""}
            self.owned(Trigger, topic, change, f"a{index}", **texts)
        for _ in range(READINGS // 2):
            self.reading(topic, change)

    def owned(self, model: Any, topic: int, change: int, position: str, **values: Any) -> int:
        """Generate an item that belongs to one topic, and return its id."""
        more = values.pop("more", {})
        item = self.row(model, topic_id=topic, position=position, **values)
        state = values | {"topic": topic, "position": position} | more.pop("state", {})
        self.record(model.__kind__, item, change, state, [topic], **more)
        return item

    def belief(self, topic: int, change: int, position: str) -> None:
        """Generate a belief with a random credence."""
        credence = self.chance.randint(2, 98)
        values = {"claim": self.words(12), "credence": credence, "why": self.words(10)}
        values |= {"range": "", "resolves_on": "", "outcome": "", "ended_on": ""}
        held_on = self.changes[-1]["at"].date()
        point = {"credence": credence, "held_on": held_on, "state": {"credence": str(credence)}}
        self.owned(Belief, topic, change, position, more=point, **values)

    def reading(self, topic: int, change: int) -> None:
        """Generate a reading that this region shares with the one before it."""
        topics = sorted({topic, max(1, topic - 1)})
        read_on = (START + timedelta(hours=self.chance.randrange(HOURS))).date().isoformat()
        values = {"read_on": read_on, "published_on": "2020", "title": self.words(7)}
        number = len(self.rows.get(Reading, ())) + 1
        values |= {"url": f"https://example.org/works/{number}", "authors": self.words(2)}
        values |= {"takeaway": self.words(20)}
        item = self.row(Reading, **values)
        tagged = self.rows.setdefault(reading_topic, [])
        tagged += [{"reading_id": item, "topic_id": one} for one in topics]
        belief = (topic - 1) * BELIEFS + item % BELIEFS + 1
        bearing = {"reading_id": item, "belief_id": belief, "bearing": "for"}
        self.rows.setdefault(Bearing, []).append(bearing)
        state = values | {"bears": {f"b-{belief}": "for"}, "topics": topics}
        self.record("reading", item, change, state, topics)

    def relations(self, number: int) -> None:
        """Relate a region to up to two with higher numbers, in one change."""
        change = self.change()
        for step in (1, 2 + number % 9):
            other = number + step
            if other > self.regions:
                continue
            values = {"topic_id": number, "region_id": other, "kind": "related"}
            values |= {"reason": self.words(8), "region_reason": ""}
            item = self.row(Relation, **values)
            self.record("relation", item, change, values, [number, other])

    def moves(self, topic: int) -> None:
        """Move the credences of MOVED beliefs of a region, each as a change."""
        for index in range(MOVED):
            item = (topic - 1) * BELIEFS + index + 1
            row = self.rows[Belief][item - 1]
            change = self.change()
            self.changes[-1]["reason"] = self.words(9)
            row["credence"] = self.chance.randint(2, 98)
            before = self.revisions[self.last["belief", item] - 1]["after"]
            state = before | {"credence": str(row["credence"])}
            held_on = self.changes[-1]["at"].date()
            more = {"credence": row["credence"], "held_on": held_on}
            self.record("belief", item, change, state, [topic], **more)


def batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows in lists of at most ROWS."""
    for start in range(0, len(rows), ROWS):
        yield rows[start : start + ROWS]


def make_atlas(folder: Path, regions: int) -> Flask:
    """Return the application over a new generated atlas of this many regions, in `folder`.

    Where BENCH_ATLASES names a folder, generated atlases are kept there and copied afterwards:
    generating 10,000 regions takes minutes. One made by an earlier version is generated anew.
    """
    saved = Path(os.environ[ATLASES_IN]) / str(regions) if os.environ.get(ATLASES_IN) else None
    if saved and saved.exists() and read_tables(saved / "atlas.sqlite")[1] != max(known_versions()):
        shutil.rmtree(saved)
    if saved and saved.exists():
        shutil.copytree(saved, folder, dirs_exist_ok=True)
    app = create_app(folder, {"WIKI_PAGE_CACHE": "0"})  # what an answer costs, not a kept one
    if saved and saved.exists():
        return app
    with app.app_context():
        upgrade()
        begin_writing()
        Generator(regions).write()
        rebuild(db.session.connection())
        db.session.commit()
        if saved:
            db.session.remove()
            db.engine.dispose()  # so that everything is in the one file
            shutil.copytree(folder, saved)
    return app
