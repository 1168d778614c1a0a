"""The map in a browser: names that stand clear of each other, keys, zoom, and places moved."""

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.arbital import make_atlas, read_notes
from tests.browser.conftest import PATIENCE_MS, Atlas, Contexts, serve, sign_in
from tests.browser.test_pages import check
from tests.conftest import TODAY
from tests.new_pages import create_topic
from wiki.db import begin_writing, db
from wiki.journal import Signature, record
from wiki.models import Relation
from wiki.sections.stance import Stance

WIDTHS = (320, 768, 1280, 2560)
# Rounding of a browser's boxes, in pixels.
HAIR = 0.5
WORDS = re.findall(
    r"\w+",
    """
Agents Goals Values Proxies Limits Mild Measures Oracles Genies Corrigible Unbounded Analysis
Convergent Instrumental Reflection Stability Context Disaster Happiness Maximiser Boxed
Environmental Preference Framework Uncertainty Advanced Nonhuman Faithful Simulation""",
)
NAMES = """() => [...document.querySelectorAll(".map-names text")]
  .map((text) => ({ words: text.textContent.trim(), box: text.getBoundingClientRect() }))
  .filter(({ box }) => box.width)
  .map(({ words, box }) => [words, box.left, box.top, box.right, box.bottom])"""
MARKS = """() => [...document.querySelectorAll(".map-marks circle")]
  .map((mark) => mark.getBoundingClientRect())
  .filter(({ width }) => width)
  .map(({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2])"""
# The height of each name and the width of each mark that is drawn, in pixels.
SIZES = """() => ["text", "circle"].map((kind) => Object.fromEntries(
  [...document.querySelectorAll(`.map-sheet .map-names > ${kind}, .map-sheet .map-marks > ${kind}`)]
    .map((each) => [each.textContent.trim() || `${each.cx.baseVal.value} ${each.cy.baseVal.value}`,
      each.getBoundingClientRect()])
    .filter(([, box]) => box.width)
    .map(([name, box]) => [name, kind === "text" ? box.height : box.width])))"""
SHEET = """() => { const box = document.querySelector(".map-sheet").getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom]; }"""


@pytest.fixture(scope="module")
def large(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """A wiki's 199 notes with more than a thousand links, or as many regions where they lack."""
    for atlas in serve(empty_instance, tmp_path_factory.mktemp("large-map")):
        with atlas.app.app_context():
            begin_writing()
            make_atlas(notes) if (notes := read_notes()) else fill(199, random.Random(199))
            db.session.commit()
            db.session.remove()
        yield atlas


def fill(count: int, chance: random.Random) -> None:
    """Make regions, two in three written, few outside all areas, with links that cluster."""
    by = Signature(None, TODAY)
    topics = []
    for n in range(count):
        title = " ".join(chance.sample(WORDS, chance.choice((1, 2, 2, 3, 4, 6)))) + f" {n}"
        area = f"{WORDS[n % 6]} and {WORDS[n % 6 + 9]}" if n % 40 else ""
        status = chance.choice(("", "Exploring", "Forming", "Settled"))
        topics.append(create_topic({"title": title, "area": area, "status": status}, by))
    pairs = {tuple(sorted((n, (n + 6 * chance.randint(1, 9)) % count))) for n in range(count)}
    pairs |= {tuple(sorted(chance.sample(range(count), 2))) for _ in range(1100)}
    with record(by) as entry:
        for n, topic in enumerate(topics):
            if n % 3:
                entry.add(Stance(topic_id=topic.id, body="I think so."))
        for one, other in sorted(pair for pair in pairs if pair[0] != pair[1]):
            ends = {"topic_id": topics[one].id, "region_id": topics[other].id}
            entry.add(Relation(**ends, kind=chance.choice(("related", "part of"))))


def open_map(page: Page, address: str = "/map") -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status == 200


def view_box(page: Page) -> list[float]:
    value = page.locator(".map-sheet").get_attribute("viewBox")
    assert value
    return [float(part) for part in value.split()]


def names(page: Page) -> set[str]:
    return {words for words, *_ in page.evaluate(NAMES)}


def until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's policy lets no waiting be evaluated inside of it."""
    deadline = monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(condition):
        assert monotonic() < deadline, condition
        page.wait_for_timeout(20)


def shows_more_names(page: Page, before: set[str]) -> None:
    """Wait until there are names that were not there before."""
    deadline = monotonic() + PATIENCE_MS / 1000
    while not names(page) - before:
        assert monotonic() < deadline, "no other name has appeared"
        page.wait_for_timeout(20)


def settled(page: Page) -> None:
    """Wait until the address and the names are those of the view."""
    expect(page).to_have_url(re.compile("box="))
    page.wait_for_load_state("networkidle")


def largest_area(atlas: Atlas) -> str:
    """Return the slug of the area with the most regions."""
    page = atlas.text("/map")
    areas = re.findall(r'<option value="([a-z0-9-]+)"', page.partition('id="area"')[2])
    sizes = [(atlas.text(f"/areas/{slug}").count('class="region"'), slug) for slug in areas]
    return str(max(sizes)[1])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ["/map", "/", "/map?area={area}", "{region}"])
