"""Moments at which beliefs ended: in whatever form they were typed or stored, all is read again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import set_zone
from tests.exchange.made import Make, made_in, refused, run
from tests.writers import Writer, inside
from wiki.db import db
from wiki.journal import record
from wiki.sections.belief import Belief

PAGE = """---
title: Compute
visibility: public
---

## Current beliefs

- It rains ~50%
  outcome: true
  ended_on: {}
"""
TYPED = {
    "2026-05-01T14:30:00.123456789+02:00": "2026-05-01T14:30:00.123456+02:00",
    "20260501T143000Z": "2026-05-01T14:30:00+00:00",
    "2026-W18-5T10:00Z": "2026-05-01T10:00:00+00:00",
    "2026-05-01T14:30:00+00:53:28.5": "2026-05-01T13:36:31.500000+00:00",
}
EARLY = ["0001-01-01T00:00+14:00", "0001-01-01T00:00+00:00", "00010101T000000+1400"]
STORED = [*TYPED, *EARLY, "0999-12-31T23:00-14:00", "2026-05-01T14:30Z"]
PAGES = [
    "/atlas/compute",
    "/atlas/compute.json",
    "/atlas/compute.md",
    "/atlas/compute/history",
    "/beliefs",
    "/changes",
    "/record",
    "/record.csv",
    "/record.json",
    "/year/2026",
]


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as make:
        yield make


def page(folder: Path, ended: str) -> Path:
    path = folder / "page.md"
    path.write_text(PAGE.format(ended))
    return path


def ended(app: Flask) -> str:
    with inside(app):
        return db.session.query(Belief).one().ended_on


def comes_in_again(make: Make, app: Flask, out: Path, *, pages: bool = True) -> None:
    """Export an atlas, and read that in each of the ways that there are."""
    run(app, "export", "--all", out)
    whole = make("whole")
    assert re.match(r"Restored (1 change|(?!1 )\d+ changes) of", run(whole, "import", out))
    assert ended(whole) == ended(app)
    apart = make("apart")
    if pages:
        run(apart, "import", "--pages", out)
        assert ended(apart)
    run(apart, "import", "--forecasts", out / "forecasts.csv")


@pytest.mark.parametrize(("typed", "stored"), TYPED.items())
def test_a_moment_is_stored_in_one_form_that_each_import_takes(
    make: Make, tmp_path: Path, typed: str, stored: str
) -> None:
    app = make("app")
    run(app, "import", page(tmp_path, typed))
    assert ended(app) == stored
    comes_in_again(make, app, tmp_path / "out")


@pytest.mark.parametrize("typed", EARLY)
def test_a_moment_before_the_year_1000_is_refused(make: Make, tmp_path: Path, typed: str) -> None:
    told = refused(make("app"), "import", page(tmp_path, typed))
    assert "line 8: Ended on: The year has to be 1000 or later." in told


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu"])
@pytest.mark.parametrize("stored", STORED)
def test_a_moment_that_an_older_version_stored_breaks_nothing(
    make: Make, tmp_path: Path, stored: str, zone: str
) -> None:
    app = make("app")
    run(app, "import", page(tmp_path, "2026-05-01"))
    with inside(app):
        belief = db.session.query(Belief).one()
        with Writer("Ada").saving() as by, record(by) as entry:
            entry.alter(belief, ended_on=stored)
    set_zone(app, zone)
    app.testing = False
    for address in PAGES:
        assert app.test_client().get(address).status_code == 200, address
    app.testing = True
    comes_in_again(make, app, tmp_path / "out", pages="2026" in stored)
