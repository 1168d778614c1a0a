"""While a save is under way: nothing says that it was cancelled, and what is refused is told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.held import Held
from tests.browser.keyboard import FIRST, Keyboard, says

STANCE = "Where I currently stand"
BEING_SAVED = "This is being saved already. Undo takes it back once it is."
SEND_AND_CANCEL = """() => {
  const field = document.activeElement;
  for (const init of [{ key: "Enter", ctrlKey: true }, { key: "Escape" }])
    field.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
  return [document.getElementById("status").textContent, document.querySelector("dialog")];
}"""


def add_belief(keys: Keyboard) -> None:
    keys.push("link", "Add belief")
    keys.write("Claim", "Typed before Escape")


def edit_stance(keys: Keyboard) -> None:
    keys.press("e")
    expect(keys.find("textbox", STANCE)).to_be_focused()
    keys.write(STANCE, "Typed before Escape")


@pytest.mark.parametrize("write", [edit_stance, add_belief])
def test_a_save_that_is_under_way_cannot_be_cancelled_and_can_be_undone(
    keys: Keyboard, atlas: Atlas, region: str, write: Callable[[Keyboard], None]
) -> None:
    write(keys)
    held = Held(keys.page, "**/atlas/**")
    keys.press("Control+Enter")
    expect(keys.find("button", "Saving…")).to_be_visible()
    keys.press("Escape")
    says(keys.page, BEING_SAVED)
    keys.page.get_by_role("link", name="Cancel", exact=True).click()
    expect(keys.page.get_by_role("dialog")).to_have_count(0)
    held.only().continue_()
    says(keys.page, re.compile(r"^Saved\."))
    assert keys.page.url.endswith(f"/atlas/{region}")
    assert "Typed before Escape" in atlas.text(f"/atlas/{region}")
    keys.page.unroute("**/atlas/**")
    keys.page.get_by_role("button", name="Undo").press("Enter")
    says(keys.page, re.compile("^Undone|^Undid"))
    assert "Typed before Escape" not in atlas.text(f"/atlas/{region}")


def test_once_a_save_has_failed_nothing_says_that_it_goes_on(keys: Keyboard) -> None:
    edit_stance(keys)
    held = Held(keys.page, "**/atlas/**")
    keys.press("Control+Enter", "Escape")
    says(keys.page, BEING_SAVED)
    held.only().abort()
    expect(keys.page.get_by_role("alert")).to_contain_text("Not saved: the server did not answer")
    says(keys.page, "")
    keys.page.unroute("**/atlas/**")
    keys.press("Escape")
    keys.find("button", "Discard").press("Enter")
    says(keys.page, "Cancelled.")


def test_a_form_of_its_own_page_that_was_sent_cannot_be_cancelled(keys: Keyboard) -> None:
    keys.page.goto("/reading/new")
    keys.write("Title", "Sent before Escape")
    # At once, as nothing can be asked of a page that is being left.
    assert keys.page.evaluate(SEND_AND_CANCEL) == [BEING_SAVED, None]
    expect(keys.page.get_by_role("heading", level=1)).to_have_text("Sent before Escape")


def test_a_form_that_is_being_closed_is_not_saved(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    edit_stance(keys)
    held = Held(keys.page, "**/atlas/**")
    keys.press("Escape")
    keys.find("button", "Discard").press("Enter")
    closing = held.only()
    keys.find("textbox", STANCE).press("Control+Enter")
    keys.page.wait_for_timeout(200)
    assert held.count == 1
    closing.continue_()
    says(keys.page, "Cancelled.")
    assert "Typed before Escape" not in atlas.text(f"/atlas/{region}")


def give_number(keys: Keyboard, number: str) -> None:
    keys.push("link", re.compile(f"^Edit belief: {re.escape(FIRST)}"))
    keys.write("Credence", number)
    keys.press("Enter")
    says(keys.page, re.compile(r"^Saved\."))


def press_still(page: Page) -> None:
    page.locator(".part-beliefs summary").first.click()
    page.get_by_role("button", name=re.compile("^Still 70%")).first.click()


def test_what_a_button_s_answer_says_in_place_is_told(keys: Keyboard, region: str) -> None:
    give_number(keys, "70")
    other = Keyboard(keys.page.context.new_page())
    other.go(f"/atlas/{region}")
    give_number(other, "37")
    press_still(keys.page)
    says(keys.page, re.compile("The number moved meanwhile: it is 37% now"))


def test_still_on_a_belief_that_was_deleted_says_so(keys: Keyboard, region: str) -> None:
    give_number(keys, "70")
    other = Keyboard(keys.page.context.new_page())
    other.go(f"/atlas/{region}")
    other.page.locator(".part-beliefs summary").first.click()
    other.page.get_by_role("button", name=re.compile("^Delete belief")).first.click()
    says(other.page, re.compile("^Deleted belief"))
    press_still(keys.page)
    says(keys.page, re.compile(r"^This belief was deleted at \d\d:\d\d\.$"))


def test_what_was_written_on_a_belief_that_moved_is_saved_where_it_is_now(
    keys: Keyboard, atlas: Atlas, region: str, title: str
) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "Written while it moved")
    other = Keyboard(keys.page.context.new_page())
    other.page.goto("/atlas/new")
    other.write("Title", f"Elsewhere {title}")
    other.press("Enter")
    other.arrive(f"Elsewhere {title}")
    elsewhere = other.page.url
    other.go(f"/atlas/{region}")
    other.push("menu", f"More for belief: {FIRST}")
    other.push("link", re.compile("^Move to another region"))
    other.is_on("combobox", "Move to")
    other.page.keyboard.type(f"Elsewhere {title}")
    other.press("Control+Enter")
    says(other.page, re.compile("^Moved belief"))
    keys.page.bring_to_front()
    keys.press("Control+Enter")
    alert = keys.page.locator(".failed")
    expect(alert).to_have_text(
        f"Not saved: this belief was moved to the region “Elsewhere {title}”. "
        "Your text is kept in this browser."
    )
    other.page.bring_to_front()
    other.go(elsewhere)
    other.push("link", f"Edit belief: {FIRST}")
    other.push("button", "Restore", back=True)
    other.press("Control+Enter")
    says(other.page, re.compile(r"^Saved\. Belief 1 of 1"))
    assert "Written while it moved" in atlas.text(elsewhere.removeprefix(atlas.address))
    drafts = "Object.keys(localStorage).some(key => key.includes(':belief:'))"
    assert not other.page.evaluate(drafts)


def test_discarding_a_next_version_and_bringing_it_back_keep_the_focus(keys: Keyboard) -> None:
    edit_stance(keys)
    keys.press("Control+Enter")
    says(keys.page, re.compile(r"^Saved\. Stance"))
    keys.push("link", f"Edit: {STANCE}")
    keys.write(STANCE, "The next version")
    keys.push("button", "Save draft")
    says(keys.page, re.compile("draft|next version", re.IGNORECASE))
    keys.push("button", "Discard", back=True)
    says(keys.page, "Discarded the next version.")
    keys.is_on("link", f"Edit: {STANCE}")
    keys.push("button", "Undo", back=True)
    says(keys.page, "The next version is back.")
    keys.is_on("link", f"Edit: {STANCE}")
    keys.push("link", "Continue", back=True)
    keys.is_on("textbox", STANCE)
    keys.push("button", "Discard", back=True)
    says(keys.page, "Discarded the next version.")
    keys.is_on("link", f"Edit: {STANCE}")


KEPT = "Object.keys(localStorage).filter(key => key.startsWith('draft:')).length"
# A browser says nothing of a page that is being left, so the page itself notes how it was.
SEND = """(then) => {
  const form = document.querySelector("form.item-form");
  const { body } = form.elements, save = form.querySelector("button.primary");
  const note = (name) => sessionStorage.setItem(name, `${body.readOnly} ${save.textContent}`);
  setTimeout(() => save.click());
  setTimeout(() => {
    note("leaving");
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    note("stayed");
    if (!then) return;
    body.value += then;
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }, 500);
}"""


def save_slowly(page: Page, title: str, then: str) -> None:
    """Save an essay from a page of its own over a slow network, and type on."""
    page.goto("/writing/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Text, if it is published here").fill("Sent.")
    held = Held(page, "**/writing/new")
    page.evaluate(SEND, then)
    page.wait_for_timeout(1500)
    held.only().continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()


def test_a_page_of_its_own_takes_no_text_that_its_save_would_drop(author: Page, title: str) -> None:
    save_slowly(author, title, "")
    assert author.evaluate("sessionStorage.leaving") == "true Saving…"
    assert author.evaluate("sessionStorage.stayed") == "false Save draft"
    assert author.evaluate(KEPT) == 0


def test_what_was_typed_after_a_save_was_sent_stays_a_draft(author: Page, title: str) -> None:
    save_slowly(author, title, " And typed on once the browser had stopped waiting.")
    assert author.evaluate(KEPT) == 1


def test_what_is_chosen_while_a_form_is_saved_is_not_as_if_it_was_saved(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    page = keys.page
    page.get_by_role("link", name="Edit title, summary, area and status").click()
    visibility = page.locator("#header [name=visibility]")
    page.locator("#header [name=summary]").fill("Saved over a slow network")
    held = Held(page, "**/atlas/**")
    page.locator("#header button.primary").click()
    held.only()
    visibility.focus()
    keys.press("p", "p")
    box = page.locator("#header [type=checkbox]").first
    box.click()
    expect(visibility).to_have_value("public")
    expect(box).not_to_be_checked()
    says(page, BEING_SAVED)
    held.only().abort()
    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    box.click()
    expect(box).to_be_checked()


def test_the_status_line_stays_the_same_live_region(keys: Keyboard) -> None:
    # Screen readers read what changes in one that they know, and seldom one that comes filled.
    status = keys.page.locator("#status")
    status.evaluate("line => { window.line = line; }")
    edit_stance(keys)
    keys.push("button", "Preview")
    says(keys.page, "The preview is below the form.")
    keys.press("Control+Enter")
    says(keys.page, re.compile(r"^Saved\."))
    assert status.evaluate("line => line === window.line")
    assert status.get_attribute("role") == "status"


def test_arrows_do_not_change_a_number_that_is_being_saved(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "A number on its way")
    keys.write("Credence", "70")
    keys.reach("textbox", "Claim", back=True)
    expect(keys.page.get_by_text("= 70%")).to_be_visible()  # the script of the field is there
    keys.reach("textbox", "Credence")
    held = Held(keys.page, "**/beliefs/*")
    keys.press("Control+Enter")
    held.only()
    keys.press("ArrowUp")
    expect(keys.find("textbox", "Credence")).to_have_value("70")
    held.only().continue_()
    says(keys.page, "Saved. Belief 1 of 3, about 70 per cent.")
