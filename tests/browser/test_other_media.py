"""Pages in forced colours, on paper, and with a reader's own spacing of text."""

from io import BytesIO
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Atlas, Contexts, sign_in
from tests.browser.test_layout import DEMO
from tests.browser.test_pages import PAGES, visit


def shades(button: Locator) -> set[object]:
    """Return the colours of a button's middle, where its words are."""
    picture = Image.open(BytesIO(button.screenshot())).convert("RGB")
    width, height = picture.size
    middle = picture.crop((width // 3, height // 3, width * 2 // 3, height * 2 // 3))
    return {colour for _, colour in middle.getcolors(width * height) or ()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_words_on_a_button_can_be_read(
    demo: Atlas, contexts: Contexts, scheme: Literal["light", "dark"]
) -> None:
    page = sign_in(
        contexts(base_url=demo.address, forced_colors="active", color_scheme=scheme), demo
    )
    for there in ("/search", "/reading/new", "/atlas/timelines/edit"):
        page.goto(there)
        assert len(shades(page.locator("main .primary").first)) > 1, there


def test_in_forced_colours_one_place_of_the_jump_list_is_marked_as_chosen(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address, forced_colors="active").new_page()
    page.goto("/status")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("co")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    edges = page.get_by_role("option").evaluate_all(
        """all => all.map((each) => [
          each.getAttribute("aria-selected"), getComputedStyle(each).borderInlineStartColor])"""
    )
    chosen = {colour for selected, colour in edges if selected == "true"}
    others = {colour for selected, colour in edges if selected != "true"}
    assert others
    assert not chosen & others


def test_in_forced_colours_a_day_with_a_reading_is_told_from_one_without(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address, forced_colors="active").new_page()
    page.goto("/reading")
    fills = [
        page.locator(f".days .{level}").first.evaluate("each => getComputedStyle(each).fill")
        for level in ("l0", "l1")
    ]
    assert fills[0] != fills[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_no_pale_words_and_lines(
    demo: Atlas, contexts: Contexts, scheme: Literal["light", "dark"]
) -> None:
    page = contexts(base_url=demo.address, contrast="more", color_scheme=scheme).new_page()
    page.goto("/atlas/timelines")
    colours = "([each, name]) => getComputedStyle(document.querySelector(each))[name]"
    ink = page.evaluate(colours, ["h1", "color"])
    assert page.evaluate(colours, [".topic-head .meta", "color"]) == ink
    assert page.evaluate(colours, [".part", "borderTopColor"]) == ink
    page.goto("/reading")
    fills = [page.evaluate(colours, [f".days .{level}", "fill"]) for level in ("l0", "l1")]
    assert fills[0] != fills[1]


def test_no_heading_of_a_table_or_a_group_ends_a_sheet(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.emulate_media(media="print")
    for there in visit(page, PAGES, DEMO):
        breaks = page.locator("main :is(h2, h3, h4), main thead, main caption").evaluate_all(
            "all => all.map((each) => getComputedStyle(each).breakAfter)"
        )
        assert set(breaks) <= {"avoid"}, there
        whole = page.locator("main :is(ol, ul) > li, main tr").evaluate_all(
            "all => all.map((each) => getComputedStyle(each).breakInside)"
        )
        assert set(whole) <= {"avoid"}, there


def test_an_author_prints_no_heading_of_a_section_without_what_stands_below_it(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    page.emulate_media(media="print")
    page.goto("/atlas/digital-minds")
    below = page.locator("article .part").evaluate_all(
        """all => all.map((part) => [part.id, [...part.children]
          .filter((each) => !each.matches(".part-head") && each.checkVisibility()).length])"""
    )
    assert len(below) >= 7
    assert [section for section, count in below if not count] == []


def test_on_paper_a_link_to_another_site_says_where_it_leads(
    atlas: Atlas, contexts: Contexts
) -> None:
    long = f"https://example.org/{'a' * 300}"
    body = (
        f"See [words]({long}), [x](https://example.org/?a=1&b=2), https://example.org/bare_, "
        "[example.org](https://example.org/), <https://example.org>, [here](/atlas) and [[Labs]]."
    )
    page = sign_in(contexts(base_url=atlas.address, viewport={"width": 320, "height": 700}), atlas)
    page.goto("/about/edit")
    page.locator("textarea[name=body]").fill(body)
    page.locator("#about .primary").click()
    shown = """all => all.map((each) => getComputedStyle(each, "::after").content)"""
    links = page.locator("main .prose a")
    expect(links).to_have_count(7)
    assert set(links.evaluate_all(shown)) == {"none"}
    page.emulate_media(media="print")
    told = [f'" ({long})"', '" (https://example.org/?a=1&b=2)"', *["none"] * 5]
    assert links.evaluate_all(shown) == told
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_an_address_is_read_from_left_to_right_below_any_title(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.goto("/reading")
    page.emulate_media(media="print")
    shown = """(link) => {
      link.closest(".work").dir = "rtl";
      const { direction, display } = getComputedStyle(link, "::after");
      return [direction, display];
    }"""
    # In a block of its own, so that its slashes stay where they are.
    assert page.locator("main .work > a.title").first.evaluate(shown) == ["ltr", "inline-block"]
    page.goto("/about")
    page.locator("main .prose").evaluate(
        """(prose) => { prose.innerHTML =
          '<p dir="rtl"><a rel="noopener" href="https://example.org/a/">ספר</a></p>' }"""
    )
    shown = """(link) => {
      const { direction, unicodeBidi } = getComputedStyle(link, "::after");
      return [direction, unicodeBidi];
    }"""
    assert page.locator("main .prose a").evaluate(shown) == ["ltr", "isolate"]


@pytest.mark.parametrize(
    "there",
    [
        "/search?q=chips",
        "/atlas/timelines?since=2026-01-01",
        "/atlas/timelines?at=2026-05-01",
        "/beliefs?area=governance",
        "/map?focus=timelines",
    ],
)
def test_what_is_printed_says_the_whole_address_of_the_page(
    demo: Atlas, contexts: Contexts, there: str
) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.emulate_media(media="print")
    page.goto(there)
    assert f"{demo.address}{there}" in page.locator(".printed").inner_text().split(" · ")


def test_the_address_of_a_work_is_printed_where_its_reading_is_at_home(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    page.emulate_media(media="print")
    added = "all => all.map((each) => [each.href, getComputedStyle(each, '::after').content])"
    for there, links, printed in (
        ("/reading", ".row-reading > .work > a", True),
        ("/reading/33", ".one-reading h1 a", True),
        ("/atlas/compute-governance", ".row-reading .work > a", False),
    ):
        page.goto(there)
        found = page.locator(links).evaluate_all(added)
        assert found
        for address, content in found:
            assert (address in content) is printed, there


def test_with_a_readers_own_spacing_of_text_no_date_lies_on_what_it_dates(
    demo: Atlas, contexts: Contexts
) -> None:
    """The spacing of WCAG 2.2, 1.4.12."""
    page = contexts(base_url=demo.address).new_page()
    page.goto("/history")
    page.evaluate(
        """() => {
          const own = new CSSStyleSheet();
          own.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important }`);
          document.adoptedStyleSheets = [own];
        }"""
    )
    beyond = page.locator(".history .when").evaluate_all(
        """all => all.filter((each) => each.firstElementChild.getBoundingClientRect().right
          > each.nextElementSibling.getBoundingClientRect().left).length"""
    )
    assert beyond == 0
