"""The archive: a page, the map and the whole atlas as visitors could read them that day."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.compiled_once import share_compiled
from tests.conftest import ENVIRON
from tests.test_interleavings import Crowd
from tests.writers import inside
from wiki import create_app
from wiki.db import db
from wiki.journal import Change, Revision, writer
from wiki.models import Shared
from wiki.queries.areas import list_areas
from wiki.related import select_whole
from wiki.sections import SECTIONS
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.views import context
from wiki.visibility import VISITOR, is_hidden_by_topics, removed_ids, visible_topics

ZONE = ZoneInfo("Pacific/Auckland")
FIRST = date(2026, 9, 24)  # the clocks go forward within the first days
DAYS, STEPS = 4, 6


class Drafter(Crowd):
    """Authors who leave some slots unfilled, or empty them again."""

    @property
    def verbs(self) -> list[Callable[[Any], Change | None]]:
        """Return what they may do: all but what lets items move between public and private."""
        return [verb for verb in super().verbs if verb.__name__ not in ("relocate", "merge")]

    def fresh(self) -> str:
        words = super().fresh()
        return f"<{words}>" if self.dice.random() < 0.25 else words


Answers = dict[tuple[date, int, str], bytes]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archives")


@contextmanager
def atlas(empty: Path, folder: Path) -> Iterator[Flask]:
    """A new and empty atlas on the other side of the world."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(empty, folder)
    app = create_app(folder, ENVIRON | {"WIKI_TIME_ZONE": str(ZONE)})
    app.testing = True
    share_compiled(app)
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """Let it be some moment, to the journal and to the pages."""

    class Frozen(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Frozen":
            return cls.fromtimestamp(moment.timestamp(), tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "utc_now", lambda: moment)
        patch.setattr(context, "datetime", Frozen)
        yield


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def public() -> dict[int, str]:
    """Return the regions that visitors can read now, with their slugs."""
    db.session.rollback()
    return {topic.id: topic.slug for topic in db.session.scalars(visible_topics(reader=VISITOR))}


def live(crowd: Crowd, visitor: FlaskClient) -> tuple[Answers, dict[date, dict[int, str]]]:
    """Let some days go by; at the end of each keep what every page answers."""
    kept: Answers = {}
    seen: dict[date, dict[int, str]] = {}
    for day in (FIRST + timedelta(days=number) for number in range(DAYS)):
        for step in range(STEPS):
            hour, minute = (23, 59) if step == STEPS - 1 else (step * 23 // STEPS, 0)
            with clock(at(day, hour, minute)):
                crowd.step()
        seen[day] = public()
        with clock(at(day, 23, 59)):
            for topic, slug in seen[day].items():
                for form in (".json", ".md", ""):
                    answer = visitor.get(f"/atlas/{slug}{form}").data
                    # What linked to a page on a past day is not known.
                    kept[day, topic, form] = answer.replace(b'"backlinks":[]', b'"backlinks":null')
    return kept, seen


def deleted(topic_id: int) -> dict[str, set[int]]:
    """Return the ids of the items that are deleted now, by section; of stances, the topics'.

    Readings and essays count as well that have topics, none of which is public.
    """
    gone = {section.name: set(removed_ids(section.kind)) for section in SECTIONS}
    for section in SECTIONS:
        if issubclass(section.model, Shared):
            rows = db.session.scalars(select_whole(section.model)).unique()
            gone[section.name] |= {row.id for row in rows if is_hidden_by_topics(row)}
    stances = db.session.scalars(select(Stance).where(Stance.id.in_(gone["stance"])))
    kept = select(Stance.id).where(Stance.topic_id == topic_id, Stance.deleted_at.is_(None))
    has_one = db.session.scalar(kept) is not None
    return gone | {"stance": set() if has_one else {one.topic_id for one in stances}}


def hidden_areas() -> set[str]:
    """Return every title that an area ever had which visitors may not see now."""
    shown = [area.id for area in list_areas(reader=VISITOR)]
    mine = (Revision.kind == "area", Revision.item_id.not_in(shown))
    states = db.session.scalars(select(Revision.after).where(*mine))
    return {state["title"] for state in states if state}


def without(
    data: dict[str, Any], hidden: set[str], beliefs: set[str], gone: dict[str, set[int]], topic: int
) -> dict[str, Any]:
    """Return a page's data without what no visitor may know of now.

    That are regions with their beliefs, areas, and what was deleted since.
    """
    data["area"] = None if data["area"] in hidden_areas() else data["area"]
    sections = data["sections"]
    for name, rows in sections.items():
        if name == "stance":
            rows["body"] = None if topic in gone[name] else rows["body"]
        else:
            ids = gone[name.removeprefix("former_")]
            sections[name] = [row for row in rows if row["id"] not in ids]
    beliefs = beliefs | {f"b-{number}" for number in gone["beliefs"]}
    sections["regions"] = [row for row in sections["regions"] if row["slug"] not in hidden]
    for name in ("reading", "writing"):
        for row in sections[name]:
            row["topics"] = [slug for slug in row["topics"] if slug not in hidden]
    for row in sections["reading"]:
        row["bears"] = {name: word for name, word in row["bears"].items() if name not in beliefs}
    for row in sections["triggers"]:
        row["belief"] = None if row["belief"] in beliefs else row["belief"]
    readings = {f"r-{number}" for number in gone["reading"]}
    for row in (*sections["triggers"], *sections["uncertainties"]):
        if "cause" in row:
            row["cause"] = None if row["cause"] in readings else row["cause"]
    return data


def without_map(html: str) -> str:
    """Return a page without its local map, which shows other regions and their areas as well."""
    html = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return re.sub(r'<details class="beyond">.*?</details>', "", html, flags=re.DOTALL)


def article(html: str) -> str:
    """Return what a page says between its banner and the links below it."""
    found = re.search(r'<article class="topic\b[^"]*">.*(?=<p class="afterword">)', html, re.DOTALL)
    assert found
    return found[0]


@given(st.randoms(use_true_random=False))
@settings(max_examples=18, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_every_day_reads_as_the_page_was_exported_that_day(
    empty_instance: Path, folders: Path, dice: Random
) -> None:
    with atlas(empty_instance, folders / "one") as app, inside(app):
        visitor, crowd = app.test_client(), Drafter(dice)
        with clock(at(FIRST, 0)):
            for number in range(2):
                crowd.writers[0].topic(f"Region {number}")
        kept, seen = live(crowd, visitor)
        now = public()
        rows = db.session.scalars(select(Belief))
        beliefs = {f"b-{belief.id}" for belief in rows if belief.topic_id not in now}
        is_anything_gone = any(removed_ids(section.kind) for section in SECTIONS)
        is_anything_gone = is_anything_gone or bool(hidden_areas())
        for (day, topic, form), text in kept.items():
            hidden = {slug for other, slug in seen[day].items() if other not in now}
            slug = now.get(topic, seen[day][topic])
            answer = visitor.get(f"/atlas/{slug}{form}?at={day}")
            assert answer.status_code == (200 if topic in now else 404)
            if topic not in now:
                continue
            then = json.loads(kept[day, topic, ".json"])
            left = without(json.loads(json.dumps(then)), hidden, beliefs, deleted(topic), topic)
            is_whole = left == then
            if form == ".json":
                told = answer.get_json()
                for data in (told, left) if not is_whole else ():
                    data.pop("stub")  # it follows from what is left
                    data.pop("removed_since", None)
                assert told == left
            if is_whole and not hidden and form:
                assert answer.data == text, (day, slug)
            if is_whole and not hidden and not form:
                pages = [answer.text.replace(f"?at={day}", ""), text.decode()]
                pages = [*map(without_map, pages)] if is_anything_gone else pages
                assert article(pages[0]) == article(pages[1])
        for day, slugs in seen.items():
            for topic, slug in now.items():
                answer = visitor.get(f"/atlas/{slug}?at={day}")
                assert answer.status_code == (200 if topic in slugs else 404)
            if set(slugs) & set(now):
                home, map_ = (visitor.get(f"{page}?at={day}").text for page in ("/", "/map"))
                for topic in set(slugs) & set(now):
                    assert f'"/atlas/{slugs[topic]}?at={day}"' in home
                    assert f'"/atlas/{slugs[topic]}?at={day}"' in map_
