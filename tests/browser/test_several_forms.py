"""Several forms are open on one page, and each is about its own fields."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.keyboard import FIRST, SECOND, Keyboard
from tests.pictures import drawing

IDS = "all => all.map(one => one.id).filter((id, at, ids) => ids.indexOf(id) !== at)"
UNNAMED = "fields => fields.filter(field => field.labels.length !== 1).map(field => field.name)"
TYPED = ":is(input:not([type=hidden], [type=button]), textarea, select)"


@pytest.fixture
def page(keys: Keyboard) -> Page:
    """The page of a region with the header's form, the stance's and those of new items open."""
    page = keys.page
    for name in (
        "Edit title, summary, area and status",
        "Add essay",
        "Add reading",
        "Add trigger",
        "Relate a region",
        f"Edit belief: {FIRST}",
    ):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    keys.press("Escape")
    page.locator("#stance a.control").first.click()
    expect(page.locator("#stance textarea").first).to_be_visible()
    return page


def form(page: Page, part: str) -> Locator:
    return page.locator(f"#{part} form.item-form")


def test_every_label_is_about_the_field_of_its_own_form(page: Page) -> None:
    assert page.locator("form.item-form").count() > 5
    assert page.locator("[id]").evaluate_all(IDS) == []
    assert page.locator(f"form.item-form {TYPED}").evaluate_all(UNNAMED) == []
    for part in ("header", "writing", "reading"):
        form(page, part).get_by_text("Title", exact=True).click()
        expect(form(page, part).locator("[name=title]")).to_be_focused()


def test_a_picture_goes_into_the_text_whose_button_was_pressed(page: Page, tmp_path: Path) -> None:
    picture = tmp_path / "square.png"
    picture.write_bytes(drawing())
    with page.expect_file_chooser() as chooser:
        form(page, "writing").get_by_role("button", name="Add a picture").click()
    chooser.value.set_files(picture)
    expect(form(page, "writing").locator("[name=body]")).to_have_value(re.compile("/media/"))
    expect(form(page, "stance").locator("[name=body]")).not_to_have_value(re.compile("/media/"))


def test_the_summary_of_errors_leads_to_the_fields_of_its_form(page: Page) -> None:
    essay = form(page, "writing")
    essay.locator("[name=url]").fill("no address")
    essay.locator("[name=published_on]").fill("some day")
    essay.locator("button.primary").click()
    problem = essay.locator(".problem")
    expect(problem).to_be_visible()
    links = problem.get_by_role("link")
    assert links.count() > 1
    for link in links.all():
        link.click()
        expect(essay.locator(f"{TYPED}:focus")).to_have_count(1)


def test_without_a_script_a_refused_field_says_why(plain: Page, region: str) -> None:
    plain.goto(f"/atlas/{region}")
    plain.get_by_role("link", name=f"Edit belief: {SECOND}").click()
    plain.get_by_label("Claim").fill("Typed without a script")
    plain.get_by_label("Credence").fill("never")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_label("Credence")).to_have_accessible_description(re.compile("Error: "))
    plain.get_by_label("Credence").fill("60")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.locator("p[role=status]")).to_contain_text("Saved")