def test_names_neither_overlap_nor_run_off_the_map(
    demo: Atlas, large: Atlas, contexts: Contexts, width: int, address: str
) -> None:
    for atlas in (demo, large):
        page = contexts(base_url=atlas.address, viewport={"width": width, "height": 900}).new_page()
        data = atlas.app.test_client().get("/map.json").get_json()
        region = f"/atlas/{data['links'][0]['source']}"
        open_map(page, address.format(area=largest_area(atlas), region=region))
        boxes = page.evaluate(NAMES)
        left, top, right, bottom = page.evaluate(SHEET)
        assert len(boxes) >= (1 if "{region}" in address else 4)
        for words, *box in boxes:
            assert box[0] >= left - HAIR, words
            assert box[1] >= top - HAIR, words
            assert box[2] <= right + HAIR, words
            assert box[3] <= bottom + HAIR, words
        for n, (one, *box) in enumerate(boxes):
            for other, *there in boxes[:n]:
                apart = box[2] <= there[0] + HAIR or there[2] <= box[0] + HAIR
                apart = apart or box[3] <= there[1] + HAIR or there[3] <= box[1] + HAIR
                assert apart, f"{one} stands on {other}"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_name_stands_on_a_mark_that_is_drawn(
    demo: Atlas, large: Atlas, contexts: Contexts, width: int
) -> None:
    for atlas in (demo, large):
        page = contexts(base_url=atlas.address, viewport={"width": width, "height": 900}).new_page()
        links = atlas.app.test_client().get("/map.json").get_json()["links"]
        for address in ("/map", "/", *{f"/atlas/{link['source']}" for link in links[:6]}):
            open_map(page, address)
            boxes, marks = page.evaluate(NAMES), page.evaluate(MARKS)
            assert boxes, address
            assert marks
            for words, left, top, right, bottom in boxes:
                for x, y in marks:
                    assert not (left < x < right and top < y < bottom), f"{words} covers a mark"


@pytest.mark.parametrize("title", ["Warnings that are sent", "האזהרות"])
def test_a_name_below_the_map_stands_on_no_number_of_the_next_column(
    demo: Atlas, contexts: Contexts, title: str
) -> None:
    page = contexts(base_url=demo.address, viewport={"width": 430, "height": 900}).new_page()
    open_map(page)
    # A number stands in the 2em before its name.
    gaps = page.locator(".map-numbers").evaluate(
        """(list, title) => {
          const names = [...list.querySelectorAll("a")];
          for (const name of names) name.textContent = `${title} `.repeat(20);
          const boxes = names.map((name) => name.getBoundingClientRect());
          const em = parseFloat(getComputedStyle(list).fontSize);
          return boxes.flatMap((one) => boxes.filter((other) => other.left > one.left)
            .map((other) => other.left - 2 * em - one.right));
        }""",
        title,
    )
    assert gaps
    assert min(gaps) >= 0


