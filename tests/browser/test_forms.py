"""How forms and the menus of rows look while they are used."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Atlas, Contexts, sign_in
from tests.browser.keyboard import FIRST, SECOND, Keyboard, says

LEFT = "found => found.getBoundingClientRect().left"


def style(found: Locator, name: str, pseudo: str = "") -> Any:
    """Return a computed style of an element, or of what stands before or after it."""
    ask = "(found, [name, pseudo]) => getComputedStyle(found, pseudo || null)[name]"
    return found.evaluate(ask, [name, pseudo])


def test_a_wrong_field_of_one_line_has_a_thick_border_until_it_is_typed_in(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Credence", "0.7")
    keys.press("Enter")
    error = keys.page.get_by_text(re.compile("^Error:"))
    expect(error).to_be_visible()
    credence = keys.find("textbox", "Credence")
    assert style(credence, "borderTopWidth") == "2px"
    keys.write("Credence", "70")
    keys.press("Tab")
    expect(keys.page.get_by_text("= 70%")).to_be_visible()
    expect(error).to_have_count(0)
    expect(keys.page.locator(".offer")).to_have_count(0)
    assert style(credence, "borderTopWidth") == "1px"
    assert credence.get_attribute("aria-invalid") is None


def test_the_list_of_problems_names_only_what_is_still_wrong(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "")
    keys.write("Credence", "likely")
    keys.press("Enter")
    problems = keys.page.locator(".problem li")
    expect(problems).to_have_count(2)
    keys.write("Credence", "70")
    expect(problems).to_have_count(1)
    keys.page.get_by_role("textbox", name="Claim").fill("Drills help")
    expect(keys.page.locator(".problem")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 995, 1060, 1280])
def test_the_menu_of_a_row_stands_inside_the_window(keys: Keyboard, width: int) -> None:
    keys.page.set_viewport_size({"width": width, "height": 600})
    for belief in (FIRST, SECOND):
        keys.push("menu", f"More for belief: {belief}")
        menu = keys.page.locator("details.more[open] .menu")
        box = menu.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        expect(menu.get_by_text("Delete")).to_be_in_viewport()
        keys.press("Escape")


@pytest.mark.parametrize("mark", ["saved", "asked for"])
def test_the_circle_of_a_trigger_stays_where_it_was(keys: Keyboard, region: str, mark: str) -> None:
    keys.push("link", "Add trigger")
    keys.write("Observation", "An alarm is sent and nobody reads it")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^(Added|Saved)"))
    row = keys.page.locator(".row-trigger").last
    anchor = row.get_attribute("id")

    def places() -> list[float]:
        """Return where the circle and the text begin."""
        inner = row.evaluate(f"row => ({LEFT})(row) + row.clientLeft")
        circle = inner + float(style(row, "left", "::before").removesuffix("px"))
        return [circle, row.locator(".observation").evaluate(LEFT)]

    if mark == "saved":
        expect(row).to_have_class(re.compile("saved"))
    else:
        keys.page.goto("about:blank")
        keys.go(f"/atlas/{region}#{anchor}")
    marked = places()
    keys.page.goto("about:blank")
    keys.go(f"/atlas/{region}")
    assert marked == pytest.approx(places(), abs=0.6)


@pytest.mark.parametrize(
    "address",
    ["/beliefs?sort=firmness", "/map", "/sign-in", "/atlas/new", "/reading/new", "/atlas"],
)
def test_a_phone_need_not_zoom_in_on_any_field(
    contexts: Contexts, atlas: Atlas, region: str, address: str
) -> None:
    phone = contexts(
        base_url=atlas.address,
        viewport={"width": 390, "height": 800},
        has_touch=True,
        is_mobile=True,
    )
    page = phone.new_page() if address == "/sign-in" else sign_in(phone, atlas)
    page.goto(f"/atlas/{region}/history" if address == "/atlas" else address)
    fields = "input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea"
    sizes = page.locator(fields).evaluate_all(
        "all => all.map(one => [one.name, parseFloat(getComputedStyle(one).fontSize)])"
    )
    assert sizes
    assert [name for name, size in sizes if size < 16] == []


def test_a_number_is_copied_once(keys: Keyboard, region: str) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", f"Copied from {region}")
    keys.write("Credence", "66")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))
    for address in (f"/atlas/{region}", "/beliefs"):
        keys.page.goto(address)
        row = keys.page.locator(".row").filter(has_text=f"Copied from {region}").first
        copied = row.evaluate(
            "row => { getSelection().selectAllChildren(row); return String(getSelection()); }"
        )
        assert "~66%" in copied
        assert "about 66 per cent" not in copied


def test_the_counter_counts_as_the_server_does(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    claim = keys.find("textbox", "Claim")
    claim.fill("🦉" * 1999)
    expect(keys.page.get_by_text("1,999 of 2,000 characters")).to_be_visible()
    keys.press("Enter")
    says(keys.page, re.compile("^Saved"))


def test_text_written_from_right_to_left_is_set_so(keys: Keyboard, region: str) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.is_on("textbox", "Claim")
    claim = keys.find("textbox", "Claim")
    claim.fill("האזהרות נשלחות בזמן")
    assert style(claim, "direction") == "rtl"
    keys.press("Enter")
    says(keys.page, re.compile("^Saved"))
    shown = keys.page.locator(".claim").filter(has_text="האזהרות")
    assert style(shown, "direction") == "rtl"
    keys.page.goto("/beliefs")
    assert style(keys.page.locator(".claim").filter(has_text="האזהרות"), "direction") == "rtl"
    # A link that is a block within its line stands at the right too.
    row = '<div class="row-essay"><p class="work" dir="auto"><a class="title">האזהרות</a></p></div>'
    keys.page.locator("main").evaluate(
        "(main, row) => main.insertAdjacentHTML('beforeend', row)", row
    )
    link = keys.page.locator(".row-essay .title")
    gap = "a => a.parentElement.getBoundingClientRect().right - a.getBoundingClientRect().right"
    assert abs(link.evaluate(gap)) < 1
