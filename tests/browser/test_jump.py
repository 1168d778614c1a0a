"""What opens above a page: the jump list by one key, and the card of a region beside a link."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard


def test_an_author_jumps_by_keys_alone(author: Page, region: str) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    loaded: list[str] = []
    author.on("request", lambda request: loaded.append(request.url))
    keys.reach("link", "Add belief")
    assert not loaded
    keys.press("Control+k")
    dialog = author.get_by_role("dialog", name="Jump to")
    field = dialog.get_by_role("combobox", name="Part of a name")
    expect(field).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text(re.compile(r"places"))
    author.keyboard.type("new")
    expect(dialog.get_by_role("status")).to_have_text(re.compile(r"match"))
    first = dialog.get_by_role("option", name="New region")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    keys.press("ArrowDown")
    second = dialog.get_by_role("option", name="New essay")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(first).to_have_attribute("aria-selected", "false")
    expect(field).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    assert Axe().run(author).violations_count == 0
    keys.press("Escape")
    expect(dialog).to_have_count(0)
    keys.is_on("link", "Add belief")
    # Who types fast and presses Enter before the answer is there means what was typed.
    keys.press("Control+k")
    expect(field).to_be_focused()
    author.keyboard.type("settin")
    keys.press("Enter")
    expect(author.get_by_role("heading", name="Settings", level=1)).to_be_visible()


def test_where_the_server_does_not_answer_enter_leads_nowhere(author: Page) -> None:
    author.goto("/record")
    author.keyboard.press("Control+k")
    dialog = author.get_by_role("dialog", name="Jump to")
    expect(dialog.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    author.route("**/jump?q=zz", lambda route: route.abort())
    author.keyboard.type("zz")
    expect(dialog.get_by_role("status")).to_have_text("The server does not answer.")
    expect(dialog.get_by_role("option")).to_have_count(0)
    author.keyboard.press("Enter")
    expect(dialog).to_be_visible()


def test_a_card_comes_with_the_mouse_or_a_key_and_goes_with_escape(visitor: Page) -> None:
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    visitor.goto("/")
    link = visitor.locator("main a.region").first
    card = visitor.locator("#card")
    link.focus()
    assert not [url for url in asked if "/card" in url or "over.css" in url]
    visitor.keyboard.press("p")
    expect(card).to_contain_text(link.inner_text())
    assert Axe().run(visitor).violations_count == 0
    visitor.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(link).to_be_focused()
    link.hover()
    expect(card).to_be_visible()
    card.hover()  # the mouse may go to what it opened
    visitor.wait_for_timeout(400)
    expect(card).to_be_visible()
    visitor.mouse.move(2, 2)
    expect(card).to_have_count(0)