def test_every_region_of_the_demo_has_its_name_on_a_wide_screen(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address, viewport={"width": 1280, "height": 900}).new_page()
    open_map(page)
    shown = {" ".join(words.split()) for words in names(page)}
    listed = page.locator(".map-list .region").all_text_contents()
    assert set(listed) <= shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_views_of_the_map(
    demo: Atlas, contexts: Contexts, scheme: Any
) -> None:
    page = contexts(base_url=demo.address, color_scheme=scheme).new_page()
    for asked in (
        "focus=timelines",
        "area=governance&kind=leans+on",
        f"status=Dormant&since={date.today() - timedelta(days=1)}",
    ):
        open_map(page, f"/map?{asked}")
        check(page)
    assert page.goto("/map?focus=nowhere")
    check(page)


def test_tab_goes_through_the_places_in_the_order_of_the_list(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    open_map(page)
    drawn = page.locator(".map-sheet a").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))"
    )
    listed = page.locator(".map-list .region").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))"
    )
    assert drawn == listed
    page.locator(".map-sheet a").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == drawn[1]


def test_arrows_go_to_the_neighbour_in_that_direction(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address).new_page()
    open_map(page)
    data = {
        node["id"]: node for node in demo.app.test_client().get("/map.json").get_json()["nodes"]
    }

    def here() -> dict[str, Any]:
        href = page.evaluate("document.activeElement.getAttribute('href')")
        found: dict[str, Any] = data[href.rpartition("/")[2]]
        return found

    page.locator(".map-sheet a[href$=threat-models]").focus()
    for key, axis, way in (("ArrowRight", "x", 1), ("ArrowLeft", "x", -1), ("ArrowUp", "y", -1)):
        before = here()
        page.keyboard.press(key)
        assert (here()[axis] - before[axis]) * way > 0, key


def test_zoomed_view_has_more_names_and_an_address_that_answers_the_same_without_script(
    large: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=large.address).new_page()
    open_map(page)
    page.locator(".map-sheet").focus()
    before, whole = names(page), view_box(page)
    for _ in range(5):
        page.keyboard.press("+")
    until(page, "document.querySelectorAll('.map-list .region').length < 199")
    settled(page)
    shows_more_names(page, before)
    inside = page.locator(".map-list .region").all_text_contents()
    assert page.evaluate("document.activeElement.classList.contains('map-sheet')")
    plain = contexts(base_url=large.address, java_script_enabled=False).new_page()
    open_map(plain, page.url.removeprefix(large.address))
    assert [round(part) for part in view_box(plain)] == [round(part) for part in view_box(page)]
    assert plain.locator(".map-list .region").all_text_contents() == inside
    page.keyboard.press("0")
    until(page, "!location.search.includes('box')")
    assert view_box(page) == whole


def test_buttons_zoom_in_place_and_are_links_without_script(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address).new_page()
    plain = contexts(base_url=demo.address, java_script_enabled=False).new_page()
    for each in (page, plain):
        open_map(each)
        wide = view_box(each)[2]
        each.get_by_role("link", name="Closer").click()
        expect(each).to_have_url(re.compile("box="))
        assert view_box(each)[2] == pytest.approx(wide / 2, abs=2)
        expect(each.locator(".map-sheet a").first).to_be_attached()


def test_wheel_scrolls_the_page_unless_the_map_is_meant(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address, viewport={"width": 1100, "height": 700}).new_page()
    open_map(page)
    before = view_box(page)
    page.mouse.move(500, 500)
    page.mouse.wheel(0, 100)
    until(page, "scrollY > 0")
    assert view_box(page) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    until(page, f"document.querySelector('.map-sheet').viewBox.baseVal.width < {before[2]}")


