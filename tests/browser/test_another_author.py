"""Another author signs in in the same browser while a form is open: nothing is saved unasked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, Keyboard, says
from wiki.db import db
from wiki.queries.authors import find_author
from wiki.services.authors import make_author

SAYS = "Ada opened this form, and you are signed in as Bob now."


def sign_in_bob(page: Page, atlas: Atlas) -> None:
    """Sign Bob in in the browser of a page."""
    with atlas.app.app_context():
        bob = find_author("Bob") or make_author("Bob")
        db.session.commit()
        token = atlas.app.extensions["atlas.gate"].make_link(bob.id)
        db.session.remove()
    page.context.request.post(f"{atlas.address}/sign-in/{token}", max_redirects=0)


@pytest.fixture(params=["in place", "without JavaScript"])
def page(request: pytest.FixtureRequest, region: str) -> Page:
    name = "author" if request.param == "in place" else "plain"
    page: Page = request.getfixturevalue(name)
    page.goto(f"/atlas/{region}")
    return page


def test_the_form_of_one_author_is_saved_as_another_only_once_that_is_confirmed(
    page: Page, atlas: Atlas, region: str
) -> None:
    page.get_by_role("link", name=f"Edit belief: {FIRST}", exact=True).click()
    claim = page.get_by_role("textbox", name="Claim", exact=True)
    claim.fill("Typed by Ada")
    sign_in_bob(page, atlas)
    save = page.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(page.get_by_text(SAYS)).to_be_visible()
    expect(claim).to_have_value("Typed by Ada")
    assert atlas.data(region)["sections"]["beliefs"][0]["claim"] != "Typed by Ada"
    save.click()
    says(page, re.compile("^Saved. Belief 1 of 3"))
    assert atlas.data(region)["sections"]["beliefs"][0]["claim"] == "Typed by Ada"


def test_a_form_that_opens_in_the_page_of_another_author_asks_first_too(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    sign_in_bob(keys.page, atlas)
    keys.page.get_by_role("link", name=f"Edit belief: {FIRST}", exact=True).click()
    keys.write("Claim", "Typed by Ada")
    keys.press("Control+Enter")
    expect(keys.page.get_by_text(SAYS)).to_be_visible()
    assert atlas.data(region)["sections"]["beliefs"][0]["claim"] != "Typed by Ada"
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved. Belief 1 of 3"))


def test_a_button_of_one_author_acts_for_another_when_it_is_pressed_again(
    keys: Keyboard, atlas: Atlas
) -> None:
    keys.page.get_by_label(f"More for belief: {FIRST}").click()
    sign_in_bob(keys.page, atlas)
    delete = keys.page.get_by_role("button", name=f"Delete belief: {FIRST}")
    delete.click()
    says(keys.page, re.compile(re.escape(SAYS)))
    delete.click()
    says(keys.page, re.compile("^Deleted belief"))
