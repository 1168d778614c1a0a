"""The same work with JavaScript off: links, plain forms, and pages that come back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, SECOND, THIRD, says


@pytest.fixture
def page(plain: Page, region: str) -> Page:
    plain.goto(f"/atlas/{region}")
    return plain


def edit(page: Page, label: str) -> None:
    page.get_by_role("link", name=f"Edit belief: {label}", exact=True).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_belief_is_filled_in_and_the_stub_notice_goes(page: Page, atlas: Atlas) -> None:
    edit(page, FIRST)
    page.get_by_label("Claim").fill("Warnings get lost between desks")
    page.get_by_label("Credence").fill("7/10")
    page.get_by_label("Why", exact=True).fill("Every inquiry finds one")
    save(page)
    says(page, "Saved. Belief 1 of 3, about 70 per cent.")
    assert re.search(r"/atlas/[^/]+#b-\d+$", page.url)
    expect(page.get_by_role("note")).to_have_count(0)
    expect(page.get_by_text("about 70 per cent")).to_have_count(2)


def test_an_edit_begins_at_its_row(page: Page) -> None:
    edit(page, THIRD)
    expect(page.get_by_label("Claim")).to_be_in_viewport()


def test_a_rejected_form_is_a_page_whose_title_says_error(page: Page) -> None:
    edit(page, FIRST)
    page.get_by_label("Claim").fill("Drills help")
    page.get_by_label("Credence").fill("abc")
    save(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Claim")).to_have_value("Drills help")
    credence = page.get_by_label("Credence")
    expect(credence).to_have_value("abc")
    expect(credence).to_have_accessible_description(re.compile("Error: "))
    credence.fill("0.7")
    save(page)
    expect(page.get_by_text("Is that 0.7% or 70%?")).to_be_visible()
    page.get_by_role("button", name="70%", exact=True).click()
    says(page, "Saved. Belief 1 of 3, about 70 per cent.")


def test_beliefs_are_moved_deleted_and_brought_back(page: Page) -> None:
    rows = page.get_by_role("region", name="Current beliefs").locator("li")
    page.get_by_label(f"More for belief: {THIRD}").click()
    page.get_by_role("button", name=f"Move up belief: {THIRD}").click()
    says(page, "Moved to position 2 of 3.")
    expect(rows.nth(1)).to_contain_text("false alarms")
    page.get_by_label(f"More for belief: {SECOND}").click()
    page.get_by_role("button", name=f"Delete belief: {SECOND}").click()
    says(page, f'Deleted belief "{SECOND}". Undo available.')
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    says(page, "Undone.")
    expect(rows).to_have_count(3)
    page.reload()
    says(page, "")


def test_the_stance_is_written(page: Page) -> None:
    page.get_by_role("link", name="Edit: Where I currently stand").click()
    page.get_by_role("textbox", name="Where I currently stand").fill("Most warnings are *sent*.")
    save(page)
    says(page, re.compile("^Saved. Stance"))
    expect(page.locator("#stance em")).to_have_text("sent")


def test_readings_are_logged_one_after_the_other(page: Page, atlas: Atlas, title: str) -> None:
    page.get_by_role("link", name="Add reading").click()
    page.get_by_label("Title", exact=True).fill(f"Plain listening, {title}")
    page.get_by_label("Takeaway").fill("Listen.")
    page.get_by_role("button", name="Save and log another").click()
    says(page, re.compile('^Added "Plain listening'))
    expect(page.get_by_label("Title", exact=True)).to_have_value("")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_label("Title", exact=True)).to_have_count(0)
    assert f"Plain listening, {title}" in atlas.text("/reading")
    assert f"Plain listening, {title}" in atlas.text("/reading.atom")


def test_a_new_region_is_related_with_one_click(page: Page, title: str) -> None:
    other = f"Plain desks of {title}"
    page.get_by_role("link", name="Relate a region").click()
    page.get_by_label("Region", exact=True).fill(other)
    save(page)
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("button", name=f"Create “{other}” as a stub").click()
    related = page.get_by_role("region", name="Related regions")
    related.get_by_role("link", name=other, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(other)
    related = page.get_by_role("region", name="Related regions")
    expect(related.get_by_role("link", name=title, exact=True).first).to_be_visible()


def test_a_stale_form_comes_back_with_both_texts(page: Page, atlas: Atlas) -> None:
    edit(page, FIRST)
    page.get_by_label("Claim").fill("Mine")
    other = page.context.new_page()
    other.goto(page.url.split("/beliefs")[0])
    edit(other, FIRST)
    other.get_by_label("Claim").fill("Theirs")
    save(other)
    page.bring_to_front()
    save(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("in another window")
    expect(page.get_by_role("alert")).to_contain_text("Theirs")
    expect(page.get_by_label("Claim")).to_have_value("Mine")
    page.get_by_role("button", name="Save mine").click()
    expect(page.get_by_role("region", name="Current beliefs")).to_contain_text("Mine")


def test_who_was_signed_out_gets_the_text_back_and_saves_it_after_signing_in(
    page: Page, atlas: Atlas, region: str
) -> None:
    edit(page, FIRST)
    page.get_by_label("Claim").fill("Kept through a sign-in")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    page.bring_to_front()
    save(page)
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Claim")).to_have_value("Kept through a sign-in")
    other.goto(atlas.run("sign-in-link", "--author", "Ada"))
    other.get_by_role("button", name="Sign in").click()
    page.bring_to_front()
    save(page)
    assert atlas.data(region)["sections"]["beliefs"][0]["claim"] == "Kept through a sign-in"


def test_enter_in_a_refused_form_presses_save_and_not_the_offer_that_stands_first(
    page: Page,
) -> None:
    edit(page, FIRST)
    page.get_by_label("Credence").fill("0.7")
    save(page)
    page.get_by_label("Credence").press("Enter")
    expect(page.get_by_text("Is that 0.7% or 70%?")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))


@pytest.mark.parametrize(
    ("kind", "label"), [("writing", "Address here"), ("atlas", "Address"), ("areas", "Title")]
)
def test_enter_does_not_restore_what_was_deleted(page: Page, kind: str, label: str) -> None:
    title = f"Let go of {kind}"
    page.goto(f"/{kind}/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Title", exact=True).press("Enter")
    page.goto(f"/{kind}/new")
    identity = page.locator("input[name=atlas]").first.get_attribute("value") or ""
    assert page.request.post(f"/{kind}/let-go-of-{kind}/delete", form={"atlas": identity}).ok
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page.get_by_role("button", name=f"Restore “{title}”")).to_be_visible()
    page.get_by_label(label).first.press("Enter")
    expect(page.get_by_text(re.compile("^Restored"))).to_have_count(0)
