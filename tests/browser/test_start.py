"""A first evening: from the demo, as `make run` leaves it, to a belief on a page of one's own."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Atlas, Contexts
from tests.browser.serving import Served
from tests.browser.test_drafts import DRAFTS
from tests.served import free_port
from wiki import create_app
from wiki.db import db

MOST_ACTIONS = 25
SECONDS = 10
STANCE = "A price on carbon works where it is high enough and stays."
CLAIM = "The EU price stays above €60 until 2030."


class Hands:
    """What somebody does on a page; each click, key and field filled counts as one action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def open(self, address: str) -> None:
        self.actions += 1
        self.page.goto(address)

    def click(self, control: Locator) -> None:
        self.actions += 1
        control.click()

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def fill(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)


@pytest.fixture(scope="module")
def demo(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo, to be copied."""
    instance = tmp_path_factory.mktemp("demo") / "instance"
    shutil.copytree(empty_instance, instance)
    app = create_app(instance, {})
    assert app.test_cli_runner().invoke(args=["demo"]).exit_code == 0
    with app.app_context():
        db.engine.dispose()
    return instance


@pytest.fixture
def fresh(demo: Path, tmp_path: Path) -> Iterator[Atlas]:
    """The demo, served with no setting but its address, and no author who ever signed in."""
    instance = tmp_path / "instance"
    shutil.copytree(demo, instance)
    port = str(free_port())
    environ = {"WIKI_PORT": port, "WIKI_BASE_URL": f"http://127.0.0.1:{port}"}
    served = Served(instance, environ)
    found = Atlas(served, create_app(instance, environ))
    try:
        served.start()
        yield found
    finally:
        served.stop()
        with found.app.app_context():
            db.engine.dispose()
    assert "Traceback" not in served.log.read_text(), served.log.read_text()


def enter(context: BrowserContext, fresh: Atlas) -> Page:
    """Sign in by a printed link, without the form."""
    page = context.new_page()
    context.request.post(fresh.run("sign-in-link"), max_redirects=0)
    return page


def begin(page: Page, title: str = "Carbon prices") -> None:
    page.goto("/start")
    page.get_by_label("Title of your atlas").fill("Climate policy")
    page.get_by_label("First region").fill(title)
    page.get_by_role("button", name="Start my own").click()
    expect(page.get_by_role("textbox", name="Where I currently stand")).to_be_focused()


def test_a_first_belief_on_a_page_of_ones_own_takes_few_actions(
    fresh: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=fresh.address).new_page()
    hands = Hands(page)
    hands.open(fresh.run("sign-in-link"))
    hands.click(page.get_by_role("button", name="Sign in"))
    hands.click(page.get_by_role("link", name="Start my own"))
    hands.fill("Title of your atlas", "Climate policy")
    hands.fill("What it is about, in a sentence", "What works against warming, and what does not.")
    hands.fill("Your name", "Grace Hopper")
    hands.fill("Password", "a long password")
    hands.fill("First region", "Carbon prices")
    hands.fill("First area", "Economics")
    hands.click(page.get_by_role("button", name="Start my own"))
    hands.fill("Where I currently stand", STANCE)
    hands.press("Control+Enter")
    expect(page.locator("#stance .prose")).to_have_text(STANCE)
    expect(page).to_have_url(f"{fresh.address}/atlas/carbon-prices")  # to reload and to send on
    hands.click(page.get_by_role("link", name="Add belief"))
    hands.fill("Claim", CLAIM)
    hands.fill("Credence", "70")
    hands.press("Enter")
    expect(page.locator("#beliefs .claim")).to_have_text(CLAIM)
    assert hands.actions <= MOST_ACTIONS
    data = fresh.data("carbon-prices")
    assert [belief["credence"] for belief in data["sections"]["beliefs"]] == [70]
    assert "Climate policy" in fresh.text("/")
    assert "New region: " in fresh.text("/changes")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in")
    page.get_by_label("Name").fill("Grace Hopper")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_it_works_without_javascript(fresh: Atlas, contexts: Contexts) -> None:
    page = enter(contexts(base_url=fresh.address, java_script_enabled=False), fresh)
    begin(page)
    expect(page.get_by_role("button", name="Bring the demo back")).to_be_visible()
    page.get_by_role("textbox", name="Where I currently stand").fill(STANCE)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#stance .prose")).to_have_text(STANCE)
    expect(page.get_by_role("button", name="Bring the demo back")).to_have_count(0)


def test_the_first_save_takes_the_way_back_away_at_once(fresh: Atlas, contexts: Contexts) -> None:
    page = enter(contexts(base_url=fresh.address), fresh)
    begin(page)
    back = page.get_by_role("button", name="Bring the demo back")
    expect(back).to_be_visible()
    page.get_by_role("textbox", name="Where I currently stand").fill(STANCE)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stance .prose")).to_have_text(STANCE)
    expect(back).to_have_count(0)


def test_the_demo_comes_back_by_one_press(fresh: Atlas, contexts: Contexts) -> None:
    page = enter(contexts(base_url=fresh.address), fresh)
    begin(page)
    page.get_by_role("button", name="Bring the demo back").click()
    expect(page.get_by_text("This is a demo.")).to_be_visible()
    expect(page.get_by_role("link", name="Timelines").first).to_be_visible()


def test_a_draft_of_the_demo_is_not_offered_in_ones_own_atlas(
    fresh: Atlas, contexts: Contexts
) -> None:
    context = contexts(base_url=fresh.address)
    page = enter(context, fresh)
    page.goto("/atlas/timelines/beliefs/new")
    page.get_by_role("textbox", name="Claim").fill("Written on the demo")
    deadline = time.monotonic() + SECONDS
    while page.evaluate(DRAFTS) != 1:
        assert time.monotonic() < deadline, "no draft is kept"
        page.wait_for_timeout(50)
    other = context.new_page()
    begin(other, "Timelines")
    other.goto("/atlas/timelines/beliefs/new")
    expect(other.get_by_role("textbox", name="Claim")).to_be_visible()
    expect(other.get_by_text("Unsaved text from")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("another took its place")).to_be_visible()
    expect(page.get_by_role("textbox", name="Claim")).to_have_value("Written on the demo")
    assert fresh.data("timelines")["sections"]["beliefs"] == []


@pytest.mark.parametrize("address", ["/", "/start", "/atlas/timelines"])
def test_nothing_is_wider_than_a_phone(fresh: Atlas, contexts: Contexts, address: str) -> None:
    phone = {"width": 320, "height": 640}
    page = enter(contexts(base_url=fresh.address, viewport=phone), fresh)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]
