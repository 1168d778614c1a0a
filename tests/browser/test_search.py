"""Search in a browser: by one key from any page, and with results while an author types."""

from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard, says


def test_a_key_goes_to_the_search_and_an_author_gets_results_while_typing(
    author: Page, region: str
) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.press("/")
    author.keyboard.type("stranger")
    keys.press("Enter")
    expect(author.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    expect(author.locator("#found mark").first).to_have_text("stranger")
    words = author.get_by_label("Words")
    expect(words).to_have_value("stranger")
    words.focus()
    keys.press("Control+a")
    author.keyboard.type("zzyzx")
    expect(author.locator("#found")).to_have_text("Nothing found.", use_inner_text=True)
    says(author, "Nothing found.")
    expect(words).to_be_focused()
    expect(words).to_have_value("zzyzx")


def test_who_wants_no_single_key_to_act_says_so_beside_the_field(visitor: Page) -> None:
    visitor.goto("/search")
    visitor.get_by_label("Single keys are on").uncheck()
    visitor.goto("/")
    visitor.keyboard.press("/")
    field = visitor.get_by_role("searchbox", name="Search")
    expect(field).not_to_be_focused()
    visitor.goto("/search")
    visitor.get_by_label("Single keys are on").check()
    visitor.goto("/")
    visitor.keyboard.press("/")
    expect(field).to_be_focused()
