"""Single keys, keys in fields, and what the page says and where it is after each action."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.held import Held
from tests.browser.keyboard import FIRST, SECOND, Keyboard, says


def credence(keys: Keyboard, typed: str) -> None:
    """Open a belief and type a credence."""
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Credence", typed)


def test_single_letters_open_forms_and_the_history(keys: Keyboard) -> None:
    keys.press("e")
    expect(keys.find("textbox", "Where I currently stand")).to_be_focused()
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    keys.reach("link", f"Edit belief: {SECOND}")
    keys.press("e")
    expect(keys.find("textbox", "Claim")).to_have_value(SECOND)
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    keys.reach("link", "Add uncertainty")
    keys.press("n")
    keys.is_on("textbox", "Question")
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    keys.press("h")
    keys.arrive("History")
    keys.press("g", "b")
    keys.arrive("Beliefs")
    keys.press("b", "g", "c")
    keys.arrive("Changes")


def test_letters_in_a_field_are_letters(keys: Keyboard) -> None:
    keys.push("link", "Add uncertainty")
    keys.is_on("textbox", "Question")
    keys.page.keyboard.type("When? she")
    expect(keys.find("textbox", "Question")).to_have_value("When? she")
    expect(keys.page.get_by_role("dialog")).to_have_count(0)
    expect(keys.page.get_by_role("textbox")).to_have_count(2)


def test_the_keys_are_listed_and_single_letters_can_be_switched_off(keys: Keyboard) -> None:
    keys.reach("link", "Add belief")
    keys.press("?")
    listed = keys.page.get_by_role("dialog", name="Keys")
    expect(listed).to_contain_text("History of this region")
    keys.reach("checkbox", "Single-letter shortcuts are on")
    keys.press("Space", "Escape")
    expect(listed).to_have_count(0)
    keys.is_on("link", "Add belief")
    keys.press("n", "e")
    keys.go(keys.page.url)
    keys.press("e")
    expect(keys.page.get_by_role("textbox")).to_have_count(0)
    keys.press("?")
    keys.reach("checkbox", "Single-letter shortcuts are on")
    keys.press("Space")
    keys.push("button", "Close")
    expect(listed).to_have_count(0)
    keys.press("e")
    expect(keys.find("textbox", "Where I currently stand")).to_be_focused()


# As browsers send a key of an input method, and as Safari sends the Enter that ends a composition.
COMPOSING = {"by the standard": {"isComposing": True}, "in Safari": {"keyCode": 229}}
DISPATCH = """(field, init) => field.dispatchEvent(new KeyboardEvent("keydown", {
  bubbles: true, cancelable: true, ...init }))"""


@pytest.mark.parametrize("sent", COMPOSING.values(), ids=COMPOSING.keys())
def test_nothing_happens_while_an_input_method_is_composing(
    keys: Keyboard, sent: dict[str, bool | int]
) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Why", "composing")
    why = keys.find("textbox", "Why")
    for key in ("Enter", "Escape", "ArrowUp"):
        assert why.evaluate(DISPATCH, {"key": key, **sent}), f"{key} was taken"
    assert why.evaluate(DISPATCH, {"key": "Enter", "ctrlKey": True, **sent})
    keys.page.wait_for_timeout(200)
    expect(why).to_be_focused()
    says(keys.page, "")


def test_what_is_typed_while_a_form_opens_goes_into_it(keys: Keyboard, region: str) -> None:
    held: list[Route] = []
    keys.page.route("**/beliefs/new", lambda route: held.append(route))
    keys.push("link", "Add belief")
    keys.page.keyboard.type("eh? n she")
    keys.press("Backspace", "Enter")
    keys.page.wait_for_timeout(100)
    assert keys.page.url.endswith(f"/atlas/{region}")
    expect(keys.page.get_by_role("dialog")).to_have_count(0)
    assert len(held) == 1
    held[0].continue_()
    keys.is_on("textbox", "Claim")
    expect(keys.find("textbox", "Claim")).to_have_value("eh? n sh")
    keys.page.keyboard.type("ips sink")
    keys.press("Enter")
    says(keys.page, re.compile("^Added|^Saved"))
    expect(keys.page.get_by_text("eh? n ships sink")).to_be_visible()


def until(page: Page, held: list[Route]) -> None:
    """Wait until a request is held: the browser tells of it a moment after it was sent."""
    for _ in range(100):
        if held:
            return
        page.wait_for_timeout(20)
    raise AssertionError("nothing was asked of the server")


def test_letters_are_keys_again_when_a_form_did_not_open(keys: Keyboard) -> None:
    held: list[Route] = []
    keys.page.route("**/beliefs/new", lambda route: held.append(route))
    keys.push("link", "Add belief")
    keys.page.keyboard.type("zebra")
    until(keys.page, held)
    held[0].abort()
    says(keys.page, "The server did not answer. Nothing was changed.")
    keys.press("e")
    expect(keys.find("textbox", "Where I currently stand")).to_be_focused()
    expect(keys.find("textbox", "Where I currently stand")).not_to_have_value(re.compile("zebra"))


def test_no_letter_is_a_key_while_the_page_is_left_for_another(keys: Keyboard, region: str) -> None:
    held: list[Route] = []
    keys.page.route("**/atlas/new", lambda route: held.append(route))
    keys.page.get_by_role("link", name="New region").click(no_wait_after=True)
    keys.press("h", "e")
    until(keys.page, held)
    held[0].continue_()
    keys.arrive("New region")


def test_a_link_to_a_mail_address_keeps_no_keys(keys: Keyboard, region: str) -> None:
    keys.page.locator("#stub a[href^=mailto]").click(no_wait_after=True)
    keys.page.wait_for_timeout(100)
    keys.page.keyboard.type("?")
    expect(keys.page.get_by_role("dialog", name="Keys")).to_be_visible()
    keys.press("Escape")


def test_a_link_to_a_file_keeps_no_keys(author: Page) -> None:
    author.goto("/export")
    with author.expect_download():
        author.get_by_role("link", name="reading.csv").click()
    author.keyboard.type("?")
    expect(author.get_by_role("dialog", name="Keys")).to_be_visible()


def test_what_was_typed_while_a_file_came_does_not_go_into_a_form(
    keys: Keyboard, region: str
) -> None:
    file = {"content-disposition": "attachment; filename=a.txt"}
    keys.page.route("**/history", lambda route: route.fulfill(headers=file, body="A file"))
    with keys.page.expect_download():
        keys.page.get_by_role("link", name="History").last.click(no_wait_after=True)
    keys.page.keyboard.type("hello")
    keys.push("link", "Add belief")
    keys.is_on("textbox", "Claim")
    expect(keys.find("textbox", "Claim")).to_have_value("")


OPENED = {
    "beliefs/new": "Claim",
    "beliefs/new#new-beliefs": "Claim",
    "regions/new": "Region",
    "triggers/new": "Observation",
    "uncertainties/new": "Question",
    "reading/new": "Address",
    "writing/new": "Title",
    "stance/new": "Where I currently stand",
    "edit": "Title",
    "edit#header": "Title",
    "document": "Document",
}


def test_a_form_on_a_page_of_its_own_has_the_focus_and_no_letter_is_a_key(
    keys: Keyboard, region: str
) -> None:
    for tail, field in OPENED.items():
        keys.page.goto("about:blank")
        keys.page.goto(f"/atlas/{region}/{tail}")
        focused = keys.page.locator("form :focus")
        expect(focused, tail).to_have_count(1)
        assert focused.evaluate("field => field.labels[0].textContent") == field, tail
        focused.evaluate("field => field.blur()")
        address = keys.page.url
        keys.press("h", "e", "n", "/", "g", "m", "?")
        keys.page.wait_for_timeout(50)
        assert keys.page.url == address
        assert keys.page.evaluate("document.activeElement === document.body"), tail
        expect(keys.page.locator("dialog, #stance form").locator("visible=true")).to_have_count(
            1 if tail == "stance/new" else 0
        )


def test_letters_are_keys_beside_a_form_that_nobody_opened(keys: Keyboard) -> None:
    keys.page.goto("/reading/list")
    keys.press("?")
    expect(keys.page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_enter_saves_from_a_one_line_field_and_is_a_new_line_in_prose(keys: Keyboard) -> None:
    keys.push("link", "Edit: Where I currently stand")
    body = keys.find("textbox", "Where I currently stand")
    expect(body).to_be_focused()
    keys.press("Control+a")
    keys.page.keyboard.type("One")
    keys.press("Enter")
    keys.page.keyboard.type("Two")
    expect(body).to_have_value("One\nTwo")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved. Stance"))
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "One line")
    keys.press("Enter")
    says(keys.page, re.compile("^Saved. Belief"))


def test_enter_in_a_field_saves_and_presses_no_offer(keys: Keyboard) -> None:
    credence(keys, "0.7")
    keys.press("Enter")
    expect(keys.page.get_by_text("Is that 0.7% or 70%?")).to_be_visible()
    keys.write("Credence", "7")
    keys.press("Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 7 per cent.")


def test_certainty_is_asked_about_and_can_be_meant(keys: Keyboard) -> None:
    credence(keys, "100")
    keys.press("Enter")
    expect(keys.find("textbox", "Credence")).to_have_accessible_description(
        re.compile("stop at 99.9")
    )
    keys.push("button", "Save 100% anyway")
    says(keys.page, "Saved. Belief 1 of 3, about 100 per cent.")


def test_arrows_step_the_credence(keys: Keyboard) -> None:
    credence(keys, "70")
    field = keys.find("textbox", "Credence")
    keys.press("Tab")
    expect(keys.page.get_by_text("= 70%")).to_be_visible()  # the script of the field is there
    keys.press("Shift+Tab")
    for key, value in (
        ("ArrowUp", "71"),
        ("Shift+ArrowUp", "76"),
        ("Alt+ArrowUp", "76.1"),
        ("Alt+ArrowDown", "76"),
        ("ArrowDown", "75"),
        ("Shift+ArrowDown", "70"),
    ):
        keys.press(key)
        expect(field).to_have_value(value)
    keys.write("Credence", "98")
    keys.press("Shift+ArrowUp")
    expect(field).to_have_value("100")
    keys.press("ArrowDown")
    expect(field).to_have_value("99")
    keys.write("Credence", "1")
    for value in ("0.9%", "0.8%"):
        keys.press("Alt+ArrowDown")
        expect(field).to_have_value(value)


@pytest.mark.parametrize("typed", ["0.7", "50/50", "1,500", "1 in 2,50"])
def test_arrows_do_not_answer_what_the_server_would_ask(keys: Keyboard, typed: str) -> None:
    credence(keys, typed)
    keys.press("ArrowUp", "ArrowDown", "ArrowDown")
    expect(keys.find("textbox", "Credence")).to_have_value(typed)


def test_a_credence_says_how_it_is_understood_after_it_is_left(keys: Keyboard) -> None:
    credence(keys, "")
    note = keys.page.locator(".understood")
    for typed, understood in (
        ("70", "= 70%"),
        ("~70%", "= 70%"),
        ("7/10", "= 70%"),
        ("1 in 200", "= 0.5%"),
        ("0.7%", "= 0.7%"),
        ("0.7", ""),
        ("likely", ""),
        ("", ""),
    ):
        keys.write("Credence", typed)
        expect(note).to_have_text("")
        keys.press("Tab")
        keys.is_on("textbox", "Why")
        expect(note).to_have_text(understood)
        keys.reach("textbox", "Credence", back=True)


READ = """async (field, typed) => {
  const said = [];
  for (const text of typed) {
    field.value = text;
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    await new Promise((done) => setTimeout(done));
    said.push(field.parentElement.querySelector(".understood").textContent);
  }
  return said;
}"""


def test_what_a_credence_is_understood_as_is_what_the_server_would_save(keys: Keyboard) -> None:
    credence(keys, "")
    field = keys.find("textbox", "Credence")
    field.fill("7")
    keys.press("Tab")
    # The script that reads numbers comes with the first field for one.
    expect(keys.page.locator(".understood")).to_have_text("= 7%")
    examples = json.loads(Path("tests/credences.json").read_text(encoding="utf-8"))
    said = field.evaluate(READ, [example["typed"] for example in examples])
    told = {example["typed"]: note for example, note in zip(examples, said, strict=True)}
    saved = {example["typed"]: example.get("value") for example in examples}
    assert told == {typed: f"= {value}%" if value else "" for typed, value in saved.items()}


def test_the_number_is_a_second_way_to_edit_that_begins_in_it(keys: Keyboard) -> None:
    credence(keys, "70")
    keys.write("Claim", "Drills help")
    keys.press("Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 70 per cent.")
    keys.push("link", "about 70 per cent, edit the number of: Drills help")
    keys.is_on("textbox", "Credence")
    keys.press("End", "Backspace", "Backspace")
    keys.page.keyboard.type("55")
    keys.press("Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 55 per cent, was 70.")
    keys.is_on("link", "Edit belief: Drills help")


def test_a_form_opens_with_the_caret_at_the_end_and_nothing_selected(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "Drills help")
    keys.press("Enter")
    says(keys.page, re.compile("^Saved"))
    keys.push("link", "Edit belief: Drills help")
    keys.is_on("textbox", "Claim")
    keys.page.keyboard.type("!")
    expect(keys.find("textbox", "Claim")).to_have_value("Drills help!")


def test_what_is_typed_into_an_unfilled_slot_takes_its_place(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.is_on("textbox", "Claim")
    keys.page.keyboard.type("Drills help")
    expect(keys.find("textbox", "Claim")).to_have_value("Drills help")
    why = keys.find("textbox", "Why")
    expect(why).to_have_value("<one-line why>.")
    why.click()
    keys.page.keyboard.type("They say so.")
    expect(why).to_have_value("They say so.")
    keys.press("Enter")
    says(keys.page, re.compile("^Saved"))


def test_a_slot_that_was_left_at_once_takes_no_focus_back(author: Page, region: str) -> None:
    author.add_init_script(
        "const soon = setTimeout; window.setTimeout = (act, ms = 0) => soon(act, ms + 300);"
    )
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.push("link", f"Edit belief: {FIRST}")
    keys.reach("textbox", "Why")
    keys.reach("button", "Save")
    author.wait_for_timeout(500)
    keys.is_on("button", "Save")


def test_a_second_click_sets_the_caret_in_a_slot(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    why = keys.find("textbox", "Why")
    why.click()
    why.click(position={"x": 3, "y": 8})
    keys.page.keyboard.type("So ")
    expect(why).to_have_value("So <one-line why>.")
    keys.press("Enter")
    expect(keys.page.get_by_text("Error: “<one-line why>.” is left over")).to_be_visible()
    keys.push("button", "Save as it is")
    says(keys.page, re.compile("^Saved"))


def test_a_menu_closes_on_esc_and_gives_the_focus_back(keys: Keyboard) -> None:
    keys.push("menu", f"More for belief: {SECOND}")
    keys.reach("button", f"Delete belief: {SECOND}")
    keys.press("Escape")
    keys.is_on("menu", f"More for belief: {SECOND}")
    expect(keys.page.locator("details[open]")).to_have_count(0)


def test_reviewed_today_is_one_press_and_is_offered_after_an_edit(keys: Keyboard) -> None:
    credence(keys, "70")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))
    keys.page.locator(".status-line").get_by_role("button", name="Mark page as reviewed").press(
        "Enter"
    )
    says(keys.page, re.compile(r"^Marked as reviewed on \d{1,2} \w+ \d{4}\.$"))
    expect(keys.page.get_by_role("button", name="Undo")).to_be_visible()


def test_a_pasted_question_with_its_reason_fills_both_fields(keys: Keyboard) -> None:
    keys.push("link", "Add uncertainty")
    keys.is_on("textbox", "Question")
    keys.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys.page.evaluate("navigator.clipboard.writeText('Who hears? Why it matters: it is why.')")
    keys.press("Control+v")
    says(keys.page, "Split into two fields.")
    expect(keys.find("textbox", "Question")).to_have_value("Who hears?")
    expect(keys.find("textbox", "Why it matters")).to_have_value("it is why.")
    keys.page.get_by_role("button", name="Undo").press("Enter")
    expect(keys.find("textbox", "Why it matters")).to_have_value("")
    keys.is_on("textbox", "Question")


def test_a_counter_appears_near_the_limit_and_speaks_when_it_is_crossed(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.is_on("textbox", "Claim")
    claim = keys.find("textbox", "Claim")
    counter = keys.page.locator(".counter")
    claim.fill("x" * 1799)
    expect(counter).to_have_count(0)
    claim.fill("x" * 1800)
    expect(counter).to_have_text("1,800 of 2,000 characters")
    says(keys.page, "")
    claim.fill("x" * 2001)
    says(keys.page, "Too long: 2,001 of 2,000 characters")
    keys.press("Control+Enter")
    expect(claim).to_have_accessible_description(re.compile("Too long: 2,001 of 2,000"))
    expect(claim).to_have_value("x" * 2001)


def test_enter_on_a_file_field_is_left_to_the_browser(author: Page) -> None:
    tell = "addEventListener('keydown', (event) => { document.title = event.defaultPrevented; })"
    author.goto("/media/new")
    author.locator("#file").focus()
    author.evaluate(f"() => {{ {tell} }}")
    author.keyboard.press("Enter")
    expect(author).to_have_title("false")


def test_esc_asks_nothing_in_a_form_that_has_no_cancel(author: Page) -> None:
    author.goto("/settings/tokens")
    author.get_by_label("Name of a new token").fill("Phone")
    author.keyboard.press("Escape")
    expect(author.get_by_role("dialog")).to_have_count(0)
    expect(author.get_by_label("Name of a new token")).to_have_value("Phone")


def test_undoing_a_split_is_offered_until_one_of_its_fields_is_typed_in(keys: Keyboard) -> None:
    keys.push("link", "Add uncertainty")
    keys.is_on("textbox", "Question")
    keys.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys.page.evaluate("navigator.clipboard.writeText('Who hears? Why it matters: it is why.')")
    keys.press("Control+v")
    undo = keys.page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    keys.find("textbox", "Why it matters").press("End")
    keys.page.keyboard.type(" More.")
    expect(undo).to_have_count(0)
    expect(keys.find("textbox", "Why it matters")).to_have_value("it is why. More.")


STANCE = "Where I currently stand"


def test_a_key_pressed_twice_while_its_form_opens_is_no_text(keys: Keyboard) -> None:
    held = Held(keys.page, "**/stance/**")
    keys.press("e")
    route = held.only()
    keys.press("e", "h", "e")
    route.continue_()
    stance = keys.find("textbox", STANCE)
    expect(stance).to_be_focused()
    keys.page.keyboard.type("every")
    expect(stance).to_have_value(re.compile("(?<!eh)(?<!e)every$"))
    assert held.count == 1


def test_a_key_that_is_held_down_is_no_text_of_the_form_that_it_opens(keys: Keyboard) -> None:
    stance = keys.find("textbox", STANCE)
    keys.page.keyboard.down("e")
    expect(stance).to_be_focused()
    before = stance.input_value()
    for _ in range(3):
        keys.page.keyboard.down("e")  # as the system repeats it
    keys.page.keyboard.up("e")
    expect(stance).to_have_value(before)
    keys.page.keyboard.down("e")
    keys.page.keyboard.down("e")
    keys.page.keyboard.up("e")
    expect(stance).to_have_value(re.compile("ee$"))


def test_what_is_typed_before_a_form_is_there_is_kept_with_the_letter_of_its_key(
    keys: Keyboard,
) -> None:
    held = Held(keys.page, "**/beliefs/new*")
    keys.reach("link", "Add belief")
    keys.press("n")
    route = held.only()
    keys.page.keyboard.type("no one")
    route.continue_()
    expect(keys.find("textbox", "Claim")).to_have_value("no one")


def test_a_key_pressed_before_is_text_after_a_click(keys: Keyboard) -> None:
    keys.press("x")
    held = Held(keys.page, "**/beliefs/new*")
    keys.page.get_by_role("link", name="Add belief").click()
    route = held.only()
    keys.press("x")
    route.continue_()
    expect(keys.find("textbox", "Claim")).to_have_value("x")


def test_a_key_held_down_is_no_text_of_the_form_of_the_next_page(keys: Keyboard) -> None:
    keys.go("/writing/new")
    title = keys.find("textbox", "Title")
    title.focus()
    keys.page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        { key: "e", repeat: true, bubbles: true, cancelable: true })) &&
        document.activeElement.setRangeText("e")"""
    )
    expect(title).to_have_value("")
