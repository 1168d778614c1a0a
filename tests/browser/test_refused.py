"""A form that was refused is not saved: its text is kept, and nothing leaves it without a question.

These are refused for something that belongs to no single field.
"""

import re
from typing import Any

from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, Keyboard, says
from tests.browser.test_drafts import another_tab, drafts

TAKEAWAY = "What I thought for an hour"
LONG = "p" * 201


def log(keys: Keyboard, atlas: Atlas, region: str) -> str:
    """Log a reading with a quote, and return its title."""
    title = f"A work on {region}"
    sent: dict[str, Any] = {
        "title": title,
        "topics": region,
        "once": title,
        "quotes-0-text": "Words of the work",
    }
    assert keys.page.context.request.post(f"{atlas.address}/reading/new", form=sent).ok
    keys.go(f"/atlas/{region}")
    return title


def spoil(keys: Keyboard) -> None:
    """Type a takeaway and a page that is too long, and save."""
    keys.find("textbox", "Takeaway").fill(TAKEAWAY)
    keys.page.locator("summary").filter(has_text="Quotes and notes").click()
    keys.page.get_by_label("Page", exact=True).first.fill(LONG)
    drafts(keys, 1)
    keys.page.get_by_role("button", name="Save", exact=True).click()
    expect(keys.page.get_by_role("alert")).to_contain_text("Too long: 201 of 200")


def test_a_reading_refused_in_place_keeps_its_draft_and_asks_before_it_closes(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    title = log(keys, atlas, region)
    keys.page.get_by_role("link", name=f"Edit reading: {title}").click()
    spoil(keys)
    drafts(keys, 1)
    keys.find("textbox", "Takeaway").focus()
    keys.press("Escape")
    expect(keys.page.get_by_role("dialog", name="Discard your changes?")).to_be_visible()
    keys.press("Escape")
    keys.page.close()
    again = another_tab(keys, region)
    again.page.get_by_role("link", name=f"Edit reading: {title}").click()
    again.page.get_by_role("button", name="Restore").click()
    expect(again.find("textbox", "Takeaway")).to_have_value(TAKEAWAY)


def test_a_page_of_its_own_that_was_refused_is_not_left_without_a_question(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    title = log(keys, atlas, region)
    found = keys.page.locator(".row-reading", has_text=title).get_attribute("id") or ""
    keys.page.goto(f"/reading/{found.removeprefix('r-')}/edit")
    spoil(keys)
    drafts(keys, 1)
    asked = stays(keys.page)
    keys.page.mouse.click(5, 5)
    keys.page.locator("header.site a.name").click(no_wait_after=True)
    keys.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    drafts(keys, 1)


def stays(page: Page) -> list[str]:
    """Let the author stay on the page whenever asked; return what was asked so far."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    return asked


def test_a_cause_that_was_deleted_meanwhile_costs_no_reason(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    title = log(keys, atlas, region)
    edit = f"Edit belief: {FIRST}"
    keys.page.get_by_role("link", name=edit).click()
    keys.find("textbox", "Claim").fill("It holds")
    keys.find("textbox", "Credence").fill("70")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))
    keys.page.get_by_role("link", name="Edit belief: It holds").click()
    keys.find("textbox", "Credence").fill("55")
    keys.find("textbox", "Why did it move?").fill("A long reason")
    keys.page.locator("#beliefs").get_by_label(title).check()
    other = another_tab(keys, region)
    row = other.page.locator(".row-reading", has_text=title)
    row.locator("details.more summary").click()
    row.get_by_role("button", name=f"Delete reading: {title}").click()
    says(other.page, re.compile("^Deleted"))
    keys.page.bring_to_front()
    keys.page.locator("#beliefs button.primary").click()
    expect(keys.page.locator("#beliefs").get_by_role("alert")).to_be_focused()  # no field has it
    drafts(keys, 1)
    keys.find("textbox", "Why did it move?").focus()
    keys.press("Escape")
    expect(keys.page.get_by_role("dialog", name="Discard your changes?")).to_be_visible()


def test_a_refused_page_leaves_the_draft_until_its_text_is_saved(
    keys: Keyboard, region: str, title: str
) -> None:
    page, text = keys.page, f"A long thought about {title}"
    show(page, region, "private")
    page.goto(f"/writing/new?topics={region}")
    page.get_by_label("Title", exact=True).fill(f"An essay on {title}")
    page.get_by_label("Text, if it is published here").fill(text)
    drafts(keys, 1)
    other = page.context.new_page()
    show(other, region, "public")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not saved: visitors can read")
    drafts(keys, 1)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"An essay on {title}")
    drafts(keys, 0)


def show(page: Page, region: str, visibility: str) -> None:
    """Make a region public or private."""
    page.goto(f"/atlas/{region}/edit")
    page.locator("[name=visibility]").select_option(visibility)
    page.locator("#header button.primary").click()
    says(page, re.compile("^(Saved|.*(public|private))"))


def test_the_title_says_error_until_what_was_wrong_is_mended(keys: Keyboard, region: str) -> None:
    page = keys.page
    page.goto("/reading/new")
    keys.write("Title", f"A work on {region}")
    keys.write("Read on", "in a while")
    keys.press("Control+Enter")
    expect(page).to_have_title(re.compile("^Error: Add reading"))
    keys.press("End")
    keys.press("x")
    expect(page).to_have_title(re.compile("^Add reading"))


def test_the_title_says_error_until_the_form_is_closed(keys: Keyboard, region: str) -> None:
    page = keys.page
    page.route("**/vendor/htmx*", lambda route: route.abort())
    page.goto(f"/atlas/{region}")
    page.get_by_role("link", name=f"Edit belief: {FIRST}").click()
    page.get_by_label("Credence").fill("likely")
    page.unroute("**/vendor/htmx*")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: Signals"))
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Discard").click()
    says(page, "Cancelled.")
    expect(page).to_have_title(re.compile("^Signals"))
