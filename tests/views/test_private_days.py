"""Counts and feeds tell what visitors find, and no moment of what was done in private."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import told
from tests.views.feed_reading import entries
from tests.views.test_opening import check, on, region, show, undo
from tests.writers import inside, newest, section
from wiki.db import db
from wiki.services.collections import add_shared
from wiki.services.items import delete_item, do_verb
from wiki.services.relinking import update_links
from wiki.services.relocate import relocate_item
from wiki.services.topics import edit_topic

READING = {"title": "On counting", "takeaway": "Count.", "state": "published"}
QUOTE = {"text": "One, two", "page": "3", "note": "", "public": False}


@pytest.fixture
def private(app: Flask) -> Iterator[None]:
    """Two private regions since 1 May."""
    with inside(app):
        with on(1) as ada:
            ada.topic("Compute", visibility="private")
            ada.topic("Drawer", visibility="private")
        yield


def row(name: str, number: int) -> Any:
    return db.session.get_one(section(name).model, number)


def blank(name: str) -> dict[str, Any]:
    """Return the values of a form in which nothing was typed."""
    others: dict[str, Any] = {"topics": [], "quotes": [], "queued": None, "credence": None}
    return {field: others.get(field, "") for field in section(name).form_fields}


def add(day: int, name: str, slug: str = "compute", **values: Any) -> int:
    with on(day) as ada:
        item = ada.add(region(slug), name, **blank(name) | values).item
        return int(item.id)


def save(day: int, name: str, number: int, slug: str = "compute", **values: Any) -> None:
    with on(day) as ada:
        ada.save(region(slug), name, row(name, number), **values)


def move(day: int, name: str, number: int, slug: str, into: str) -> None:
    with on(day) as ada, ada.saving() as by:
        relocate_item(section(name), region(slug), row(name, number), into, by)


def happen(day: int, number: int, slug: str = "compute") -> None:
    with on(day) as ada, ada.saving() as by:
        verb = section("triggers").verb("happened")
        assert verb
        said = {"happened_on": "2026-04-30", "cause": ""}
        do_verb(section("triggers"), verb, region(slug), row("triggers", number), said, by)


def days(client: FlaskClient, path: str) -> list[tuple[int, int]]:
    """Return on which days of May each entry of a JSON feed was published, and was last altered."""
    return [
        (_day(one["published"]), _day(one.get("updated") or one["published"]))
        for one in entries(client, path)
    ]


def _day(text: str) -> int:
    return datetime.fromisoformat(text).day


@pytest.mark.usefixtures("private")
def test_an_opened_region_counts_what_is_found_on_its_page(client: FlaskClient) -> None:
    for number in range(4):
        add(2, "beliefs", claim=f"Claim {number}", credence=Decimal(60))
    move(3, "beliefs", 1, "compute", "drawer")
    show(5)
    assert told(client) == ["New region: Compute, with 3 beliefs"]
    with on(10) as ada, ada.saving() as by:
        delete_item(section("beliefs"), region(), row("beliefs", 2), by)
    assert told(client) == ["New region: Compute, with 2 beliefs"]
    move(12, "beliefs", 3, "compute", "drawer")
    assert told(client) == ["New region: Compute, with 1 belief"]
    assert entries(client, "/changes.json")[0]["title"] == "New region: Compute, with 1 belief"


@pytest.mark.usefixtures("private")
def test_what_left_an_opened_region_for_a_public_one_is_counted_still(client: FlaskClient) -> None:
    add(2, "beliefs", claim="Claim", credence=Decimal(60))
    show(5)
    show(6, slug="drawer")
    move(12, "beliefs", 1, "compute", "drawer")
    assert "New region: Compute, with 1 belief" in told(client)


@pytest.mark.usefixtures("private")
def test_a_trigger_is_announced_as_happened_once_visitors_can_read_it(client: FlaskClient) -> None:
    add(2, "triggers", observation="A lab publishes weights")
    happen(3, 1)
    show(20)
    assert days(client, "/triggers/happened.json") == [(20, 20)]
    show(22, "private")
    save(24, "triggers", 1, observation="A lab publishes its weights")
    show(28)
    assert days(client, "/triggers/happened.json") == [(20, 28)]
    check()


@pytest.mark.usefixtures("private")
def test_closing_and_opening_a_region_alters_nothing_in_feeds(client: FlaskClient) -> None:
    show(2)
    add(2, "triggers", observation="A lab publishes weights")
    happen(3, 1)
    add(4, "reading", topics=[region()], **READING)
    show(5, "private")
    show(20)
    assert days(client, "/triggers/happened.json") == [(3, 3)]
    assert days(client, "/reading.json") == [(4, 4)]
    check()


@pytest.mark.usefixtures("private")
def test_a_trigger_from_a_closed_region_is_announced_since_it_left(client: FlaskClient) -> None:
    show(2)
    show(2, slug="drawer")
    add(2, "triggers", "drawer", observation="A lab publishes weights")
    happen(3, 1, "drawer")
    move(10, "triggers", 1, "drawer", "compute")
    assert days(client, "/triggers/happened.json") == [(3, 3)]
    show(12, "private", "drawer")
    assert days(client, "/triggers/happened.json") == [(10, 10)]
    check()


@pytest.mark.usefixtures("private")
def test_a_trigger_undone_and_said_to_happen_again_is_announced_anew(client: FlaskClient) -> None:
    show(2)
    add(2, "triggers", observation="A lab publishes weights")
    happen(3, 1)
    undo(4)
    assert days(client, "/triggers/happened.json") == []
    happen(6, 1)
    assert days(client, "/triggers/happened.json") == [(6, 6)]
    undo(7)
    undo(8)
    assert days(client, "/triggers/happened.json") == [(6, 8)]
    check()


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("name", "more", "edited"),
    [
        ("reading", READING, {"takeaway": "Count it."}),
        ("writing", {"title": "Essay", "body": "Text.", "state": "published"}, {"body": "More."}),
    ],
)
def test_what_was_edited_in_private_is_new_once_it_is_shown(
    client: FlaskClient, name: str, more: dict[str, Any], edited: dict[str, Any]
) -> None:
    show(1)
    number = add(1, name, topics=[region()], **more)
    show(4, "private")
    save(10, name, number, **edited)
    show(20)
    assert days(client, f"/{name}.json") == [(1, 20)]
    save(21, name, number, title="Another title")
    assert days(client, f"/{name}.json") == [(1, 21)]


@pytest.mark.usefixtures("private")
def test_what_visitors_do_not_see_of_a_reading_makes_it_no_newer(client: FlaskClient) -> None:
    show(1)
    number = add(1, "reading", topics=[region()], **READING | {"takeaway": "See [[Compute]]."})
    save(5, "reading", number, quotes=[QUOTE])
    save(6, "reading", number, citation_key="ada2026")
    save(7, "reading", number, topics=[region(), region("drawer")])
    with on(8) as ada, ada.saving() as by:
        edit_topic(region(), {"title": "Chips"}, by)
    with on(9) as ada, ada.saving() as by:
        assert update_links(region(), by)
    assert "[[Chips]]" in row("reading", number).takeaway
    assert days(client, "/reading.json") == [(1, 1)]


@pytest.mark.usefixtures("private")
def test_undoing_in_private_dates_no_entry_of_the_changelog(client: FlaskClient) -> None:
    show(1)
    add(3, "beliefs", claim="Claim", credence=Decimal(60))
    save(4, "beliefs", 1, claim="Chips can be counted")
    save(4, "beliefs", 1, credence=Decimal(70))
    mine = newest().id
    show(5, "private")
    undo(10, mine)
    show(20)
    assert days(client, "/atlas/compute/changes.json")[0] == (4, 4)


@pytest.mark.usefixtures("private")
def test_a_public_cause_is_told_although_the_change_did_more_in_private(
    client: FlaskClient,
) -> None:
    show(1)
    for slug in ("compute", "drawer"):
        add(2, "beliefs", slug, claim=f"Claim of {slug}", credence=Decimal(60))
    values = blank("reading") | READING | {"topics": [region()]}
    said = {"happened": [], "promised": [], "credence_1": Decimal(70), "credence_2": Decimal(30)}
    with on(5) as ada, ada.saving() as by:
        add_shared(section("reading"), values, by, once="", form_values=said)
    for path in ("/b/1/history", f"/c/{newest().id}", "/atlas/compute", "/changes"):
        page = client.get(path).text
        assert "On counting" in page, path
        assert "drawer" not in page, path