def test_names_and_marks_keep_their_size_and_none_vanishes_while_the_wheel_zooms(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address, viewport={"width": 1280, "height": 1000}).new_page()
    open_map(page)
    whole = page.evaluate(SIZES)
    box = page.locator(".map-sheet").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.45 * box["height"])
    page.keyboard.down("Control")
    for _ in range(3):
        page.mouse.wheel(0, -60)
    until(page, "document.querySelector('.map-sheet').viewBox.baseVal.width < 600")
    for before, zoomed in zip(whole, page.evaluate(SIZES), strict=True):
        assert zoomed == pytest.approx(before, abs=1)


@pytest.mark.parametrize("wide", [700, 400, 180])
def test_marks_of_a_part_of_the_map_are_all_there_and_no_larger(
    demo: Atlas, contexts: Contexts, wide: int
) -> None:
    page = contexts(base_url=demo.address, viewport={"width": 1280, "height": 1000}).new_page()
    open_map(page)
    usual = page.evaluate(SIZES)[1].values()
    open_map(page, f"/map?box=-101,-80,{wide},{round(wide * 0.8)}")
    marks = page.evaluate(SIZES)[1].values()
    assert len(marks) == page.locator(".map-list .region").count() > 0
    assert max(marks) < 1.1 * max(usual)
    assert min(marks) > 0.9 * min(usual)


def test_dragging_moves_the_sheet_and_follows_no_link(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address).new_page()
    open_map(page)
    before = view_box(page)
    box = page.locator(".map-sheet a[href$=timelines]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=4)
    page.mouse.up()
    settled(page)
    assert page.url.startswith(f"{demo.address}/map?box=")
    assert view_box(page)[0] < before[0]
    assert view_box(page)[2] == before[2]


def test_enter_opens_a_region_after_the_map_was_dragged(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=demo.address).new_page()
    open_map(page)
    page.locator(".map-sheet a[href$=timelines]").hover()
    page.mouse.down()
    page.mouse.move(500, 500, steps=4)
    page.mouse.up()
    settled(page)
    page.locator(".map-sheet a[href$=timelines]").press("Enter")
    expect(page).to_have_url(f"{demo.address}/atlas/timelines")


def test_two_fingers_zoom(demo: Atlas, contexts: Contexts) -> None:
    page = contexts(
        base_url=demo.address, viewport={"width": 320, "height": 640}, has_touch=True
    ).new_page()
    open_map(page)
    page.locator(".map-sheet").scroll_into_view_if_needed()
    before = view_box(page)
    box = page.locator(".map-sheet").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)

    def touch(kind: str, apart: float) -> None:
        points = [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for apart in (30, 45, 60):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    settled(page)
    assert view_box(page)[2] < before[2] / 1.5


def test_author_moves_a_place_by_keys_and_takes_it_back(demo: Atlas, contexts: Contexts) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    open_map(page)

    def spot() -> tuple[int, int]:
        nodes = demo.app.test_client().get("/map.json").get_json()["nodes"]
        return next((node["x"], node["y"]) for node in nodes if node["id"] == "verification")

    before = spot()
    page.locator(".map-sheet a[href$=verification]").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("status")).to_have_text("Moved “Verification” on the map.")
    assert spot() == (before[0], before[1] + 20)
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(f"{demo.address}/map")
    assert spot() == before


def spots(atlas: Atlas) -> dict[str, tuple[int, int]]:
    """Return where each region is on the map."""
    nodes = atlas.app.test_client().get("/map.json").get_json()["nodes"]
    return {node["id"]: (node["x"], node["y"]) for node in nodes}


def test_places_moved_while_the_map_is_drawn_anew_are_all_saved(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    open_map(page)
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )
    before = spots(demo)
    page.locator(".map-sheet a[href$=verification]").focus()
    page.keyboard.press("+")
    page.wait_for_timeout(100)
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_timeout(500)
    page.locator(".map-sheet a[href$=timelines]").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("status")).to_have_text(re.compile("^Moved “.*Timelines"))
    (x, y), (across, down) = before["verification"], before["timelines"]
    assert spots(demo)["verification"] == (x, y + 10)
    assert spots(demo)["timelines"] == (across, down - 10)
    assert len(sent) == 2
    settled(page)
    assert view_box(page)[2] < 1000
    expect(page.locator(".map-sheet a[href$=timelines]")).to_be_focused()


