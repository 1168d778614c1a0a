"""What every test stands on: a migrated atlas of its own, visitors and authors, and some noise."""

import gc
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import disk_usage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.compiled_once import compile_addresses_once, identify_program_once, share_compiled
from tests.new_pages import create_topic
from tests.prepared import Names, Prepared, WrittenOnce
from tests.refusals import says_why
from wiki import create_app
from wiki.db import begin_writing, db
from wiki.journal import Signature
from wiki.models import Address
from wiki.queries.authors import find_author
from wiki.sections import SECTIONS, Section
from wiki.services.authors import make_author
from wiki.services.items import add_item
from wiki.site import OperatorSetting

settings.register_profile(
    "atlas",
    deadline=None,  # speed is a benchmark's business
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("atlas")
compile_addresses_once()
identify_program_once()
# Every test leaves an app behind, with thousands of objects: to look for them less often costs
# some memory, and a tenth less time.
gc.set_threshold(50_000, 20, 20)

# Files that take long as a whole begin first, so that no worker is left with one at the end.
LONGEST = (
    "test_nothing_leaks",
    "test_interleavings",
    "test_wheel",
    "test_no_server_error",
    "test_archive",
    "test_threads",
    "test_new_kind",
    "test_notes",
    "test_queries",
    "test_projections",
    "test_serve",
    "test_freezing",
)
MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 * 10**9
TODAY = date(2026, 11, 20)
ENVIRON = {
    "WIKI_BASE_URL": "http://localhost",
    "WIKI_SECRET_KEY": "only-for-the-tests-of-atlas",
    "WIKI_CONTACT": "author@example.org",
}
Sample = dict[str, str]
Once = Callable[[Callable[[], object]], None]
# What the fields of a kind can hold, where any words will not do.
PARTICULAR: dict[str, tuple[Sample, Sample]] = {
    "reading": (
        {"title": "On counting", "url": "https://example.org/counting", "takeaway": "Count."},
        {"title": "On counting", "url": "https://example.org/counting", "takeaway": "Recount."},
    ),
    "writing": (
        {"title": "My essay", "body": "Some words."},
        {"title": "My essay", "body": "Other words."},
    ),
    "regions": (
        {"region": "Elsewhere", "kind": "leans on", "reason": "It stands on it"},
        {"region": "Elsewhere", "kind": "related", "reason": "They touch"},
    ),
}
BY_TYPE = {
    "CredenceField": ("70", "55"),
    "DateField": ("2026-05-01", "2026-06"),
    "DueField": ("2030-05", "2031"),
    "DayField": ("2026-05-01", "2026-06-02"),
    "UrlField": ("https://example.org/a", "https://example.org/b"),
    "RangeField": ("60-80", "50-75"),
    "MoveField": ("70 to 50", "60 to 50"),
    "AnchorField": ("", ""),
}


def sample(section: Section) -> tuple[Sample, Sample]:
    """Return a value for every field of a kind, and another to change it to."""
    if section.name in PARTICULAR:
        return PARTICULAR[section.name]
    form = section.form(today=TODAY)
    fields = {name: form[name].type for name in section.form_fields}
    return (
        {name: BY_TYPE.get(type_, (f"Some {name}", ""))[0] for name, type_ in fields.items()},
        {name: BY_TYPE.get(type_, ("", f"Other {name}"))[1] for name, type_ in fields.items()},
    )


SAMPLES = {section.name: sample(section) for section in SECTIONS}


def pytest_configure() -> None:
    """Let the tests keep their files in memory, where there is room: each has a database.

    They would wait for the disk a tenth of their time.
    """
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    if not os.access(MEMORY, os.W_OK):
        return
    if min(free, disk_usage(MEMORY).free) > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest files first; all others stay in their order."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance folder whose database is migrated and empty, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(folder, ENVIRON)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def prepared(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Return what makes folders with an author, the region Compute and noise in them."""
    return Prepared(empty_instance, tmp_path_factory.mktemp("prepared"), fill)


@pytest.fixture(scope="session")
def written() -> WrittenOnce:
    """Return what is kept of what the fixtures of modules write."""
    return WrittenOnce()


@pytest.fixture
def once(request: pytest.FixtureRequest, app: Flask, written: WrittenOnce) -> Once:
    """Return what lets a fixture write once for many tests: it calls a function, or copies."""
    before = tuple(name for name in request.fixturenames if name in WRITTEN)
    return lambda write: written.write(app, write, before)


@pytest.fixture
def instance(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Path:
    """Return a folder of the test's own, in which is already what its other fixtures write.

    Tests that set the clock back before these write have an `instance` of their own.
    """
    folder = tmp_path / "instance"
    prepared.copy(tuple(name for name in request.fixturenames if name in WRITTEN), folder)
    return folder


@pytest.fixture
def app(instance: Path) -> Iterator[Flask]:
    made = create_app(instance, ENVIRON)
    made.testing = True
    made.after_request(says_why)
    share_compiled(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()


@pytest.fixture
def author(app: Flask) -> FlaskClient:
    """A signed-in author's browser."""
    return signed_in(app, "Ada")


def signed_in(app: Flask, name: str) -> FlaskClient:
    """Return the browser of an author, who is made where there is none of that name.

    The session is opened in the gate: signing in by name or link has tests of its own.
    """
    with app.app_context():
        begin_writing()
        who = find_author(name) or make_author(name)
        db.session.commit()
        token = app.extensions["atlas.gate"].open_session(who.id)
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = token  # as Flask-Login keeps it
        session.permanent = True
    return browser


def set_zone(app: Flask, zone: str) -> None:
    """Set the site's time zone as the operator does, who then restarts: no answer is kept."""
    given = {"time_zone": OperatorSetting(zone, "WIKI_TIME_ZONE")}
    config = app.extensions["atlas.settings"]
    app.extensions["atlas.settings"] = replace(config, site_settings=given)
    app.wsgi_app.cache.close()  # type: ignore[attr-defined]  # the page cache is around it


def base_of(page: str) -> str:
    """Return the version that the form on a page was opened on."""
    found = re.search(r'name="base" value="(\d+)"', page)
    assert found, page
    return found[1]


@dataclass
class Way:
    """One of the two ways to send a form: as a browser does by itself, or as htmx does."""

    browser: FlaskClient
    htmx: bool

    @property
    def headers(self) -> dict[str, str]:
        return {"HX-Request": "true"} if self.htmx else {}

    def get(self, address: str) -> TestResponse:
        return self.browser.get(address, headers=self.headers)

    def post(self, address: str, data: dict[str, Any] | None = None) -> TestResponse:
        """Send a form and return what the author sees then: after a redirect, its target."""
        answer = self.browser.post(address, data=data, headers=self.headers)
        if self.htmx:
            return answer
        return self.browser.get(answer.location) if answer.status_code == 303 else answer


@pytest.fixture(params=["plain", "htmx"])
def way(request: pytest.FixtureRequest, author: FlaskClient) -> Way:
    return Way(author, request.param == "htmx")


@pytest.fixture
def topic(app: Flask) -> str:
    """A region to write on, and one next to it; the slug of the first."""
    _write_unless_there(app, "compute", write_topic)
    return "compute"


@pytest.fixture
def noise(app: Flask) -> None:
    """Another region with one item of every kind, so that a missing condition shows."""
    _write_unless_there(app, "noise", write_noise)


def _write_unless_there(app: Flask, slug: str, write: Callable[[], None]) -> None:
    """Write what a fixture is for where a module's own folder is not prepared for it."""
    with app.app_context():
        if db.session.scalar(select(Address.slug).where(Address.slug == slug)) is None:
            db.session.rollback()
            begin_writing()
            write()
            db.session.commit()
        db.session.remove()


def write_topic() -> None:
    by = Signature(None, TODAY)
    create_topic({"title": "Compute", "summary": "On chips", "area": "Governance"}, by)
    create_topic({"title": "Elsewhere", "status": "Forming"}, by)


def write_noise() -> None:
    by = Signature(None, TODAY)
    create_topic({"title": "Far away"}, by)
    busy = create_topic({"title": "Noise"}, by)
    for section in SECTIONS:
        first, _ = SAMPLES[section.name]
        sample = first | {"region": "Far away"} if section.name == "regions" else first
        typed = {
            name: f"noisy {value}" if name == section.lead and name != "region" else value
            for name, value in sample.items()
        }
        if typed.get("url"):
            typed["url"] += "/noisy"  # another work
        form = section.form(_form_data(typed), today=TODAY)
        assert form.validate(), form.errors
        add_item(section, busy, form.values, by)


# What an instance folder can be prepared with, by the fixture that needs it.
WRITTEN: dict[str, Callable[[], object]] = {
    "author": lambda: make_author("Ada"),
    "topic": write_topic,
    "noise": write_noise,
}


def fill(folder: Path, names: Names) -> None:
    """Write what some fixtures are for into an instance folder."""
    app = create_app(folder, ENVIRON)
    share_compiled(app)
    with app.app_context():
        for name in names:
            begin_writing()
            WRITTEN[name]()
            db.session.commit()
        db.engine.dispose()


def _form_data(values: dict[str, str]) -> Any:
    return MultiDict(values)
