"""Over a slow network, the answer to a later press comes before that to an earlier one."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Atlas
from tests.browser.held import Held
from tests.browser.keyboard import FIRST, SECOND, THIRD, Keyboard, says

DELETED = re.compile("^Deleted belief")


@pytest.fixture
def held(keys: Keyboard) -> Held:
    """A belief that is being deleted; the request is kept on its way."""
    held = Held(keys.page, "**/delete")
    keys.push("menu", f"More for belief: {SECOND}")
    keys.push("button", f"Delete belief: {SECOND}")
    held.only()
    return held


def test_what_was_done_is_told_beside_a_form_that_was_opened_meanwhile(
    keys: Keyboard, held: Held, atlas: Atlas, region: str
) -> None:
    keys.page.get_by_role("link", name="Add belief").click()
    keys.write("Claim", "Typed meanwhile")
    held.only().continue_()
    says(keys.page, DELETED)
    expect(keys.find("textbox", "Claim")).to_have_value("Typed meanwhile")
    keys.page.get_by_role("button", name="Undo").click()
    says(keys.page, re.compile("^Undone"))
    assert len(atlas.data(region)["sections"]["beliefs"]) == 3


def test_what_was_done_is_shown_where_nothing_was_opened(keys: Keyboard, held: Held) -> None:
    keys.page.get_by_role("link", name="Add belief").click()
    keys.is_on("textbox", "Claim")
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    held.only().continue_()
    says(keys.page, DELETED)
    beliefs = keys.page.get_by_role("region", name="Current beliefs")
    expect(beliefs.get_by_text(THIRD[1:-1])).to_be_visible()
    expect(beliefs.get_by_text(SECOND[1:-1])).to_have_count(0)
    expect(beliefs.get_by_text(FIRST[1:-1])).to_be_visible()
