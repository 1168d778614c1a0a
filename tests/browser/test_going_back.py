"""Whoever goes back, or leaves a page, finds what was typed once: saved, or kept as a draft."""

import re

from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, Keyboard, says
from tests.browser.test_drafts import CLAIM, drafts

TEXT = re.compile("^Text")


def asks(page: Page) -> list[str]:
    """Leave the page whenever asked; return what was asked so far."""
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    return asked


def test_back_after_a_save_shows_an_empty_form_and_no_text_that_is_saved(
    keys: Keyboard, title: str
) -> None:
    page = keys.page
    asked = asks(page)
    page.goto("/writing/new")
    keys.write("Title", f"On {title}")
    page.get_by_role("textbox", name=TEXT).fill("Some words.")
    page.get_by_role("button", name="Save draft").click()
    says(page, "Saved as a draft.")
    page.go_back()
    page.wait_for_url("**/writing/new")
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("")
    expect(page.get_by_role("textbox", name=TEXT)).to_have_value("")
    page.go_forward()
    assert not asked


def test_what_was_typed_just_before_a_page_is_left_is_kept(keys: Keyboard, region: str) -> None:
    page = keys.page
    page.on("dialog", lambda dialog: dialog.accept())
    keys.push("link", f"Edit belief: {FIRST}")
    claim = page.get_by_role("textbox", name="Claim")
    claim.fill(CLAIM)
    keys.go(f"/atlas/{region}")
    drafts(keys, 1)
    keys.push("link", f"Edit belief: {FIRST}")
    page.get_by_role("button", name="Restore").click()
    expect(claim).to_have_value(CLAIM)


def test_back_to_a_form_offers_what_was_typed_on_the_version_that_it_was_begun_on(
    keys: Keyboard, atlas: Atlas, title: str
) -> None:
    page = keys.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/writing/new")
    keys.write("Title", f"On {title}")
    page.get_by_role("button", name="Publish").click()
    says(page, "Saved.")
    edit = f"{page.url}/edit"
    page.goto(edit)
    page.get_by_role("textbox", name=TEXT).fill("Mine.")
    drafts(keys, 1)
    page.goto("/map")
    other = Keyboard(page.context.new_page())
    other.page.goto(edit)
    other.page.get_by_role("textbox", name=TEXT).fill("Theirs.")
    other.page.get_by_role("button", name="Save", exact=True).click()
    says(other.page, "Saved.")
    page.bring_to_front()
    page.go_back()
    expect(page.get_by_role("textbox", name=TEXT)).to_have_value("Theirs.")
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Theirs.")
    expect(page.get_by_role("textbox", name=TEXT)).to_have_value("Mine.")
    assert "Theirs." in atlas.text(edit.removeprefix(atlas.address).removesuffix("/edit"))
