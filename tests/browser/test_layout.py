"""Lines of 80 characters at most, and no text that is cut off, lies on another or scrolls away."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import unbroken
from tests.browser.conftest import Atlas, Contexts, serve, sign_in
from tests.browser.test_pages import FORMS, PAGES, is_no_wider, visit

MOST_CHARACTERS = 80
NORMAL, LARGER = 16, 24  # of the reader's own choice: the size of type
NOW = {"day": str(datetime.now(UTC).date()), "month": f"{datetime.now(UTC):%Y-%m}"}
DEMO = NOW | {
    "region": "compute-governance",
    "reading": "1",
    "essay": "buying-time-and-spending-it",
    "area": "governance",
    "change": "3",
    "compared": "/b/1/history",
}
AUTHORS = [page for page in PAGES if page not in ("/sign-in", "/no/such/page")]
# The fonts of this machine are wide. The narrowest that a reader may have, a Times, has letters of
# .41 times the size of type, and the narrowest sans, a Helvetica, of .46: this comes down to them.
NARROW_TYPE = """:root { --serif: "DejaVu Serif Condensed"; --sans: "DejaVu Sans Condensed" }
  * { letter-spacing: -.06em !important }"""
OPEN_ALL = (
    """document.querySelectorAll("details:not(.more)").forEach((each) => { each.open = true; })"""
)
# Every line of text on a page as a reader sees it, with the element that it is in.
LINES = """() => {
  const blocks = new Map(), all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const no = "svg, pre, script, select, textarea, datalist, .visually-hidden";
  const inline = (each) => getComputedStyle(each).display === "inline";
  const block = (each) => inline(each) ? block(each.parentElement) : each;
  while (all.nextNode()) {
    const text = all.currentNode, range = document.createRange();
    if (!text.data.trim() || text.parentElement.closest(no)) continue;
    const within = block(text.parentElement);
    if (!blocks.has(within)) blocks.set(within, new Map());
    for (const word of text.data.matchAll(/\\S+\\s*/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].trimEnd().length);
      const box = range.getClientRects()[0];
      if (!box?.width) continue;
      const line = Math.round((box.top + box.bottom) / 16), lines = blocks.get(within);
      lines.set(line, (lines.get(line) ?? "") + word[0].replace(/\\s+/g, " "));
    }
  }
  return [...blocks].flatMap(([within, lines]) =>
    [...lines.values()].map((line) => [`${within.tagName}.${within.className}`, line.trim()]));
}"""
# The boxes of the contents list and of all text beside it that reaches into the same lines.
OVERLAPS = """() => {
  const list = document.querySelector(".contents").getBoundingClientRect();
  return [...document.querySelectorAll("h1, h2, .topic p, .topic-head")]
    .filter((each) => !each.closest(".contents"))
    .map((each) => each.getBoundingClientRect())
    .filter((box) => list.width && box.width && box.left < list.right && box.right > list.left
      && box.top < list.bottom && box.bottom > list.top).length;
}"""


@pytest.fixture(scope="module")
def demo(empty_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    for atlas in serve(empty_instance, tmp_path_factory.mktemp("demo-layout")):
        atlas.run("demo")
        yield atlas


@pytest.fixture(scope="module")
def long(empty_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """An atlas whose texts have no place to break."""
    for atlas in serve(empty_instance, tmp_path_factory.mktemp("unbroken")):
        unbroken.write(atlas.app)
        yield atlas


def show_at(page: Page, width: int, size: int) -> None:
    """Show a page on a screen of this width, in type of the size that a reader chose."""
    page.set_viewport_size({"width": width, "height": 900})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.enable")
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    devtools.detach()


def test_no_line_has_more_than_80_characters(demo: Atlas, contexts: Contexts) -> None:
    visitor = contexts(base_url=demo.address, bypass_csp=True).new_page()
    author = sign_in(contexts(base_url=demo.address, bypass_csp=True), demo)
    for page, addresses in ((visitor, PAGES), (author, ["/map", "/record", *FORMS])):
        for there in visit(page, addresses, DEMO):
            page.add_style_tag(content=NARROW_TYPE)
            page.evaluate(OPEN_ALL)
            for width, size in ((620, NORMAL), (1280, NORMAL), (1280, LARGER)):
                show_at(page, width, size)
                long = [line for line in page.evaluate(LINES) if len(line[1]) > MOST_CHARACTERS]
                assert not long, f"{there}, {width} px wide, type of {size} px: {long}"


def test_text_without_a_place_to_break_scrolls_no_page_of_a_phone_sideways(
    long: Atlas, contexts: Contexts
) -> None:
    visitor = contexts(base_url=long.address, has_touch=True).new_page()
    author = sign_in(contexts(base_url=long.address, has_touch=True), long)
    places = NOW | unbroken.PLACES
    for page, addresses in ((visitor, PAGES), (author, AUTHORS + FORMS + unbroken.EDITS)):
        for there in visit(page, addresses, places):
            page.evaluate(OPEN_ALL)
            for size in (NORMAL, LARGER):
                show_at(page, 320, size)
                is_no_wider(page, 320, f"{there} in type of {size} px")


def test_the_list_of_sections_lies_on_no_text(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address, reduced_motion="reduce").new_page()
    page.goto("/atlas/compute-governance")
    for size in (NORMAL, LARGER, 32):
        # Narrow ones, those around the width from which on there is a list, and one with room.
        for width in (1000, 1100, 70 * size - 1, 70 * size, 90 * size):
            show_at(page, width, size)
            for place in (0, 1500):
                page.evaluate(f"scrollTo(0, {place})")
                assert page.evaluate(OVERLAPS) == 0, f"{width} px wide, type of {size} px"
        expect(page.locator(".contents")).to_be_visible()
