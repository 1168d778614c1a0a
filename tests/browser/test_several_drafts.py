"""Several texts of one item, typed in several tabs and not saved, wait beside each other."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.keyboard import FIRST, Keyboard, says
from tests.browser.test_drafts import CLAIM, another_tab, drafts, reopen, write


def offered(keys: Keyboard) -> Locator:
    """Return the bar that offers what was typed and not saved."""
    return keys.page.get_by_role("note").filter(has_text="Unsaved text from")


def restore(keys: Keyboard, claim: str) -> None:
    """Restore the draft that is offered, and expect its claim."""
    keys.reach("button", "Restore", back=True)
    keys.press("Enter")
    keys.is_on("textbox", "Claim")
    expect(keys.find("textbox", "Claim")).to_have_value(claim)


def test_a_save_in_another_tab_leaves_the_text_of_this_one(keys: Keyboard, region: str) -> None:
    write(keys)
    other = another_tab(keys, region)
    other.push("link", f"Edit belief: {FIRST}")
    other.write("Claim", "Saved in the other tab")
    drafts(other, 2)
    other.press("Control+Enter")
    says(other.page, re.compile("^Saved"))
    drafts(other, 1)
    keys.page.close()
    again = another_tab(other, region)
    again.push("link", "Edit belief: Saved in the other tab")
    restore(again, CLAIM)
    again.press("Control+Enter")
    expect(again.page.get_by_role("alert")).to_contain_text("Saved in the other tab")
    again.push("button", "Save mine")
    says(again.page, re.compile("^Saved"))
    drafts(again, 0)


def test_several_drafts_are_offered_one_after_the_other_the_newest_first(
    keys: Keyboard, region: str
) -> None:
    write(keys, "The older text")
    again = reopen(keys, region)
    again.write("Claim", "The newer text")  # beside the older one that is offered
    drafts(again, 2)
    last = reopen(again, region)
    expect(offered(last)).to_contain_text("the newest of 2.")
    restore(last, "The newer text")
    expect(offered(last)).to_contain_text(re.compile(r"today\."))
    restore(last, "The older text")
    restore(last, "The newer text")
    last.press("Control+Enter")
    says(last.page, re.compile("^Saved"))
    drafts(last, 1)
    last.push("link", "Edit belief: The newer text")
    restore(last, "The older text")


def test_discarding_a_draft_offers_the_one_before_it(keys: Keyboard, region: str) -> None:
    write(keys, "The older text")
    again = reopen(keys, region)
    again.write("Claim", "The newer text")
    drafts(again, 2)
    last = reopen(again, region)
    last.reach("button", "Discard", back=True)
    last.press("Enter")
    drafts(last, 1)
    restore(last, "The older text")
    expect(offered(last)).to_have_count(0)


@pytest.mark.parametrize("press", ["Restore", "Discard"])
def test_what_another_tab_has_written_on_since_is_not_lost(
    keys: Keyboard, region: str, press: str
) -> None:
    write(keys)
    other = another_tab(keys, region)
    other.push("link", f"Edit belief: {FIRST}")
    expect(offered(other)).to_be_visible()
    keys.page.bring_to_front()
    keys.write("Claim", f"{CLAIM}, and more")
    keys.page.wait_for_timeout(700)
    keys.page.close()
    other.reach("button", press, back=True)
    other.press("Enter")
    if press == "Discard":
        restore(other, f"{CLAIM}, and more")
    expect(other.find("textbox", "Claim")).to_have_value(f"{CLAIM}, and more")
    drafts(other, 1)


def test_a_refused_page_goes_on_with_its_draft_and_its_save_removes_no_other(
    keys: Keyboard, title: str
) -> None:
    keys.page.goto("/reading/new")
    keys.write("Title", f"Edited in two tabs, {title}")
    keys.press("Control+Enter")
    expect(keys.page).to_have_title(re.compile("^Edited in two tabs"))
    address = f"/reading/{keys.page.url.rpartition('/')[2].partition('?')[0]}/edit"
    other = Keyboard(keys.page.context.new_page())
    for number, tab in enumerate((keys, other), 1):
        tab.page.bring_to_front()
        tab.page.goto(address)
        tab.write("Takeaway", f"Written in tab {number}")
        drafts(tab, number)
    other.write("Read on", "in a while")
    other.press("Control+Enter")
    expect(other.page).to_have_title(re.compile("^Error: "))
    drafts(other, 2)
    other.write("Read on", "2026-05")
    other.press("Control+Enter")
    expect(other.page).to_have_title(re.compile("^Edited in two tabs"))
    drafts(other, 1)
    other.page.goto(address)
    other.page.get_by_role("button", name="Restore").click()
    expect(other.find("textbox", "Takeaway")).to_have_value("Written in tab 1")


def test_a_draft_that_stands_saved_is_not_offered_then_or_later(
    keys: Keyboard, region: str
) -> None:
    write(keys)
    other = another_tab(keys, region)
    other.push("link", f"Edit belief: {FIRST}")
    other.write("Claim", CLAIM)
    other.press("Control+Enter")
    says(other.page, re.compile("^Saved"))
    keys.page.close()
    for claim in (CLAIM, "Saved after it"):
        other.push("link", f"Edit belief: {CLAIM}")
        other.is_on("textbox", "Claim")
        expect(offered(other)).to_have_count(0)
        drafts(other, 0)
        other.write("Claim", claim)
        other.press("Control+Enter")
        says(other.page, re.compile("^(Saved|Nothing)"))


def test_a_draft_that_an_earlier_version_of_atlas_kept_is_offered(
    keys: Keyboard, region: str
) -> None:
    write(keys)
    rename = """() => {
      const [key] = Object.keys(localStorage).filter((key) => key.startsWith("draft:"));
      const draft = localStorage.getItem(key);
      localStorage.setItem(key.replace(/[^:]*$/, JSON.parse(draft).base), draft);
      localStorage.removeItem(key);
    }"""
    keys.page.evaluate(rename)
    again = reopen(keys, region)
    restore(again, CLAIM)
    again.press("Control+Enter")
    says(again.page, re.compile("^Saved"))
    drafts(again, 0)
