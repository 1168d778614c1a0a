"""Days written where it was a later day, or here before the time zone moved west, come in."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.conftest import base_of, set_zone, signed_in
from tests.exchange.made import Make, made_in, refused, run
from tests.writers import count_changes
from wiki.clock import Clock, last_begun
from wiki.dates import FutureDate, parse_date
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecasts import read_forecasts

EAST, WEST = "Pacific/Kiritimati", "Pacific/Honolulu"
PAGE = """---
title: Compute
visibility: public
reviewed_on: {0}
---

## Current beliefs

- It rains ~50%
  outcome: true
  ended_on: {0}

## What would update me

- It pours
  happened_on: {0}

## Recent reading

- {0} [A work](https://example.org/w) — My takeaway
"""


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as make:
        yield make


@pytest.fixture
def east(make: Make, tmp_path: Path) -> Flask:
    """An atlas with a page of today, as it is furthest in the east."""
    app = make("east")
    set_zone(app, EAST)
    page = tmp_path / "page.md"
    page.write_text(PAGE.format(datetime.now(ZoneInfo(EAST)).date()))
    run(app, "import", page)
    return app


def test_an_export_of_today_comes_in_where_it_is_yesterday(
    make: Make, east: Flask, tmp_path: Path
) -> None:
    run(east, "export", "--all", tmp_path / "out")
    west = make("west")
    set_zone(west, WEST)
    assert "4 added" in run(west, "import", "--pages", tmp_path / "out")
    run(west, "import", "--forecasts", tmp_path / "out" / "forecasts.csv")
    for address in ("/atlas/compute", "/record", "/beliefs", "/reading", "/changes"):
        assert west.test_client().get(address).status_code == 200
    assert signed_in(west, "Ada").get("/review").status_code == 200


@pytest.mark.parametrize(
    ("form", "address", "name"),
    [
        ("/atlas/compute/edit", "/atlas/compute/edit", "reviewed_on"),
        ("/atlas/compute/reading/1/edit", "/atlas/compute/reading/1", "read_on"),
    ],
)
def test_a_form_takes_the_day_that_it_has_after_the_zone_moved_west(
    east: Flask, form: str, address: str, name: str
) -> None:
    author = signed_in(east, "Ada")
    set_zone(east, WEST)
    page = author.get(form).text
    day = datetime.now(ZoneInfo(EAST)).date()
    assert f'value="{day}"' in page
    sent = {name: f"{day}", "base": base_of(page), "title": "Compute", "observation": "It pours"}
    assert author.post(address, data=sent).status_code == 303
    later = author.post(address, data=sent | {name: f"{day + timedelta(days=1)}"})
    assert later.status_code == 422
    assert "That date is in the future." in later.text


def test_the_text_of_a_page_is_saved_after_the_zone_moved_west(east: Flask) -> None:
    author = signed_in(east, "Ada")
    set_zone(east, WEST)
    page = author.get("/atlas/compute/document").text
    text = re.search(r"<textarea[^>]*>\n(.*)</textarea>", page, re.DOTALL)
    base = re.search(r'name="base" value="([0-9a-f]+)"', page)
    assert text
    assert base
    assert "reviewed_on" in text[1]
    changes = count_changes(east)
    sent = {"text": unescape(text[1]), "base": base[1]}
    assert author.post("/atlas/compute/document", data=sent).status_code == 303
    assert count_changes(east) == changes


def test_a_day_that_has_begun_nowhere_is_in_the_future(make: Make, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.format("2999-01-01"))
    told = refused(make("app"), "import", page)
    assert "reviewed_on: That date is in the future." in told


@pytest.mark.parametrize(
    ("now", "today", "last"),
    [
        ("2026-11-29T21:00", date(2026, 11, 29), date(2026, 11, 30)),
        ("2026-11-29T09:59", date(2026, 11, 29), date(2026, 11, 29)),
        ("2026-11-29T10:30", date(2026, 11, 28), date(2026, 11, 30)),
        ("2026-11-29T10:30", date(2026, 11, 30), date(2026, 11, 30)),
        ("2030-01-01T00:00", date(2026, 11, 28), date(2026, 11, 30)),
    ],
)
def test_the_last_day_is_the_one_that_has_begun_somewhere(
    now: str, today: date, last: date
) -> None:
    assert last_begun(today, datetime.fromisoformat(now).replace(tzinfo=UTC)) == last


def test_a_day_without_a_year_is_read_by_the_day_here() -> None:
    today, begun = date(2026, 11, 28), date(2026, 11, 30)
    assert parse_date("2026-11-30", today=today, begun=begun) == "2026-11-30"
    assert parse_date("30 Nov", today=today, begun=begun) == "2025-11-30"
    assert parse_date("today", today=today, begun=begun) == "2026-11-28"
    with pytest.raises(FutureDate):
        parse_date("2026-12-01", today=today, begun=begun)
    with pytest.raises(FutureDate):
        parse_date("2026-11-30", today=today)


def test_a_forecast_of_a_day_that_has_begun_somewhere_comes_in() -> None:
    clock = Clock(datetime(2026, 11, 29, 21, tzinfo=UTC), ZoneInfo(WEST))
    rows = "topic,claim,at,credence\nW,It rains,2026-11-{},40\n"
    assert read_forecasts("f.csv", rows.format(30).encode(), clock)[0]
    with pytest.raises(DocumentError, match="2026-12-01 is in the future"):
        read_forecasts("f.csv", rows.replace("11-{}", "12-01").encode(), clock)
