"""From a bookmarklet to a saved reading and on to the next, without the mouse."""

import re

from playwright.sync_api import Page, Route, expect

FOUND = {"title": "Fetched title", "authors": "Ada Lovelace", "published_on": "2024-03"}
SHARED = "/reading/new?url=https%3A%2F%2Fexample.org%2Fshared&title=Shared&text=Selected"
# The server of these tests asks no other site; in its place the test answers the script.
FETCHING = 'document.querySelector(".field-url").parentElement.dataset.fetch = "/reading/fetch"'


def test_a_shared_page_is_saved_by_keys_and_what_is_fetched_fills_untouched_fields_alone(
    author: Page,
) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.post_data or "")
        route.fulfill(json=FOUND)

    author.route("**/reading/fetch", answer)
    address, title, takeaway = (
        author.get_by_role("textbox", name=name) for name in ("Address", "Title", "Takeaway")
    )
    author.goto(SHARED)
    expect(takeaway).to_have_value("Selected")
    expect(title).to_have_value("Shared")
    takeaway.focus()
    author.keyboard.press("Control+Enter")
    expect(author.locator("#status")).to_contain_text("Added “Shared”.")
    expect(address).to_be_focused()
    author.evaluate(FETCHING)
    author.add_script_tag(url="/static/js/fetching.js")
    author.keyboard.type("https://example.org/next")
    expect(title).to_have_value("Fetched title")
    expect(author.locator("[name=published_on]")).to_have_value("2024-03")
    title.fill("Mine")
    author.locator("[name=authors]").evaluate("field => { field.value = ''; }")
    address.press("End")
    author.keyboard.type("/b")
    expect(author.locator("[name=authors]")).to_have_value("Ada Lovelace")
    expect(title).to_have_value("Mine")
    assert [one.rpartition("%2F")[2] for one in asked] == ["next", "b"]
    takeaway.press("Control+s")
    expect(author).to_have_url(re.compile(r"/reading/\d+$"))
    expect(author.get_by_role("heading", level=1)).to_have_text("Mine")
    expect(author.locator(".p-author")).to_have_text("Ada Lovelace")
