"""A button that is pressed twice, as by a double click, acts once."""

import re

from playwright.sync_api import Dialog, Locator, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import FIRST, Keyboard, says


def twice(button: Locator) -> None:
    """Press a button twice, the second time before the answer can be there."""
    button.dblclick(delay=10)


def write(keys: Keyboard) -> None:
    """Fill the first belief of the page."""
    keys.push("link", f"Edit belief: {FIRST}")
    keys.find("textbox", "Claim").fill("It holds")
    keys.find("textbox", "Credence").fill("70")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))


def test_still_and_delete_and_undo_act_once(keys: Keyboard, atlas: Atlas, region: str) -> None:
    write(keys)
    before = atlas.changes(region)
    for number, verb in enumerate(("Still 70%: It holds", "Delete belief: It holds"), 1):
        row = keys.page.locator(".row-belief", has_text="It holds")
        row.locator("details.more summary").click()
        twice(row.get_by_role("button", name=verb))
        says(keys.page, re.compile("^(Still|Deleted)"))
        keys.page.wait_for_timeout(300)
        if number == 1:
            assert atlas.changes(region) == before + 1
    twice(keys.page.get_by_role("button", name="Undo"))
    says(keys.page, "Undone.")
    keys.page.wait_for_timeout(300)
    says(keys.page, "Undone.")
    assert len(atlas.data(region)["sections"]["beliefs"]) == 3


def test_a_second_press_is_not_for_what_has_come_below_the_pointer(keys: Keyboard) -> None:
    write(keys)
    row = keys.page.locator(".row-belief", has_text="It holds")
    row.locator("details.more summary").click()
    button = row.get_by_role("button", name="Delete belief: It holds").bounding_box()
    assert button
    keys.page.mouse.move(button["x"] + button["width"] / 2, button["y"] + button["height"] / 2)
    for count in (1, 2):
        keys.page.mouse.down(click_count=count)
        keys.page.mouse.up(click_count=count)
        keys.page.wait_for_timeout(300)
        says(keys.page, re.compile("^Deleted"))
    expect(keys.page.get_by_role("textbox", name="Claim")).to_have_count(0)


def test_a_form_and_a_button_of_a_plain_page_act_once(keys: Keyboard, title: str) -> None:
    keys.page.goto("/reading/new")
    keys.page.get_by_label("Title").fill(f"Read on {title}")
    twice(keys.page.get_by_role("button", name="Save", exact=True))
    expect(keys.page.get_by_role("heading", level=1)).to_have_text(f"Read on {title}")
    expect(keys.page.get_by_role("button", name="Undo")).to_be_visible()
    twice(keys.page.get_by_role("button", name="Delete"))
    says(keys.page, re.compile("^Deleted reading"))
    twice(keys.page.get_by_role("button", name="Undo"))
    says(keys.page, "Undone.")


def test_who_stays_on_the_page_may_press_the_button_again(keys: Keyboard) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    keys.page.on("dialog", answer)
    keys.push("link", f"Edit belief: {FIRST}")
    keys.find("textbox", "Claim").fill("It holds")
    for _ in range(2):
        keys.page.get_by_role("button", name="Sign out").click()
        keys.page.wait_for_timeout(300)
    assert asked == ["beforeunload", "beforeunload"]
    expect(keys.page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_a_row_that_is_moved_stands_where_the_page_says(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    row = keys.page.locator(".row-belief", has_text="false alarms")
    row.locator("details.more summary").click()
    twice(row.get_by_role("button", name="Move up"))
    says(keys.page, "Moved to position 2 of 3.")
    keys.page.wait_for_timeout(300)
    assert "false alarms" in atlas.data(region)["sections"]["beliefs"][1]["claim"]
