"""Whoever goes back, or leaves a page, finds what was typed once: saved, or kept as a draft."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, Keyboard, says
from tests.browser.test_another_author import sign_in_bob
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


# Each form of something that is saved already: its address, and a field that is typed in.
FORMS = {
    "a belief": ("/atlas/{}/beliefs/new", "claim"),
    "a stance": ("/atlas/{}/stance/new", "body"),
    "the header": ("/atlas/{}/edit", "summary"),
    "the note": ("/atlas/{}/note", "body"),
    "About": ("/about/edit", "body"),
    "the settings": ("/settings", "site_summary"),
    "an essay": ("/writing/new", "title"),
    "an area": ("/areas/new", "summary"),
}
SAVE = ".item-form button.primary"


def begin(page: Page, form: str, region: str) -> str:
    """Save something by a form, and return the address of the form that edits it."""
    address, field = FORMS[form]
    page.goto(address.format(region))
    if form == "an area":
        page.locator(".item-form [name=title]").fill(f"Area of {region}")
    page.locator(f".item-form [name={field}]").fill("Of the first.")
    page.locator(SAVE).click()
    if form == "an essay":
        page.get_by_role("link", name="Edit", exact=True).click()
    elif form == "a belief":
        page.get_by_role("link", name="Edit belief: Of the first.").click()
    elif form == "an area":
        page.goto(f"/areas/area-of-{region}/edit")
    else:
        page.goto(address.format(region))
    return page.url


@pytest.mark.parametrize("form", FORMS)
def test_without_javascript_back_puts_no_old_text_over_a_newer_version(
    plain: Page, region: str, form: str
) -> None:
    at, name = begin(plain, form, region), FORMS[form][1]
    field = plain.locator(f".item-form [name={name}]")
    field.fill("Typed, and left.")
    plain.goto("/map")
    plain.go_back()
    expect(field).to_have_value("Typed, and left.")
    plain.goto("/map")
    other = plain.context.new_page()
    other.goto(at)
    other.locator(f".item-form [name={name}]").fill("Of the other window.")
    other.locator(SAVE).click()
    plain.bring_to_front()
    plain.go_back()
    expect(field).to_have_value("Of the other window.")


def test_without_javascript_back_puts_no_old_text_over_a_newer_next_version(
    plain: Page, region: str
) -> None:
    begin(plain, "a stance", region)
    field = plain.locator(".item-form [name=body]")
    field.fill("Draft.")
    plain.get_by_role("button", name="Save draft").click()
    plain.get_by_role("link", name="Continue").click()
    at = plain.url
    field.fill("Typed, and left.")
    plain.goto("/map")
    other = plain.context.new_page()
    other.goto(at)
    other.locator(".item-form [name=body]").fill("Draft of the other window.")
    other.get_by_role("button", name="Save draft").click()
    plain.bring_to_front()
    plain.go_back()
    expect(field).to_have_value("Draft of the other window.")


def test_without_javascript_back_gives_the_text_of_one_author_to_no_other(
    plain: Page, atlas: Atlas, region: str
) -> None:
    title = plain.locator(".item-form [name=title]")
    plain.goto("/writing/new")
    title.fill("Of Ada.")
    plain.goto("/map")
    plain.go_back()
    expect(title).to_have_value("Of Ada.")
    plain.goto("/map")
    sign_in_bob(plain, atlas)
    plain.go_back()
    expect(title).to_have_value("")


def test_without_javascript_back_gives_no_text_of_a_private_region_to_a_public_one(
    plain: Page, region: str
) -> None:
    def show_as(visibility: str) -> None:
        other = plain.context.new_page()
        other.goto(f"/atlas/{region}/edit")
        other.locator("[name=visibility]").select_option(visibility)
        other.locator(SAVE).click()
        other.close()

    claim = plain.locator(".item-form [name=claim]")
    show_as("private")
    plain.goto(f"/atlas/{region}/beliefs/new")
    claim.fill("For no visitor.")
    plain.goto("/map")
    plain.go_back()
    expect(claim).to_have_value("For no visitor.")
    plain.goto("/map")
    show_as("public")
    plain.go_back()
    expect(claim).to_have_value("")
