"""Counts and feeds tell what visitors find, and no moment of what was done in private."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.saying import inside, section
from tests.views.changelog_reading import told
from tests.views.feed_reading import entries
from tests.views.test_opening import on, region, show
from wiki.db import db
from wiki.services.items import delete_item, do_verb
from wiki.services.relocate import relocate_item

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
    return {field: others.get(field, "") for field in section(name).typed}


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
