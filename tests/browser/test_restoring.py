"""Restore brings back all of a draft, also where the form that it is restored in asks for less."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.held import Held
from tests.browser.keyboard import FIRST, Keyboard, says
from tests.browser.test_drafts import CLAIM, another_tab, drafts, reopen, write
from tests.browser.test_saving import BEING_SAVED

REASON = "A reason that took a while to write"
OFFER = re.compile(
    r"^Unsaved text from \d\d:\d\d today\. Restore and Discard stand before the first"
)


@pytest.fixture
def belief(keys: Keyboard, atlas: Atlas, region: str) -> int:
    """A belief of the region that is held at 70 per cent; its id."""
    keys.push("link", f"Edit belief: {FIRST}")
    keys.find("textbox", "Claim").fill("It holds")
    keys.find("textbox", "Credence").fill("70")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))
    found: int = atlas.data(region)["sections"]["beliefs"][0]["id"]
    return found


def restored(page: Page, address: str) -> Page:
    """Close a page, open an address in another tab and restore what is offered there."""
    other = page.context.new_page()
    page.close()
    other.goto(address)
    other.get_by_role("button", name="Restore").click()
    return other


def ask(page: Page, title: str) -> None:
    """Begin a reading and let its form show what it changes in a region."""
    page.goto("/reading/new")
    page.get_by_label("Title").fill(f"A work on {title}")
    page.get_by_label("Regions").fill(title)
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.locator("details[data-asked]")).to_be_visible()


def test_what_a_reading_changes_is_restored_and_saved(
    keys: Keyboard, atlas: Atlas, region: str, title: str, belief: int
) -> None:
    ask(keys.page, title)
    keys.page.locator(f"[name=credence_{belief}]").fill("55")
    keys.page.get_by_label("Why did it move?").fill(REASON)
    drafts(keys, 1)
    keys.page.wait_for_timeout(700)
    page = restored(keys.page, "/reading/new")
    expect(page.get_by_label("Why did it move?")).to_have_value(REASON)
    number = page.locator(f".restored [name=credence_{belief}]")
    expect(number).to_have_accessible_name("It holds ~70%: New number (%)")
    page.get_by_role("button", name="Show what it changes").click()
    expect(page.get_by_label("Why did it move?")).to_have_value(REASON)
    expect(page.locator(f"[name=credence_{belief}]")).to_have_value("55")
    expect(page.locator(".restored")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_title(re.compile("^A work on"))
    assert atlas.data(region)["sections"]["beliefs"][0]["credence"] == 55
    assert REASON in atlas.text(f"/atlas/{region}/history")
    drafts(Keyboard(page), 0)


def test_what_the_form_does_not_ask_for_is_saved_with_the_rest(
    keys: Keyboard, atlas: Atlas, region: str, title: str, belief: int
) -> None:
    ask(keys.page, title)
    keys.page.locator(f"[name=credence_{belief}]").fill("45")
    drafts(keys, 1)
    keys.page.wait_for_timeout(700)
    page = restored(keys.page, "/reading/new")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_title(re.compile("^A work on"))
    assert atlas.data(region)["sections"]["beliefs"][0]["credence"] == 45


def test_a_number_that_moved_after_the_draft_is_not_overwritten(
    keys: Keyboard, atlas: Atlas, region: str, title: str, belief: int
) -> None:
    keys.push("link", "Add reading")
    keys.write("Title", f"A work on {title}")
    keys.page.locator("summary", has_text="What it changes here").click()
    keys.page.locator(f"[name=credence_{belief}]").fill("80")
    drafts(keys, 1)
    keys.page.wait_for_timeout(700)
    other = another_tab(keys, region)
    keys.page.close()
    other.push("link", "Edit belief: It holds")
    other.find("textbox", "Credence").fill("30")
    other.press("Control+Enter")
    says(other.page, re.compile("^Saved"))
    other.push("link", "Add reading")
    other.page.get_by_role("button", name="Restore").click()
    other.page.locator("#reading button.primary").click()
    expect(other.page.locator("#reading").get_by_role("alert")).to_contain_text("It is 30 now")
    assert atlas.data(region)["sections"]["beliefs"][0]["credence"] == 30


def test_a_second_quote_comes_back_in_a_form_with_one_box(keys: Keyboard, title: str) -> None:
    page = keys.page
    page.goto("/reading/new")
    page.get_by_label("Title").fill(f"A work on {title}")
    page.locator("summary", has_text="Quotes and notes").click()
    page.get_by_label("Words of the work").fill("The first quote")
    page.get_by_label("Read on").fill("in a while")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.locator("summary", has_text="Quotes and notes").click()
    page.get_by_label("Words of the work").last.fill("The second quote")
    page.wait_for_timeout(700)
    again = restored(page, "/reading/new")
    expect(again.get_by_label("Words of the work", exact=True)).to_be_visible()  # its part is open
    more = again.get_by_label("New quote: Words of the work")
    expect(more).to_have_value("The second quote")
    again.get_by_label("Read on").fill("2026-05")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again).to_have_title(re.compile("^A work on"))
    for words in ("The first quote", "The second quote"):
        expect(again.get_by_text(words)).to_have_count(1)


def test_an_offer_is_read_out_as_the_focus_is_below_it(keys: Keyboard, region: str) -> None:
    write(keys)
    says(reopen(keys, region).page, OFFER)


def test_what_is_restored_while_the_form_is_saved_is_not_gone_with_it(
    keys: Keyboard, region: str
) -> None:
    write(keys)
    again = reopen(keys, region)
    again.write("Claim", "Saved at once")
    held = Held(again.page, "**/beliefs/*")
    again.press("Control+Enter")
    held.only()
    again.page.get_by_role("button", name="Restore").click()
    says(again.page, BEING_SAVED)
    held.only().continue_()
    says(again.page, re.compile("^Saved. Belief 1"))
    again.page.unroute("**/beliefs/*")
    again.push("link", "Edit belief: Saved at once")
    again.page.get_by_role("button", name="Restore").click()
    expect(again.find("textbox", "Claim")).to_have_value(CLAIM)
