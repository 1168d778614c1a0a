"""What the browser tests stand on: one Chromium, the real server, and a page like a published one.

There is one server and one atlas for all tests; each test has a region and a browser context of
its own. A test that fails to find the browser fails: nothing here is skipped.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from bench.chromium import FLAGS, NAMES, find_chromium
from tests.browser.keyboard import Keyboard
from tests.browser.serving import Served
from tests.served import free_port
from wiki import create_app
from wiki.db import db
from wiki.queries.authors import find_author
from wiki.services.authors import make_author

PATIENCE_MS = 5_000
PUBLISHED = (Path(__file__).parent / "published.txt").read_text(encoding="utf-8")
# What Chromium itself says of an answer that is no success; the tests look at those answers.
EXPECTED = ("Failed to load resource: ", "htmx: htmx:error: ")

Contexts = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Atlas:
    """The atlas under test: its server, and the application over the same data."""

    served: Served
    app: Flask

    @property
    def address(self) -> str:
        return self.served.address

    def run(self, *words: str) -> str:
        """Run a command and return what it prints."""
        done = self.app.test_cli_runner().invoke(args=words)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    def data(self, slug: str) -> dict[str, Any]:
        """Return a topic's page as data, as a visitor gets it."""
        answer = self.app.test_client().get(f"/atlas/{slug}.json")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.get_json()
        return found

    def text(self, address: str) -> str:
        """Return what a visitor gets at an address."""
        return self.app.test_client().get(address).text

    def changes(self, slug: str) -> int:
        """Return how many changes the history of a region tells of."""
        return self.text(f"/atlas/{slug}/history").count("<li>")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if not path:
        pytest.fail(f"The browser tests need Chromium: none of {', '.join(NAMES)} is on the PATH.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def serve(empty: Path, folder: Path) -> Iterator[Atlas]:
    """Serve a fresh atlas with one author until the tests are through with it."""
    instance = folder / "instance"
    shutil.copytree(empty, instance)
    port = str(free_port())
    environ = {
        "WIKI_PORT": port,
        "WIKI_BASE_URL": f"http://127.0.0.1:{port}",
        "WIKI_AUTHOR_NAME": "Ada",
        "WIKI_CONTACT": "author@example.org",
    }
    app = create_app(instance, environ)
    with app.app_context():
        make_author("Ada")
        db.session.commit()
    served = Served(instance, environ)
    try:
        served.start()
        yield Atlas(served, app)
    finally:
        served.stop()
        with app.app_context():
            db.engine.dispose()
    assert "Traceback" not in served.log.read_text(), served.log.read_text()


@pytest.fixture(scope="session")
def atlas(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    yield from serve(empty_instance, tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def demo(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """The demo atlas, which goes into an empty one only; a module may change its own."""
    for atlas in serve(empty_instance, tmp_path_factory.mktemp("demo")):
        atlas.run("demo")
        yield atlas


@pytest.fixture
def own_atlas(empty_instance: Path, tmp_path: Path) -> Iterator[Atlas]:
    """An atlas whose server the test may kill."""
    yield from serve(empty_instance, tmp_path)


@pytest.fixture(scope="session")
def numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def title(numbers: Iterator[int]) -> str:
    return f"Signals and sentinels {next(numbers)}"


@pytest.fixture
def region(atlas: Atlas, title: str, tmp_path: Path) -> str:
    """A region imported from a published page with nothing but placeholders; its slug."""
    return import_page(atlas, title, tmp_path)


def import_page(atlas: Atlas, title: str, folder: Path) -> str:
    """Import a published page under a title of its own and return its slug.

    It stands in a folder of its own, whose name says nothing of who may read the page.
    """
    file = folder / "pages" / "page.txt"
    file.parent.mkdir(exist_ok=True)
    file.write_text(PUBLISHED.replace("TITLE", title), encoding="utf-8")
    atlas.run("import", str(file))
    return title.lower().replace(" ", "-")


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Contexts]:
    """Open browser contexts that are closed at the end; whatever a page complains of fails."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            complaints.append(f"{message.type}: {message.text}")

    def open_context(**more: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": {"width": 1100, "height": 900}} | more)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()
    assert not complaints


def sign_in(context: BrowserContext, atlas: Atlas) -> Page:
    """Sign Ada in without the form: the session is what the tests are not about."""
    with atlas.app.app_context():
        author = find_author("Ada")
        assert author
        token = atlas.app.extensions["atlas.gate"].make_link(author.id)
        db.session.remove()
    page = context.new_page()
    context.request.post(f"{atlas.address}/sign-in/{token}", max_redirects=0)
    return page


@pytest.fixture
def visitor(atlas: Atlas, contexts: Contexts) -> Page:
    return contexts(base_url=atlas.address).new_page()


@pytest.fixture
def author(atlas: Atlas, contexts: Contexts) -> Page:
    """Ada's window, signed in."""
    return sign_in(contexts(base_url=atlas.address), atlas)


@pytest.fixture
def keys(author: Page, region: str) -> Keyboard:
    """Ada's keyboard on the page of the region."""
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    return keys


@pytest.fixture
def plain(atlas: Atlas, contexts: Contexts) -> Page:
    """Ada's window with JavaScript off."""
    return sign_in(contexts(base_url=atlas.address, java_script_enabled=False), atlas)
