"""Typing `[[` in a text offers the titles of regions."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.held import Held
from tests.browser.keyboard import Keyboard, says
from tests.conftest import TODAY
from tests.new_pages import create_topic
from wiki.db import begin_writing, db
from wiki.journal import Signature


@pytest.fixture(scope="module")
def rivers(atlas: Atlas) -> None:
    with atlas.app.app_context():
        begin_writing()
        for title in ("Upper river", "Lower river", "River | delta"):
            create_topic({"title": title}, Signature(None, TODAY))
        db.session.commit()


@pytest.mark.usefixtures("rivers")
def test_brackets_typed_before_their_script_has_come_offer_regions_too(
    author: Page, region: str
) -> None:
    keys, held = Keyboard(author), Held(author, "**/linking*.js*")
    keys.go(f"/atlas/{region}")
    keys.push("link", "Edit: Where I currently stand")
    expect(author.locator("#stance textarea")).to_be_focused()
    keys.press("Control+a", "Delete")
    keys.page.keyboard.type("It flows from the [[riv")
    held.only().continue_()
    says(author, "3 regions match")


@pytest.mark.usefixtures("rivers")
def test_a_script_that_does_not_arrive_is_asked_for_again_with_the_next_form(
    author: Page, region: str
) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    author.route("**/choices*.js*", lambda route: route.abort())
    with author.expect_event("requestfailed", lambda sent: "/choices" in sent.url):
        keys.push("link", "Edit: Where I currently stand")
    author.unroute("**/choices*.js*")
    keys.press("Escape")
    expect(author.locator("#stance textarea")).to_have_count(0)
    keys.push("link", "Edit: Where I currently stand")
    keys.press("Control+a", "Delete")
    keys.page.keyboard.type("It flows from the [[riv")
    says(author, "3 regions match")


@pytest.mark.usefixtures("rivers")
def test_two_brackets_offer_regions_that_keys_choose(
    author: Page, atlas: Atlas, region: str
) -> None:
    keys, asked = Keyboard(author), []
    author.on("request", lambda sent: asked.append(sent.url) if "/titles" in sent.url else None)
    keys.go(f"/atlas/{region}")
    keys.push("link", "Edit: Where I currently stand")
    field = author.locator("#stance textarea")
    expect(field).to_be_focused()
    keys.press("Control+a", "Delete")
    keys.page.keyboard.type("It flows from the [[riv")
    says(author, "3 regions match")
    options = author.locator(".choices li")
    expect(options).to_have_text(["River | delta", "Lower river", "Upper river"])
    keys.press("ArrowUp")
    expect(field).to_have_attribute("aria-activedescendant", "link-choices-2")
    keys.press("Enter")
    expect(field).to_have_value("It flows from the [[Upper river]]")
    says(author, "Linked to Upper river.")
    keys.page.keyboard.type(" to the [[delta")
    keys.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_be_focused()
    keys.press("Backspace", "ArrowDown", "Enter", "Control+Enter")
    stance = author.locator("#stance .prose")
    expect(stance).to_have_text("It flows from the Upper river to the River | delta")
    expect(stance.get_by_role("link")).to_have_count(2)
    assert len(asked) == 1


@pytest.mark.usefixtures("rivers")
def test_an_answer_that_is_not_the_atlas_s_is_asked_for_again(author: Page, region: str) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    author.route("**/titles.json*", lambda route: route.fulfill(body="<html>Pay here"))
    keys.push("link", "Edit: Where I currently stand")
    expect(author.locator("#stance textarea")).to_be_focused()
    keys.press("Control+a", "Delete")
    with author.expect_event("requestfinished", lambda sent: "/titles" in sent.url):
        author.keyboard.type("It flows from the [[")
    author.wait_for_timeout(200)
    author.unroute("**/titles.json*")
    author.keyboard.type("riv")
    says(author, "3 regions match")


@pytest.mark.usefixtures("rivers")
def test_nothing_is_chosen_into_a_form_that_is_being_saved(
    author: Page, atlas: Atlas, region: str
) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.push("link", "Edit: Where I currently stand")
    keys.press("Control+a", "Delete")
    keys.page.keyboard.type("It flows from the [[riv")
    says(author, "3 regions match")
    held = Held(author, "**/stance/*")
    keys.press("Control+Enter")
    held.only()
    keys.press("ArrowDown", "Enter")
    expect(author.locator("#stance textarea")).to_have_value("It flows from the [[riv")
    held.only().continue_()
    expect(author.get_by_role("status").first).to_have_text(re.compile("^Saved"))
    assert "It flows from the [[riv" in atlas.text(f"/atlas/{region}")
