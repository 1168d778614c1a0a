"""Lines of 80 characters at most, and no text that is cut off, lies on another or scrolls away."""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import unbroken
from tests.browser.conftest import Atlas, Contexts, serve, sign_in
from tests.browser.test_pages import FORMS, FURTHER, PAGES, check, is_no_wider, visit

MOST_CHARACTERS = 80
NORMAL, LARGER, LARGEST = 16, 24, 32  # of the reader's own choice: the size of type
NOW = {
    "day": str(datetime.now(UTC).date()),
    "month": f"{datetime.now(UTC):%Y-%m}",
    "year": f"{datetime.now(UTC):%Y}",
}
DEMO = NOW | {
    "region": "compute-governance",
    "reading": "1",
    "essay": "buying-time-and-spending-it",
    "area": "governance",
    "change": "6",
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
# Where menus that open one after the other reach beyond the window.
MENUS_BEYOND = """() => [...document.querySelectorAll(".more")].flatMap((menu) => {
  if (!menu.checkVisibility()) return [];
  menu.open = true;
  const { left, right } = menu.querySelector(".menu").getBoundingClientRect();
  menu.open = false;
  return left < 0 || right > innerWidth ? [`${menu.textContent.trim()}: ${left} to ${right}`] : [];
})"""
# The boxes of the contents list and of all text beside it that reaches into the same lines.
OVERLAPS = """() => {
  const list = document.querySelector(".contents").getBoundingClientRect();
  return [...document.querySelectorAll("h1, h2, .topic p, .topic-head")]
    .filter((each) => !each.closest(".contents"))
    .map((each) => each.getBoundingClientRect())
    .filter((box) => list.width && box.width && box.left < list.right && box.right > list.left
      && box.top < list.bottom && box.bottom > list.top).length;
}"""

BACKGROUNDS = """() => [...document.querySelectorAll(".stage")]
  .flatMap((each) => [getComputedStyle(each), getComputedStyle(each, "::before")])
  .map((style) => `${style.backgroundImage} ${style.backgroundColor}`)
  .filter((found) => found !== "none rgba(0, 0, 0, 0)")"""
# How much of a picture is dark.
INK = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  let dark = 0;
  for (let place = 0; place < data.length; place += 4) dark += data[place] < 128;
  return dark / (data.length / 4);
}"""
DEAD_HEADINGS = """() => [...document.querySelectorAll("details")]
  .filter((each) => each.firstElementChild.checkVisibility()
    && ![...each.children].every((child) => child.checkVisibility()))
  .map((each) => each.textContent.trim().slice(0, 80))"""


# The distance of the layout's jumps that no press of the reader caused, as browsers count them.
WATCH = """window.jumps = 0; new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.jumps += each.value;
}).observe({ type: "layout-shift", buffered: true })"""
# How far below the top of the page its parts stand, however far it is scrolled.
STANDS = """() => [...document.querySelectorAll("main h1, main h2, main .row")]
  .map((each) => Math.round(each.getBoundingClientRect().top + scrollY))"""
# Where name, title and footer begin; 6 px from each label to its field of one line, 44 px high.
EDGES = """() => [...document.querySelectorAll("header .name, main h1, footer .byline")]
  .map((each) => Math.round(each.getBoundingClientRect().left))"""
FIELDS = """() => [...document.querySelectorAll("main .field > :is(input[type=text], select)")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each, each.parentElement.children[0]].map((one) => one.getBoundingClientRect()))
  .map(([field, label]) => [Math.round(field.height), Math.round(field.top - label.bottom)])"""

# How far a part moves when what the page sends after it is there as well.
MOVED = """([part, later]) => {
  const top = () => document.querySelector(part).getBoundingClientRect().top, whole = top();
  const rest = [...document.querySelectorAll(later)];
  for (const each of rest) each.style.display = "none";
  const before = top();
  for (const each of rest) each.style.display = "";
  return whole - before;
}"""

# Words of two elements that touch each other on one line, where a space should stand.
TOUCHING = """() => {
  const found = [], all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const no = "svg, pre, script, select, textarea, datalist, math, .visually-hidden";
  const box = (text, at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return [...range.getClientRects()].at(-1);
  };
  let last;
  while (all.nextNode()) {
    const text = all.currentNode, words = text.data.trim();
    if (!words || text.parentElement.closest(no)) continue;
    if (!text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const begin = text.data.indexOf(words), here = box(text, begin);
    if (last && here && /\\w$/.test(last.words) && /^\\w/.test(words)
      && Math.abs(last.box.bottom - here.bottom) < here.height / 2
      && Math.abs(here.left - last.box.right) < 2) found.push(last.words.slice(-30) + words);
    last = { words, box: box(text, begin + words.length - 1) };
    if (!last.box) last = undefined;
  }
  return found;
}"""


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


# Pages whose links stand close to each other.
TOUCHED = ["/", "/map", "/atlas/{region}", "/beliefs", "/changes", "/reading", "/writing"]
# Pages that say from which number a belief moved.
NUMBERS = ["/atlas/{region}", "/beliefs", "/year/{year}"]
# Claims and reasons of beliefs that the number beside them, or the next row, lies on.
OVERLAPPING_NUMBERS = """[...document.querySelectorAll(".row-belief")].flatMap((row) => {
  const number = row.querySelector(".credence").getBoundingClientRect();
  const spaces = [...row.querySelectorAll(".claim, .why")].map((p) => p.getBoundingClientRect());
  return spaces.some((text) => text.left < number.right) ||
    number.bottom > row.getBoundingClientRect().bottom + 1 ? [row.id] : [];
})"""


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
            for size in (NORMAL, LARGER, LARGEST):
                show_at(page, 320, size)
                is_no_wider(page, 320, f"{there} in type of {size} px")


def test_no_page_and_no_menu_is_wider_than_a_phone_in_type_of_any_size(
    demo: Atlas, contexts: Contexts
) -> None:
    phone: dict[str, Any] = {"has_touch": True, "reduced_motion": "reduce"}
    visitor = contexts(base_url=demo.address, **phone).new_page()
    author = sign_in(contexts(base_url=demo.address, **phone), demo)
    for page, addresses in ((visitor, PAGES), (author, AUTHORS + FORMS + FURTHER)):
        for there in visit(page, addresses, DEMO):
            page.evaluate(OPEN_ALL)
            for width, size in ((320, LARGER), (360, LARGER), (320, LARGEST), (360, LARGEST)):
                show_at(page, width, size)
                is_no_wider(page, width, f"{there} in type of {size} px")
                beyond = page.evaluate(MENUS_BEYOND)
                assert beyond == [], f"{there} in type of {size} px, {width} px wide"


def test_the_longest_numbers_scroll_no_page_of_a_phone_sideways(
    long: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=long.address, has_touch=True).new_page()
    for there in visit(page, NUMBERS, NOW | unbroken.PLACES):
        assert "99.999999%" in page.inner_text("main")
        for size in (NORMAL, LARGER, LARGEST):
            show_at(page, 320, size)
            is_no_wider(page, 320, f"{there} in type of {size} px")


def test_no_two_words_stand_together_without_a_space(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address).new_page()
    for there in visit(page, PAGES, DEMO):
        page.evaluate(OPEN_ALL)
        assert page.evaluate(TOUCHING) == [], there


def test_the_list_of_sections_lies_on_no_text(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address, reduced_motion="reduce").new_page()
    page.goto("/atlas/compute-governance")
    for size in (NORMAL, LARGER, LARGEST):
        # Narrow ones, those around the width from which on there is a list, and one with room.
        for width in (1000, 1100, 70 * size - 1, 70 * size, 90 * size):
            show_at(page, width, size)
            for place in (0, 1500):
                page.evaluate(f"scrollTo(0, {place})")
                assert page.evaluate(OVERLAPS) == 0, f"{width} px wide, type of {size} px"
        expect(page.locator(".contents")).to_be_visible()


def test_pages_share_one_left_edge_and_do_not_jump_and_forms_have_one_measure(
    demo: Atlas, contexts: Contexts
) -> None:
    context = sign_in(contexts(base_url=demo.address), demo).context
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_viewport_size({"width": 1400, "height": 800})
    region = "/atlas/compute-governance"
    edges = set()
    for address in ("/", "/map", "/beliefs", "/review", "/settings", "/atlas/new", region):
        page.goto(address, wait_until="networkidle")
        edges |= set(page.evaluate(EDGES))
        assert set(map(tuple, page.evaluate(FIELDS))) <= {(44, 6)}, address
        assert page.evaluate("window.jumps") == 0, address
    assert len(edges) == 1, edges
    # Only the part that opens moves; its Save is seen though it opened at the foot of the window.
    # Where it stands is asked, not what the browser counts as a jump: half a second after a press
    # it counts what the press caused as well, and a busy machine answers later than that.
    row = page.locator("#beliefs .row").first
    page.evaluate("(top) => scrollTo(0, top - 700)", row.bounding_box()["y"])  # type: ignore[index]
    before = page.evaluate(STANDS)
    row.get_by_role("link", name="Edit belief").click()
    expect(page.locator("#beliefs .primary")).to_be_in_viewport(ratio=1)
    above = page.evaluate("""() => [...document.querySelectorAll("main h1, main h2, main .row")]
      .indexOf(document.querySelector("#beliefs .row"))""")
    assert page.evaluate(STANDS)[:above] == before[:above]
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#status")).not_to_be_empty()
    expect(page.locator("#beliefs .primary")).to_have_count(0)
    assert page.evaluate(STANDS) == before


def test_the_head_of_a_page_stands_where_it_did_before_the_rest_of_it_came(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.goto("/")
    for width in (1400, 1000, 390, 320):
        show_at(page, width, NORMAL)
        for part, later in (("header .name", "header :is(nav, .tools)"), (".strip", ".strip + *")):
            assert page.evaluate(MOVED, [part, later]) == 0, f"{part}, {width} px wide"


def test_the_mark_of_each_status_has_a_form_of_its_own_without_any_colour(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address, device_scale_factor=4).new_page()
    page.goto("/status")
    # What is not a border is neither printed nor shown in forced colours.
    assert page.locator(".stage").count() == 4
    assert page.evaluate(BACKGROUNDS) == []
    page.emulate_media(forced_colors="active", color_scheme="light")
    ink = {
        name: page.evaluate(INK, b64encode(page.locator(f".stage-{name}").screenshot()).decode())
        for name in ("dormant", "exploring", "forming", "settled")
    }
    amounts = list(ink.values())
    assert all(more - less > 0.05 for less, more in pairwise(amounts)), ink


def test_a_trigger_that_happened_is_marked_without_any_colour(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.goto("/triggers")
    widths = page.locator(".row-trigger").evaluate_all(
        "rows => rows.map((row) => parseInt(getComputedStyle(row, '::before').borderLeftWidth))"
    )
    assert min(widths) == 1
    assert max(widths) > 3


def test_a_belief_that_a_reading_may_bear_on_is_one_row_with_its_fields_in_line(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    for width, most in ((1280, 49), (390, 108)):
        show_at(page, width, NORMAL)
        page.goto("/atlas/compute-governance/reading/new")
        page.locator("summary", has_text="What it changes here").click()
        expect(page.locator(".bears").first).to_be_visible()
        rows = page.locator(".bears").evaluate_all(
            """all => all.slice(1).map((row) => [row, row.querySelector("select"),
              row.querySelector("input:not([type=hidden])")].map((each) => {
                const { top, height } = each.getBoundingClientRect();
                return [top, height];
              }))"""
        )
        assert len(rows) == 3
        for (_, height), evidence, number in rows:
            assert height <= most, f"{width} px wide"
            assert evidence == number


def test_links_on_a_phone_are_large_enough_to_touch_or_far_enough_apart(
    demo: Atlas, contexts: Contexts
) -> None:
    size = {"width": 412, "height": 900}
    page = contexts(base_url=demo.address, viewport=size, has_touch=True).new_page()
    for _ in visit(page, TOUCHED, DEMO):
        check(page, {"type": "rule", "values": ["target-size"]})


def test_words_on_a_control_are_in_its_middle_on_a_phone(demo: Atlas, contexts: Contexts) -> None:
    size = {"width": 390, "height": 844}
    phone = contexts(base_url=demo.address, viewport=size, has_touch=True, is_mobile=True)
    page = sign_in(phone, demo)
    for there in ("/atlas/timelines", "/atlas/timelines/edit", "/review"):
        page.goto(there)
        page.evaluate(OPEN_ALL)
        apart = page.locator(".control, .cancel, .menu a, .menu button").evaluate_all(
            """all => all.filter((each) => each.checkVisibility()).map((each) => {
              const words = document.createRange(), box = each.getBoundingClientRect();
              words.selectNodeContents(each);
              const text = words.getBoundingClientRect();
              return Math.abs(text.top + text.bottom - box.top - box.bottom) / 2;
            })"""
        )
        assert apart
        assert max(apart) < 1.5, there


def test_no_closed_heading_is_printed_without_what_it_holds(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.emulate_media(media="print")
    for there in visit(page, PAGES, DEMO):
        assert page.evaluate(DEAD_HEADINGS) == [], there
        assert (
            page.evaluate("""[...document.querySelectorAll("nav")]
            .filter((each) => each.checkVisibility()).length""")
            == 0
        ), there
    page.goto("/atlas/compute-governance")
    former = page.locator(".former .claim")
    assert former.evaluate_all("found => found.map((each) => each.checkVisibility())") == [True] * 4
    assert not page.locator(".beyond").first.evaluate("each => each.checkVisibility()")
    page.emulate_media(media="screen")
    assert not former.first.evaluate("each => each.checkVisibility()")


def test_every_region_of_the_demo_is_printed_on_two_sheets_in_readable_type(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    regions = page.request.get("/map.json").json()["nodes"]
    assert len(regions) == 15
    sheets = {}
    for region in regions:
        page.goto(region["url"])
        printed = page.pdf(format="A4")
        sheets[region["id"]] = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert {name: count for name, count in sheets.items() if not 1 <= count <= 2} == {}
    page.goto("/atlas/compute-governance")
    page.emulate_media(media="print")
    size = "all => Math.min(...all.map((each) => parseFloat(getComputedStyle(each).fontSize)))"
    assert page.locator(".claim, .prose").evaluate_all(size) >= 13.3  # pixels: 10 points
    whole = "all => all.map((each) => getComputedStyle(each).breakInside)"
    assert set(page.locator("article .row").evaluate_all(whole)) == {"avoid"}
    assert page.evaluate(OVERLAPPING_NUMBERS) == []


def test_no_control_of_the_author_is_printed(demo: Atlas, contexts: Contexts) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    page.emulate_media(media="print")
    for there in (
        "/",
        "/atlas/compute-governance",
        "/beliefs",
        "/writing",
        "/about",
        "/review",
        "/reading/new",
        "/settings",
        "/search?q=co",
    ):
        page.goto(there)
        printed = page.locator("button, .control, summary.control, .demo-banner").evaluate_all(
            "all => all.filter((each) => each.checkVisibility()).map((each) => each.textContent)"
        )
        assert printed == [], there


def test_the_colours_to_choose_from_stand_in_columns_on_a_phone(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address, viewport={"width": 320, "height": 640}), demo)
    page.goto("/settings")
    starts = page.locator(".accents label").evaluate_all(
        "all => all.map((each) => Math.round(each.getBoundingClientRect().left))"
    )
    assert len(starts) == 8
    assert len(set(starts)) == 2
    page.emulate_media(media="print")  # where all of them would be black
    expect(page.locator(".swatch").first).to_be_hidden()


def test_the_words_of_a_link_like_a_button_stand_in_its_middle(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    page.goto("/export")
    above, below = page.locator("a.primary").evaluate(
        """link => {
          const box = link.getBoundingClientRect(), range = document.createRange();
          range.selectNodeContents(link);
          const words = range.getBoundingClientRect();
          return [words.top - box.top, box.bottom - words.bottom];
        }"""
    )
    assert abs(above - below) <= 2


def test_what_a_reading_changes_stands_apart_from_what_it_sets_off(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address, viewport={"width": 1280, "height": 900}), demo)
    page.goto("/reading/1/edit?show=1")
    gaps = page.locator(".happened + .bears").evaluate_all(
        """all => all.map((each) => {
          const last = each.previousElementSibling.querySelector("p:last-child");
          return each.getBoundingClientRect().top - last.getBoundingClientRect().bottom;
        })"""
    )
    assert len(gaps) == 2
    assert min(gaps) >= 8, gaps
