"""One page open in two windows: nobody overwrites anybody, and no text is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, SECOND, Keyboard, says

Windows = tuple[Keyboard, Keyboard]


@pytest.fixture
def windows(author: Page, region: str) -> Windows:
    """Two windows of one author on the same page."""
    first, second = Keyboard(author), Keyboard(author.context.new_page())
    for keys in (first, second):
        keys.go(f"/atlas/{region}")
    return first, second


def beliefs(atlas: Atlas, region: str) -> list[str]:
    return [belief["claim"] for belief in atlas.data(region)["sections"]["beliefs"]]


def write(keys: Keyboard, label: str, claim: str) -> None:
    """Open a belief and write its claim, without saving."""
    keys.page.bring_to_front()
    keys.push("link", f"Edit belief: {label}")
    keys.write("Claim", claim)


def test_the_second_to_save_sees_both_texts_and_saves_theirs_or_mine(
    windows: Windows, atlas: Atlas, region: str
) -> None:
    first, second = windows
    write(first, FIRST, "The text of the first window")
    write(second, FIRST, "The text of the second window")
    first.press("Control+Enter")
    says(first.page, "Saved. Belief 1 of 3, no number yet.")
    second.press("Control+Enter")
    heading = second.page.get_by_role("heading", name=re.compile("^This belief was changed at"))
    expect(heading).to_be_focused()
    expect(heading).to_have_text(re.compile(r"at \d\d:\d\d in another window\.$"))
    notice = second.page.get_by_role("alert")
    expect(notice).to_contain_text("The text of the first window")
    expect(notice).to_contain_text("Your text is kept below.")
    expect(second.find("textbox", "Claim")).to_have_value("The text of the second window")
    assert beliefs(atlas, region)[0] == "The text of the first window"
    second.push("button", "Save mine")
    says(second.page, "Saved. Belief 1 of 3, no number yet.")
    assert beliefs(atlas, region)[0] == "The text of the second window"
    history = atlas.text(f"/atlas/{region}/history")
    assert "The text of the first window" in history


def test_keep_theirs_shows_what_the_other_window_saved(
    windows: Windows, atlas: Atlas, region: str
) -> None:
    first, second = windows
    write(first, FIRST, "Saved first")
    write(second, FIRST, "Given up")
    first.press("Control+Enter")
    says(first.page, re.compile("^Saved"))
    second.press("Control+Enter")
    second.push("link", "Keep theirs")
    second.is_on("link", "Edit belief: Saved first")
    expect(second.page.get_by_role("dialog")).to_have_count(0)
    assert beliefs(atlas, region)[0] == "Saved first"


def test_two_beliefs_edited_in_two_windows_are_both_saved(
    windows: Windows, atlas: Atlas, region: str
) -> None:
    first, second = windows
    write(first, FIRST, "From the first window")
    write(second, SECOND, "From the second window")
    for keys in windows:
        keys.page.bring_to_front()
        keys.press("Control+Enter")
        says(keys.page, re.compile("^Saved"))
    assert beliefs(atlas, region)[:2] == ["From the first window", "From the second window"]
    expect(second.page.get_by_role("region", name="Current beliefs")).to_contain_text(
        "From the first window"
    )


def test_a_belief_deleted_meanwhile_can_be_saved_as_a_new_one(
    windows: Windows, atlas: Atlas, region: str
) -> None:
    first, second = windows
    write(second, SECOND, "Written while it was deleted")
    first.page.bring_to_front()
    first.push("menu", f"More for belief: {SECOND}")
    first.push("button", f"Delete belief: {SECOND}")
    says(first.page, re.compile("^Deleted"))
    second.page.bring_to_front()
    second.press("Control+Enter")
    heading = second.page.get_by_role("heading", name=re.compile("^This belief was deleted at"))
    expect(heading).to_be_focused()
    expect(second.find("textbox", "Claim")).to_have_value("Written while it was deleted")
    second.push("button", "Save as a new one")
    says(second.page, re.compile("^Saved. Belief 3 of 3"))
    assert beliefs(atlas, region)[2] == "Written while it was deleted"


def test_what_is_gone_cannot_be_moved_and_the_page_stays_as_it_is(windows: Windows) -> None:
    first, second = windows
    first.page.bring_to_front()
    first.push("menu", f"More for belief: {SECOND}")
    first.push("button", f"Delete belief: {SECOND}")
    says(first.page, re.compile("^Deleted"))
    second.page.bring_to_front()
    second.push("menu", f"More for belief: {SECOND}")
    second.push("button", f"Move up belief: {SECOND}")
    says(second.page, re.compile(r"^This belief was deleted at \d\d:\d\d\.$"))
    expect(second.page.get_by_role("region", name="Current beliefs")).to_have_count(1)
    expect(second.page.get_by_role("banner")).to_have_count(1)


def test_an_undo_that_would_overwrite_another_change_does_nothing(windows: Windows) -> None:
    first, second = windows
    write(first, FIRST, "Version one")
    first.press("Control+Enter")
    says(first.page, re.compile("^Saved"))
    second.page.bring_to_front()
    second.go(second.page.url)
    write(second, "Version one", "Version two")
    second.press("Control+Enter")
    says(second.page, re.compile("^Saved"))
    first.page.bring_to_front()
    first.push("button", "Undo")
    says(first.page, re.compile("^Something was changed since, so nothing was undone"))
    expect(first.page.get_by_role("banner")).to_have_count(1)


def test_a_conflict_on_a_page_of_its_own_has_the_focus(windows: Windows, region: str) -> None:
    _, second = windows
    changed = re.compile("^This (note|page) was changed .*in another window")
    for address, field in (
        (f"/atlas/{region}/note", "Private note"),
        (f"/atlas/{region}/document", "Document"),
    ):
        for keys in windows:
            keys.page.goto(address)
        for number, keys in enumerate(windows):
            text = keys.find("textbox", field)
            text.press("Control+Home")
            words = f"In window {number}. "
            text.fill(words + text.input_value() if field == "Private note" else _said(text, words))
            keys.page.get_by_role("button", name="Save", exact=True).click()
            expect(keys.page.locator("h1").first).to_be_visible()
        expect(second.page.get_by_role("heading", name=changed)).to_be_focused()


def _said(text: Locator, words: str) -> str:
    """Return a page as one text with other words in a trigger."""
    return text.input_value().replace("Several alarms", f"{words}Several alarms")
