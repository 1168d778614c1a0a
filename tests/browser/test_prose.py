"""Prose as a browser lays it out."""

from playwright.sync_api import Page, expect

from tests.browser.keyboard import Keyboard

TABLE = "| alpha beta | gamma delta | epsilon |\n|:--|:-:|--:|\n| a | b | c |"


def test_cells_of_a_table_stand_as_the_table_says(author: Page, region: str) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.press("e")
    keys.find("textbox", "Where I currently stand").fill(TABLE)
    keys.press("Control+Enter")
    cells = author.locator("#stance td")
    expect(cells).to_have_count(3)
    said = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell).textAlign)")
    assert said == ["left", "center", "right"]
