"""Pictures in a text: pasted, dropped, chosen, and added without a script."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Atlas
from tests.browser.held import Held
from tests.browser.keyboard import Keyboard
from tests.pictures import drawing, photograph

STANCE = "Where I currently stand"
# Sends an event to the focused field that carries files, as the browser sends it.
CARRY = """([kind, files, text]) => {
  const data = new DataTransfer(), field = document.activeElement;
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  if (text) data.setData("text/plain", text);
  const how = { bubbles: true, cancelable: true };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...how, clipboardData: data })
    : new DragEvent(kind, { ...how, dataTransfer: data });
  return !field.dispatchEvent(event);
}"""
File = tuple[str, str, bytes]
SQUARE: File = ("square.png", "image/png", drawing())
PHOTO: File = ("photo.jpg", "image/jpeg", photograph())


def carry(page: Page, kind: str, *files: File, text: str = "") -> bool:
    """Paste or drop files into the focused field; return whether the page took them."""
    sent = [[name, type_, b64encode(data).decode()] for name, type_, data in files]
    took: bool = page.evaluate(CARRY, [kind, sent, text])
    return took


@pytest.fixture
def stance(author: Page, region: str) -> Locator:
    """The field of a stance that holds two words, the caret after them."""
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.press("e")
    field = keys.find("textbox", STANCE)
    field.fill("Two words.")
    expect(author.get_by_role("button", name="Add a picture")).to_be_visible()
    field.focus()
    return field


def status(page: Page) -> Locator:
    return page.get_by_role("status")


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_added_and_its_words_are_typed_where_the_caret_is(
    author: Page, atlas: Atlas, region: str, stance: Locator, kind: str
) -> None:
    assert carry(author, kind, SQUARE)
    expect(status(author)).to_have_text(
        "Added square.png. Between the brackets, say what it shows."
    )
    author.keyboard.type("A red square")
    assert stance.input_value().startswith("Two words.\n\n![A red square](/media/")
    author.keyboard.press("Control+Enter")
    image = author.get_by_role("img", name="A red square")
    expect(image).to_be_visible()
    shown = "async image => { await image.decode(); return [image.naturalWidth, image.width]; }"
    assert image.evaluate(shown) == [30, 30]
    assert 'alt="A red square" width="30" height="20"' in atlas.text(f"/atlas/{region}")


def test_undo_takes_the_line_out_and_before_words_it_is_a_paragraph(
    author: Page, stance: Locator
) -> None:
    carry(author, "paste", SQUARE)
    expect(status(author)).to_contain_text("Added square.png")
    author.keyboard.press("Control+z")
    assert stance.input_value() == "Two words."
    author.keyboard.press("Control+Home")
    carry(author, "paste", SQUARE)  # before the first word: above the paragraph, not within it
    expect(stance).to_have_value(re.compile(r"^!\[\]\(/media/\w+\.\w+\)\n\nTwo words\.$"))


def test_what_is_typed_while_a_picture_is_on_its_way_stays_in_order(
    author: Page, stance: Locator
) -> None:
    def later(route: Any) -> None:
        stance.press_sequentially(" More, typed meanwhile.")
        route.continue_()

    author.route("**/media", later)
    stance.fill("Two words.\n\n")
    carry(author, "paste", SQUARE)
    expect(status(author)).to_contain_text("Added square.png")
    author.keyboard.type(" The end.")
    said = stance.input_value()
    assert said.startswith("Two words.\n\n![](/media/")
    assert said.endswith(".webp) More, typed meanwhile. The end.")


def test_what_is_typed_before_the_place_of_a_picture_moves_it(
    author: Page, stance: Locator
) -> None:
    def later(route: Any) -> None:
        author.keyboard.press("Control+Home")
        author.keyboard.type("Before. ")
        route.continue_()

    author.route("**/media", later)
    carry(author, "paste", SQUARE)
    expect(status(author)).to_contain_text("Added square.png")
    author.keyboard.type("Then. ")
    assert stance.input_value().startswith("Before. Then. Two words.\n\n![](/media/")


def test_several_pictures_are_added_one_after_the_other(author: Page, stance: Locator) -> None:
    author.keyboard.type("\n\nAfter.")
    author.keyboard.press("ArrowUp")  # an empty line below words
    carry(author, "drop", SQUARE, PHOTO)
    expect(status(author)).to_contain_text("Added photo.jpg")
    assert stance.input_value().count("\n\n![](/media/") == 2
    assert stance.input_value().endswith("webp)\n\nAfter.")


def test_text_that_comes_with_a_picture_of_itself_is_pasted_as_text(
    author: Page, stance: Locator
) -> None:
    assert not carry(author, "paste", SQUARE, text="1\t2")
    assert "![" not in stance.input_value()


def test_a_chosen_picture_is_added(author: Page, stance: Locator) -> None:
    button = author.get_by_role("button", name="Add a picture")
    with author.expect_file_chooser() as opened:
        button.press("Enter")
    name, type_, data = PHOTO
    opened.value.set_files({"name": name, "mimeType": type_, "buffer": data})
    expect(status(author)).to_contain_text("Added photo.jpg")
    expect(stance).to_be_focused()
    author.keyboard.type("A gradient")
    assert "![A gradient](/media/" in stance.input_value()
    preview = author.get_by_role("button", name="Preview")
    preview.focus()
    place = author.evaluate("scrollY")
    author.keyboard.press("Enter")
    shown = author.get_by_role("region", name="Preview")
    expect(shown.get_by_role("img", name="A gradient")).to_be_attached()
    expect(preview).to_be_focused()  # neither the focus nor the page has moved
    assert author.evaluate("scrollY") == place


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("page.png", "image/png", b"<!doctype html>"), "This file is no picture"),
        (("big.jpg", "image/jpeg", bytes(10 * 2**20 + 1)), "A picture may have 10 MB"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_text_stays(
    author: Page, stance: Locator, file: File, sentence: str
) -> None:
    assert carry(author, "drop", file)
    expect(status(author)).to_contain_text(f"Not added: {file[0]}. {sentence}")
    assert stance.input_value() == "Two words."
    expect(stance).to_be_focused()


def test_a_server_that_does_not_answer_costs_no_text(author: Page, stance: Locator) -> None:
    author.route("**/media", lambda route: route.abort())
    carry(author, "paste", SQUARE)
    expect(status(author)).to_have_text(
        "Not added: square.png. The server did not answer: add it again in a moment."
    )
    assert stance.input_value() == "Two words."


def test_somebody_signed_out_is_told_so(author: Page, stance: Locator) -> None:
    author.context.clear_cookies()
    carry(author, "paste", SQUARE)
    expect(status(author)).to_contain_text("Not added: square.png. You are signed out")
    assert stance.input_value() == "Two words."


def test_without_a_script_a_page_shows_the_line_to_copy(
    plain: Page, region: str, tmp_path: Path
) -> None:
    plain.goto(f"/atlas/{region}/stance/new")
    link = plain.get_by_role("link", name="Add a picture (opens a new tab)")
    with plain.context.expect_page() as opened:
        link.click()
    page = opened.value
    file = tmp_path / "square.png"
    file.write_bytes(drawing("green"))
    page.get_by_label("Picture").set_input_files(file)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what the picture shows")
    page.get_by_label("Picture").set_input_files(file)
    page.get_by_label("What it shows").fill("A green square")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_have_text("Added. Copy its line below into your text.")
    line = page.get_by_label("The line that shows “A green square”").input_value()
    assert line.startswith("![A green square](/media/")


@pytest.fixture
def held(author: Page) -> Held:
    """The uploads, and the saves of a stance, that are sent and kept on their way."""
    return Held(author, "**/media", "**/stance**")


@pytest.mark.parametrize("form", ["in place", "on a page of its own"])
def test_a_save_waits_for_the_picture_that_is_on_its_way(
    author: Page, region: str, stance: Locator, held: Held, form: str
) -> None:
    if form != "in place":
        author.goto("/writing/new")
        author.get_by_label("Title", exact=True).fill(f"Pictured {region}")
        stance = author.get_by_role("textbox", name=re.compile("^Text"))
        expect(author.get_by_role("button", name="Add a picture")).to_be_visible()
        stance.fill("Two words.")
        stance.focus()
    carry(author, "paste", SQUARE)
    author.keyboard.type(" More.")
    author.keyboard.press("Control+Enter")
    author.keyboard.press("Control+Enter")
    expect(status(author)).to_have_text("Saving once the picture is added…")
    author.unroute("**/stance**")
    held.only().continue_()
    if form == "in place":
        expect(status(author)).to_have_text(re.compile(r"^Saved\. Stance"))
    else:
        expect(author.get_by_role("heading", level=1)).to_have_text(f"Pictured {region}")
    expect(author.locator("main .prose img")).to_have_count(1)
    expect(author.locator("main .prose")).to_contain_text("Two words. More.")


def test_a_save_is_not_sent_without_a_picture_that_was_lost(
    author: Page, atlas: Atlas, region: str, stance: Locator, held: Held
) -> None:
    carry(author, "paste", SQUARE)
    author.keyboard.press("Control+Enter")
    expect(status(author)).to_have_text("Saving once the picture is added…")
    held.only().abort()
    expect(status(author)).to_have_text(
        "Not added: square.png. The server did not answer: add it again in a moment. "
        "This is not saved yet: press Save to save it without the picture."
    )
    assert stance.input_value() == "Two words."
    author.unroute("**/stance**")
    assert "Two words." not in atlas.text(f"/atlas/{region}")
    author.keyboard.press("Control+Enter")
    expect(status(author)).to_have_text(re.compile(r"^Saved\. Stance"))


def test_escape_calls_off_a_save_that_waits_for_a_picture(
    author: Page, atlas: Atlas, region: str, stance: Locator, held: Held
) -> None:
    carry(author, "paste", SQUARE)
    author.keyboard.press("Control+Enter")
    author.keyboard.press("Escape")
    author.get_by_role("button", name="Keep editing").press("Enter")
    held.only().continue_()
    expect(status(author)).to_contain_text("Added square.png.")
    expect(stance).to_have_value(re.compile(r"!\[\]\(/media/"))
    author.wait_for_timeout(300)
    assert held.count == 1
    assert "Two words." not in atlas.text(f"/atlas/{region}")


def test_a_picture_that_is_added_during_a_save_is_refused(
    author: Page, stance: Locator, held: Held
) -> None:
    author.keyboard.press("Control+Enter")
    carry(author, "paste", SQUARE)
    expect(status(author)).to_have_text("Not added: this is being saved already.")
    held.only().continue_()
    expect(status(author)).to_have_text(re.compile(r"^Saved\. Stance"))