def test_a_place_moved_just_before_the_map_is_left_is_saved(
    demo: Atlas, contexts: Contexts
) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    open_map(page)
    before = spots(demo)["verification"]
    page.locator(".map-sheet a[href$=verification]").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.goto("about:blank")
    page.wait_for_timeout(500)
    assert spots(demo)["verification"] == (before[0], before[1] + 10)


@pytest.mark.parametrize("first", ["button", "Alt"])
def test_author_drags_a_place_with_alt_held_down_and_stays_on_the_map(
    demo: Atlas, contexts: Contexts, first: str
) -> None:
    """Whichever of the two is let go first."""
    page = sign_in(contexts(base_url=demo.address), demo)
    open_map(page)
    box = page.locator(".map-sheet a[href$=digital-minds]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.down("Alt")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 15, y - 15, steps=3)
    if first == "Alt":
        page.keyboard.up("Alt")
    page.mouse.up()
    page.keyboard.up("Alt")
    expect(page.get_by_role("status")).to_have_text("Moved “Digital minds” on the map.")
    assert page.url == f"{demo.address}/map"


def test_place_that_is_refused_goes_back_and_says_why(demo: Atlas, contexts: Contexts) -> None:
    page = sign_in(contexts(base_url=demo.address), demo)
    open_map(page)
    page.locator(".map-sheet a[href$=timelines]").focus()
    before = view_box(page)
    for _ in range(14):
        page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_role("status")).to_contain_text("too near")
    assert view_box(page) == before


def test_visitors_do_not_get_the_authors_script(demo: Atlas, contexts: Contexts) -> None:
    asked: list[str] = []
    page = contexts(base_url=demo.address).new_page()
    page.on("request", lambda request: asked.append(request.url))
    open_map(page)
    scripts = [url for url in asked if "/js/" in url]
    loaded = [re.sub(r".*/js/|\?.*", "", url) for url in scripts]
    assert loaded == ["page.js", "map.js"]


def test_a_region_answers_to_pointer_and_focus_and_the_rest_has_numbers_on_a_phone(
    demo: Atlas, contexts: Contexts
) -> None:
    page = contexts(base_url=demo.address, viewport={"width": 1280, "height": 1000}).new_page()
    open_map(page, "/")
    link = page.locator(".map-land a[href='/atlas/verification']")
    card = page.locator("#card")
    pale = "getComputedStyle(document.querySelector('.map-line')).strokeOpacity"
    assert page.evaluate(pale) == "0.25"
    link.locator("path").hover()
    own = page.locator("[data-ends~='verification']")
    assert own.count() > 1
    assert (
        own.evaluate_all("roads => roads.map((road) => getComputedStyle(road).strokeOpacity)")
        == ["1"] * own.count()
    )
    others = "getComputedStyle(document.querySelector('.map-line:not(.map-own)')).strokeOpacity"
    assert page.evaluate(others) == "0.1"
    assert page.locator(".map-outline").get_attribute("d") == link.locator("path").get_attribute(
        "d"
    )
    expect(card).to_contain_text("Verification")
    assert link.locator("title").count() == 0, "the browser's own tooltip would lie above the card"
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.mouse.move(1200, 10)
    link.focus()
    expect(page.locator(".map-lit .map-outline")).to_have_count(1)
    expect(card).to_contain_text("Verification")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    box = page.locator(".map-sheet").bounding_box()
    assert box
    assert box["height"] >= 340
    numbers = page.locator(".map-number").all_inner_texts()
    listed = page.locator(".map-numbers a").all_inner_texts()
    assert len(numbers) == len(listed) > 0
    titles = names(page) - set(numbers)
    assert not titles & set(listed)
    sizes = page.locator(".map-narrow > text:not(.map-number)").evaluate_all(
        "all => all.map((text) => parseFloat(getComputedStyle(text).fontSize)"
        " * text.getScreenCTM().a)"
    )
    assert 11.9 < min(sizes) <= max(sizes) < 14.1
