"""The header, on a screen and on a phone, and the pages about the author, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas, Contexts, serve, sign_in
from tests.browser.test_pages import COLOURS, check, is_no_wider

READERS = ["Map", "Beliefs", "Reading", "Writing", "Changes", "Triggers", "Record", "About"]
OWN = ["Review", "New region", "Settings"]
# How many lines the header has: the centres of what is in it, those near each other being one.
LINES = """() => [...document.querySelectorAll("header.site :is(a, button)")]
  .filter((each) => each.checkVisibility())
  .map((each) => each.getBoundingClientRect())
  .map((box) => (box.top + box.bottom) / 2)
  .sort((one, other) => one - other)
  .filter((centre, at, all) => !at || centre - all[at - 1] > 12).length"""


def links(page: Page) -> list[str]:
    shown = page.locator("header.site nav a").filter(visible=True)
    return [text.strip() for text in shown.all_text_contents()]


def phone(width: int, **more: Any) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 640}, "has_touch": True} | more


def test_a_wide_header_shows_every_link_and_marks_the_current_one(
    atlas: Atlas, contexts: Contexts
) -> None:
    visitor = contexts(base_url=atlas.address).new_page()
    author = sign_in(contexts(base_url=atlas.address), atlas)
    for page, wanted in ((visitor, READERS), (author, READERS + OWN)):
        page.goto("/about")
        assert links(page) == wanted
        expect(page.locator("header.site [aria-current]")).to_have_text("About")
        page.get_by_role("link", name="Record", exact=True).click()
        expect(page.locator("header.site [aria-current=page]")).to_have_text("Record")
        expect(page.get_by_role("button", name="More")).to_be_hidden()
        assert page.evaluate(LINES) <= 2


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_header_on_a_phone_is_two_lines_and_opens_the_rest_without_a_script(
    atlas: Atlas, contexts: Contexts, width: int, scripts: bool
) -> None:
    own = phone(width, java_script_enabled=scripts)
    page = sign_in(contexts(base_url=atlas.address, **own), atlas)
    page.goto("/about")
    is_no_wider(page, width, "/about")
    assert page.evaluate(LINES) <= 2
    assert links(page) == READERS[:4]
    page.get_by_role("button", name="More").click()
    assert links(page) == READERS + (["Search"] if width == 320 else []) + OWN
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    assert links(page) == READERS[:4]
    page.get_by_role("button", name="More").press("Enter")
    page.get_by_role("link", name="Triggers").click()
    expect(page).to_have_url(re.compile("/triggers$"))


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_scrolls_sideways_on_a_phone_with_text_at_200_per_cent(
    atlas: Atlas, contexts: Contexts, width: int
) -> None:
    page = sign_in(contexts(base_url=atlas.address, **phone(width)), atlas)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.enable")
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for address in ("/about", "/settings", "/settings/password", "/settings/sessions"):
        page.goto(address)
        is_no_wider(page, width, address)
        page.get_by_role("button", name="More").click()
        is_no_wider(page, width, address)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_sheet_and_in_refused_settings(
    atlas: Atlas, contexts: Contexts, scheme: Any
) -> None:
    page = sign_in(contexts(base_url=atlas.address, color_scheme=scheme, **phone(390)), atlas)
    page.goto("/about")
    page.get_by_role("button", name="More").click()
    check(page)
    page.goto("/settings")
    page.get_by_label("ORCID iD").fill("0000")
    page.get_by_label("Title").fill(" ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give the atlas a title.")).to_be_visible()
    check(page)


@pytest.fixture(scope="module")
def coloured(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """An atlas of which each test sets the accent."""
    yield from serve(empty_instance, tmp_path_factory.mktemp("coloured"))


@pytest.mark.parametrize("accent", ["crimson", "plum", "violet", "blue", "teal", "green", "slate"])
def test_axe_finds_nothing_in_the_colours_of_another_accent(
    coloured: Atlas, contexts: Contexts, accent: str
) -> None:
    page = sign_in(contexts(base_url=coloured.address), coloured)
    page.goto("/settings")
    page.get_by_label(accent.capitalize()).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved. Settings.")
    for scheme in ("light", "dark"):
        other = contexts(base_url=coloured.address, color_scheme=scheme).new_page()
        for address in ("/", "/about", "/sign-in"):
            other.goto(address)
            expect(other.locator("html")).to_have_attribute("data-accent", accent)
            check(other, COLOURS)


def test_about_is_edited_in_place_and_undone(own_atlas: Atlas, contexts: Contexts) -> None:
    page = sign_in(contexts(base_url=own_atlas.address), own_atlas)
    page.goto("/about")
    page.get_by_role("link", name="Edit this page").click()
    expect(page.get_by_label("About this atlas")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Only this.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_have_text("Saved. About.")
    expect(page.get_by_role("main")).to_contain_text("Only this.")
    expect(page.get_by_role("link", name="Edit this page")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("main")).to_contain_text("This is an atlas of what I think.")


def test_linked_data_is_no_script_to_the_policy(atlas: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=atlas.address).new_page()
    page.add_init_script(
        "window.broken = []; document.addEventListener('securitypolicyviolation', "
        "(event) => window.broken.push(event.blockedURI))"
    )
    for address in ("/", "/about"):
        page.goto(address)
        assert page.locator("script[type='application/ld+json']").count() == 1
        assert page.evaluate("window.broken") == []
