"""The loop by keyboard alone: a reading is logged, a trigger happens and a belief moves at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import Keyboard, says

BELIEF = "Warnings get lost between desks"
TRIGGER = "An inquiry that finds none were lost"


@pytest.fixture
def keys(author: Page, region: str) -> Keyboard:
    """Ada's keyboard on a page with a belief and a trigger bound to it."""
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.push("link", "Add belief")
    keys.write("Claim", BELIEF)
    keys.write("Credence", "70")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved. Belief 4 of 4"))
    keys.push("link", "Add trigger")
    keys.write("Observation", TRIGGER)
    keys.reach("combobox", "Belief it bears on")
    keys.page.keyboard.type(BELIEF[:12])
    keys.write("How far", "from 70% to 50%")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved. Trigger 3 of 3"))
    return keys


def test_one_save_logs_a_reading_and_all_it_sets_off_and_one_undo_takes_it_back(
    keys: Keyboard, atlas: Atlas, region: str, visitor: Page
) -> None:
    before = atlas.data(region)["sections"]
    keys.push("link", "Add reading", back=True)
    keys.write("Title", "The report on lost warnings")
    keys.write("Takeaway", "None were lost.")
    keys.push("menu", "What it changes here")
    keys.reach("checkbox", TRIGGER)
    keys.press("Space")
    keys.reach("combobox", "Evidence")
    keys.page.keyboard.type("against")
    keys.write("New number (%)", "55")
    keys.write("Why did it move?", "All of them arrived")
    keys.press("Control+Enter")
    says(keys.page, re.compile('^Added "The report on lost warnings"'))
    # What it altered in other sections shows without loading the page again.
    expect(keys.page.locator("#beliefs")).to_contain_text("from 70%")
    expect(keys.page.locator("#triggers")).to_contain_text(re.compile("→ 70% → 55%"))
    visitor.goto(f"/atlas/{region}")
    expect(visitor.locator("#beliefs")).to_contain_text("~55%")
    expect(visitor.locator("#beliefs")).to_contain_text("1 reading against")
    expect(visitor.locator("#reading")).to_contain_text("moved one belief, 70% → 55%")
    expect(visitor.locator("#triggers")).to_contain_text("promised 70% → 50%")
    for path in (f"/atlas/{region}/history", "/changes", f"/atlas/{region}/changes"):
        visitor.goto(path)
        first = visitor.locator(".history li, .lines li").first
        expect(first).to_contain_text("70% → 55%")
        expect(first).to_contain_text("All of them arrived")
    feed = atlas.text(f"/atlas/{region}/changes.rss")
    assert "70% → 55%" in feed
    assert "after reading" in feed
    visitor.goto("/beliefs")
    expect(visitor.locator(".listed", has_text=BELIEF).first).to_contain_text("from 70%")
    visitor.goto("/triggers?state=happened")
    expect(visitor.locator(".row-trigger", has_text=TRIGGER).first).to_contain_text("70% → 55%")
    keys.push("button", "Undo", back=True)
    says(keys.page, "Undone.")
    assert atlas.data(region)["sections"] == before
    assert "70% → 55%" not in atlas.text(f"/atlas/{region}/changes")


def test_this_happened_opens_the_belief_it_moves_with_the_promised_number_to_press(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.push("menu", f"More for trigger: {TRIGGER}")
    keys.push("link", f"This happened: {TRIGGER}")
    keys.is_on("textbox", "Happened on")
    keys.press("Control+Enter")
    says(keys.page, "Marked as happened.")
    keys.is_on("textbox", "Credence")
    expect(keys.find("textbox", "Credence")).to_have_value("70")
    keys.push("button", "50%, as you said you would")
    says(keys.page, "Saved. Belief 4 of 4, about 50 per cent, was 70.")
    assert atlas.data(region)["sections"]["beliefs"][-1]["credence"] == 50
    expect(keys.page.locator("#triggers")).to_contain_text("→ 70% → 50%")


def test_a_form_that_is_open_elsewhere_on_the_page_keeps_its_text(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {BELIEF}")
    keys.write("Why", "not saved yet")
    keys.push("link", "Add reading")
    keys.write("Title", "The report on lost warnings")
    keys.push("menu", "What it changes here")
    form = keys.page.locator("#reading form")
    form.get_by_label("New number (%)").focus()
    keys.page.keyboard.type("55")
    keys.press("Control+Enter")
    says(keys.page, re.compile('^Added "The report on lost warnings"'))
    expect(keys.find("textbox", "Why")).to_have_value("not saved yet")


def test_affirming_and_leaving_a_belief_take_a_few_keys(keys: Keyboard) -> None:
    keys.push("menu", f"More for belief: {BELIEF}")
    keys.push("button", f"Still 70%: {BELIEF}")
    says(keys.page, "Still about 70 per cent.")
    keys.push("menu", f"More for belief: {BELIEF}")
    keys.push("link", f"Retire: {BELIEF}")
    keys.is_on("combobox", "What became of it?")
    keys.page.keyboard.type("Resolved true")
    keys.press("Control+Enter")
    says(keys.page, "Resolved true.")
    expect(keys.page.locator("details.former")).to_contain_text("Former beliefs (1)")
    keys.push("button", "Undo", back=True)
    says(keys.page, "Undone.")
    expect(keys.page.locator("details.former")).to_have_count(0)


def test_a_reading_logged_from_its_own_form_moves_what_its_trigger_promised(
    keys: Keyboard, atlas: Atlas, region: str, title: str
) -> None:
    keys.go("/reading/new")
    keys.is_on("textbox", "Address")
    keys.write("Title", "The inquiry")
    keys.reach("combobox", "Regions")
    keys.page.keyboard.type(f"Nowhere, {title[:-1]}")
    expect(keys.page.locator(".choices li").filter(has_text=title).first).to_be_visible()
    keys.press("Control+a")
    keys.page.keyboard.type(title)
    keys.press("ArrowDown", "Enter")
    expect(keys.find("combobox", "Regions")).to_have_value(title)
    keys.write("Takeaway", "None were lost.")
    keys.push("button", "Show what it changes")
    expect(keys.page.locator("details.loop > summary")).to_be_focused()
    expect(keys.find("textbox", "Title")).to_have_value("The inquiry")
    keys.reach("checkbox", TRIGGER)
    keys.press("Space", "Tab")
    keys.is_on("checkbox", re.compile(f"would take {BELIEF} from 70% to 50%"))
    keys.press("Space")
    keys.push("button", "Save and log another")
    says(keys.page, "Added “The inquiry”.")
    keys.is_on("textbox", "Address")
    expect(keys.page.get_by_text("Unsaved text from")).to_have_count(0)
    beliefs = atlas.data(region)["sections"]["beliefs"]
    assert [row["credence"] for row in beliefs if row["claim"] == BELIEF] == [50]
