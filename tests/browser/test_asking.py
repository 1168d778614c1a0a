"""A form is asked what it changes while one types on, over a slow network."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.held import Held

ASKED = "**/reading/new?show=1"
FIRST, SECOND = "First half.", " Second half, typed while it was asked."
KEPT = """() => Object.entries(localStorage).filter(([key]) => key.startsWith("draft:"))
  .map(([key, draft]) => JSON.parse(draft).text)"""


def ask(author: Page, title: str) -> Held:
    """Begin a reading, and ask what it changes; the question is kept on its way."""
    author.goto(f"/reading/new?topics={title.replace(' ', '+')}")
    author.get_by_label("Title").fill("A work")
    author.get_by_label("Takeaway").fill(FIRST)
    held = Held(author, ASKED)
    author.get_by_role("button", name="Show what it changes").click()
    held.only()
    return held


@pytest.mark.usefixtures("region")
def test_what_is_typed_on_while_a_form_is_asked_stays_in_it(author: Page, title: str) -> None:
    held = ask(author, title)
    takeaway = author.get_by_label("Takeaway")
    takeaway.press("End")
    author.keyboard.type(SECOND)
    held.only().continue_()
    expect(author.locator("details[data-asked]")).to_be_visible()
    expect(takeaway).to_have_value(FIRST + SECOND)
    expect(takeaway).to_be_focused()
    [kept] = author.evaluate(KEPT)
    assert dict(json.loads(kept))["takeaway"] == FIRST + SECOND
    author.keyboard.type(" Third.")
    expect(takeaway).to_have_value(f"{FIRST}{SECOND} Third.")
    expect(author.get_by_label("Title")).to_have_value("A work")


def test_an_answer_that_refuses_a_form_keeps_what_was_typed_on(author: Page) -> None:
    held = ask(author, "Nowhere")
    author.get_by_label("Takeaway").fill(FIRST + SECOND)
    author.get_by_label("Title").fill("Typed on")
    held.only().continue_()
    expect(author.locator(".wrong")).to_contain_text("Nowhere")
    expect(author.get_by_label("Takeaway")).to_have_value(FIRST + SECOND)
    expect(author.get_by_label("Title")).to_have_value("Typed on")
    expect(author.get_by_label("Title")).to_be_focused()


@pytest.mark.usefixtures("region")
def test_where_nothing_was_typed_on_the_answer_has_the_focus(author: Page, title: str) -> None:
    held = ask(author, title)
    held.only().continue_()
    expect(author.locator("details.loop > summary")).to_be_focused()
    expect(author.get_by_label("Takeaway")).to_have_value(FIRST)


@pytest.mark.usefixtures("region")
def test_a_quote_typed_on_stays_in_its_box_when_one_before_it_was_emptied(
    author: Page, title: str
) -> None:
    said: dict[str, str | float | bool] = {"title": f"On {title}", "once": f"quoted-{title}"}
    said |= {"topics": title, "quotes-0-text": "One", "quotes-1-text": "Two"}
    made = author.context.request.post("/reading/new", form=said)
    author.goto(f"{made.url}/edit")
    author.locator(".quotes-form > summary").click()
    first, second, new = (author.locator(f"[name=quotes-{box}-text]") for box in range(3))
    first.fill("")
    held = Held(author, "**/edit?show=1")
    author.get_by_role("button", name="Show what it changes").click()
    held.only()
    second.fill("Two, and the rest of it")
    held.only().continue_()
    expect(author.locator("details[data-asked]")).to_be_visible()
    for box, words in ((first, ""), (second, "Two, and the rest of it"), (new, "")):
        expect(box).to_have_value(words)
