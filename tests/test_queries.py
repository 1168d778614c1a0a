"""More rows do not mean more queries: on any page, for anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.conftest import TODAY, signed_in
from tests.new_pages import create_topic
from wiki import sections
from wiki.db import begin_writing, db
from wiki.journal import DatedCredence, Signature, record, version
from wiki.models import Reading, Topic
from wiki.queries.authors import find_author
from wiki.sections import SECTIONS, find_section, reading, relation
from wiki.sections.belief import Belief
from wiki.sections.trigger import Trigger
from wiki.services.items import add_item, save_item

FEW, MANY = 2, 30
DAY = datetime.now(UTC).date()
PATHS = [
    "/",
    "/atlas/compute",
    "/atlas/compute.json",
    "/atlas/compute.md",
    "/atlas/compute/history",
    "/atlas/compute/beliefs",
    "/atlas/compute/regions",
    "/atlas/compute/card",
    "/jump",
    "/jump?q=o",
    "/areas/governance",
    "/reading",
    "/reading/1",
    "/reading.rss",
    "/writing.rss",
    "/reading.json",
    "/atlas/compute/reading.atom",
    "/writing",
    "/writing/my-own",
    "/changes",
    "/changes.rss",
    "/changes.json",
    "/changes/{month}",
    "/changes/{month}.md",
    "/atlas/compute/changes",
    "/atlas/compute/changes.atom",
    "/beliefs",
    "/beliefs.json",
    "/beliefs?area=governance&at_least=1&moved_since=2026-01-01",
    "/triggers",
    "/triggers.json",
    "/triggers.atom",
    "/record",
    "/record.json",
    "/record.csv",
    "/b/1/history",
    "/map",
    "/map.json",
    "/map.svg",
    "/feeds",
    "/sitemap.xml",
    "/c/1",
    "/history",
    "/b/1/history",
    "/r/1/history",
    "/s/1/history",
    "/n/1/history",
    "/atlas/compute/header/history",
    "/areas/governance/history",
    "/atlas/compute/beliefs/history",
    "/atlas/compute/reading/history",
    f"/?at={DAY}",
    f"/map?at={DAY}",
    f"/atlas/compute?at={DAY}",
    f"/atlas/compute.json?at={DAY}",
    f"/atlas/compute.md?at={DAY}",
    "/atlas/compute?since=2000-01-01",
    "/no-such-page",
    "/atlas/no-such-page",
]
# These look back once more where the latest changes come to few entries, by so many statements.
AGAIN = 6
LOOK_BACK = {"/", "/changes", "/changes.rss", "/changes.json"}
LOOK_BACK |= {"/atlas/compute/changes", "/atlas/compute/changes.atom"}
# This one asks for the regions of its latest readings that it does not list itself, if any.
BESIDE = {f"/?at={DAY}": 2}
OPEN = ["/atlas/compute/edit", "/atlas/compute/regions/new", "/atlas/compute/writing/tags"]
OPEN += ["/review"]
OPEN += ["/atlas/new", "/reading/new", "/reading/1/edit", "/atlas/compute/beliefs/1/edit"]


@contextmanager
def counting() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    return signed_in(app, "Ada")


def grow(app: Flask, count: int, start: int = 0) -> None:
    """Add so many regions, each related to the first, and so many items of every kind to it."""
    with app.app_context():
        begin_writing()
        author = find_author("Ada")
        by = Signature(author.id if author else None, TODAY)
        topic = db.session.get(Topic, 1) or create_topic(
            {"title": "Compute", "area": "Governance", "summary": "On [[Region 0]]"}, by
        )
        for number in range(start, start + count):
            area = "Governance" if number % 2 else f"Area {number}"
            other = create_topic({"title": f"Region {number}", "area": area, "summary": "S"}, by)
            for section in SECTIONS:
                if not section.single or not number:
                    add_item(section, topic, values(section.name, number, other), by)
            add_item(reading.SECTION, other, values("reading", number, other), by)
            move(topic, number, by)
            if number:
                pair = {"region": "Region 0", "kind": "part of", "reason": "Within"}
                add_item(relation.SECTION, other, pair, by)
            for place in (topic, other):
                move_views(place, number, by)
        db.session.commit()


def move_views(topic: Topic, number: int, by: Signature) -> None:
    """Add a belief with a past, one that was resolved, and a trigger that moved the first."""
    with record(by) as entry:
        held, ended = (
            entry.add(Belief(topic_id=topic.id, claim=f"{word} {number}", credence=Decimal(number)))
            for word in ("Held", "Ended")
        )
        entry.alter(ended, outcome="true" if number % 3 else "false", ended_on="2026-05-01")
        for belief in (held, ended):
            for month in (1, 2, 3):
                past = date(2026, month, 1 + number % 28)
                entry.record_point(
                    belief, DatedCredence(Decimal(20 + month), past, reason=f"In {month}")
                )
    with record(by) as entry:
        reading = entry.add(Reading(title=f"Seen {number}", topics=[topic]))
        trigger = Trigger(topic_id=topic.id, observation=f"It came {number}")
        trigger.belief, trigger.cause = f"b-{held.id}", f"r-{reading.id}"
        trigger.happened_on = "2026-06-01"
        entry.add(trigger)
        entry.alter(held, credence=Decimal(90))
        entry.set_cause("reading", reading.id)


def move(topic: Topic, number: int, by: Signature) -> None:
    """Move the first belief because of a reading, word it anew, and read something more on it."""
    belief = db.session.get_one(Belief, 1)
    why = replace(by, reason=f"Reason {number}", cause=("reading", 2 * number + 1))
    said = {"claim": f"Words {number}", "credence": Decimal(number + 1), "range": "0-99"}
    save_item(sections.belief.SECTION, topic, belief, said, why, base=version("belief", 1))
    on_it = values("reading", number, topic) | {"title": f"On it {number}"}
    add_item(reading.SECTION, topic, on_it, by, form_values={"happened": [], "bears_1": "for"})


def values(name: str, number: int, other: Topic) -> dict[str, Any]:
    words = f"See [[Region {number}]] and {number}"
    shared = {"title": "My own", "published_on": "2026", "url": "", "topics": [other.slug]}
    given: dict[str, dict[str, Any]] = {
        "stance": {"body": words},
        "beliefs": {"claim": words, "credence": None, "why": words},
        "uncertainties": {"question": words, "why_it_matters": words},
        "triggers": {"observation": words, "effect": ""},
        "reading": shared | {"read_on": f"2026-0{number % 9 + 1}", "takeaway": "T"},
        "writing": shared | {"body": words, "slug": ""},
        "regions": {"region": other.slug, "kind": "related", "reason": words},
    }
    if name not in given:  # a kind that is added later
        section = find_section(name)
        assert section
        return dict.fromkeys(section.fields, "") | {section.lead: words}
    return given[name]


def queries(client: FlaskClient, paths: list[str]) -> dict[str, list[str]]:
    """Return the statements behind each page."""
    found = {}
    month = f"{datetime.now(UTC):%Y-%m}"
    for path in paths:
        with counting() as statements:
            answer = client.get(path.format(month=month))
        assert answer.status_code in (200, 404), path
        found[path] = statements
    return found


def test_more_rows_do_not_mean_more_queries(
    app: Flask, client: FlaskClient, ada: FlaskClient
) -> None:
    asked = {"visitor": (client, PATHS), "author": (ada, PATHS + OPEN)}
    grow(app, FEW)
    few = {who: queries(browser, paths) for who, (browser, paths) in asked.items()}
    grow(app, MANY - FEW, FEW)
    many = {who: queries(browser, paths) for who, (browser, paths) in asked.items()}
    counts = {
        (who, path): (len(statements), len(many[who][path]))
        for who, found in few.items()
        for path, statements in found.items()
    }
    looks = {path: AGAIN * (path in LOOK_BACK) + BESIDE.get(path, 0) for path in PATHS + OPEN}
    assert {one: pair for one, pair in counts.items() if pair[1] > pair[0] + looks[one[1]]} == {}


def test_a_page_takes_few_queries(app: Flask, client: FlaskClient) -> None:
    grow(app, FEW)
    for path, statements in queries(client, PATHS).items():
        # What has changed since a day is read of two days, with how much was removed between them.
        most = len(SECTIONS) + (49 if "since=" in path else 41)
        assert len(statements) <= most, (path, statements)
