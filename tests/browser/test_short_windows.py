"""What is offered while typing, and the line that is typed, are seen in a short window, too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Atlas, Contexts, sign_in
from tests.browser.keyboard import Keyboard

SIZES = [(390, 420), (320, 480), (1100, 700)]  # the first two as with a phone's own keyboard
TEXT = "A line of the stance that is long enough to be broken on a phone.\n\n" * 12
# What of the open list, and of the line above it, the window or the status line hides.
UNSEEN = """() => {
  const { top, bottom, left, width } = document.querySelector(".choices:not([hidden])")
    .getBoundingClientRect();
  const bar = document.querySelector(".status-line");
  const found = [];
  if (top < 0 || bottom > innerHeight) found.push(`the list from ${top} to ${bottom}`);
  for (const at of [top + 8, bottom - 8]) {
    const there = document.elementFromPoint(left + width / 2, at);
    if (bar.contains(there)) found.push(`the status line at ${at}`);
  }
  if (top < 24) found.push("the line above the list");
  return found;
}"""
# Whether the status line lies on the last line of the field that is typed in.
COVERED = """() => {
  const { left, width, bottom } = document.activeElement.getBoundingClientRect();
  const at = Math.min(bottom - 12, innerHeight - 12);
  const there = document.elementFromPoint(left + width / 2, at);
  return bottom > 12 && document.querySelector(".status-line").contains(there);
}"""


def type_a_link(keys: Keyboard, region: str) -> None:
    keys.go(f"/atlas/{region}")
    keys.push("link", "Edit: Where I currently stand")
    keys.find("textbox", "Where I currently stand").fill(TEXT)
    keys.press("Control+End")
    keys.page.keyboard.type("As in [[")


def type_a_region(keys: Keyboard, region: str) -> None:
    keys.go(f"/atlas/{region}")
    keys.push("link", "Relate a region")
    keys.is_on("combobox", "Region")
    keys.page.keyboard.type("e")


def type_regions(keys: Keyboard, region: str) -> None:
    keys.go("/reading/new")
    keys.find("textbox", "Takeaway").fill(TEXT)
    field = keys.find("combobox", "Regions")
    field.focus()
    keys.press("End")
    keys.page.keyboard.type(", e")


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("type_it", [type_a_link, type_a_region, type_regions])
def test_a_list_that_opens_while_typing_is_seen_with_the_line_that_is_typed(
    demo: Atlas,
    contexts: Contexts,
    type_it: Callable[[Keyboard, str], None],
    size: tuple[int, int],
) -> None:
    viewport = dict(zip(("width", "height"), size, strict=True))
    phone: dict[str, Any] = {"viewport": viewport, "has_touch": size[0] < 400}
    page = sign_in(contexts(base_url=demo.address, reduced_motion="reduce", **phone), demo)
    type_it(Keyboard(page), "timelines")
    expect(page.locator(".choices:not([hidden]) [role=option]").first).to_be_visible()
    assert page.evaluate(UNSEEN) == []
    page.keyboard.type("qqq")  # nothing matches: the status line says so, and the list goes
    expect(page.locator("#status")).to_have_text("0 regions match")
    page.keyboard.press("Backspace")
    assert page.evaluate(COVERED) is False
