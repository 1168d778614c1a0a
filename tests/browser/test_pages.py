"""Every page, for visitors and authors: axe, the console, narrow screens, large text."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Atlas, Contexts, sign_in
from tests.browser.keyboard import FIRST, Keyboard, says
from tests.conftest import TODAY
from tests.pictures import drawing
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.journal import Signature, version
from wiki.media.encoding_process import encode_in_process
from wiki.sections import SECTIONS, find_section
from wiki.services.collections import add_shared, save_shared

PAGES = [
    "/",
    "/atlas/{region}",
    "/atlas/{region}/history",
    "/atlas/{region}/beliefs/history",
    "/atlas/{region}/header/history",
    "/atlas/{region}?at={day}",
    "/atlas/{region}?since=2026-01-01",
    "/history",
    "/map?at={day}",
    "/r/{reading}/history",
    "/r/{reading}/cite",
    "{compared}",
    "/areas/{area}",
    "/map",
    "/reading",
    "/reading/{reading}",
    "/writing",
    "/writing/{essay}",
    "/changes",
    "/changes/{month}",
    "/atlas/{region}/changes",
    "/beliefs",
    "/beliefs?area={area}&at_least=60&sort=firmness",
    "/triggers",
    "/record",
    "/year/{year}",
    "/feeds",
    "/about",
    "/status",
    "/c/{change}",
    "/b/1/history",
    "/search?q=compute&kind=belief",
    "/jump?q=co",
    "/sign-in",
    "/no/such/page",
]
FORMS = [
    "/atlas/new",
    "/areas/new",
    "/reading/new",
    "/writing/new",
    "/atlas/{region}/note",
    "/atlas/{region}/writing/tags",
    "/atlas/{region}/edit",
    "/review",
    "/areas/{area}/edit",
    "/reading/{reading}/edit",
    "/writing/{essay}/edit",
    "/atlas/{region}/place",
    "/about/edit",
    "/settings",
    "/settings/password",
    "/settings/sessions",
    "/media",
    "/media/new",
    "/import",
    *(f"/atlas/{{region}}/{section.name}/new" for section in SECTIONS),
]
# All pages of an author that are neither of these.
FURTHER = [
    "/b/1/cite",
    "/deleted",
    "/export",
    "/reading/inbox",
    "/reading/list",
    "/settings/capture",
    "/settings/history",
    "/settings/tokens",
    "/start",
    "/purge?anchor=b-1",
    "/areas/{area}/merge",
    "/atlas/{region}/document",
    "/atlas/{region}/duplicate",
    "/atlas/{region}/links",
    "/atlas/{region}/merge",
    "/atlas/{region}/beliefs/1/edit",
    "/atlas/{region}/beliefs/1/affirm",
    "/atlas/{region}/beliefs/1/relocate",
    "/atlas/{region}/beliefs/1/retire",
]
FORECASTS = "topic,claim,at,credence,resolved,outcome,reason\n" + "".join(
    f"Compute governance,Claim {n} of many,2025-0{1 + n % 5}-01,{n * 7},2026-01-01,{o},Seen\n"
    for n, o in zip(range(14), ("true", "false") * 7, strict=True)
)
LONG = "https://example.org/" + "a-very-long-address-without-a-place-to-break/" * 6
WIDTH = "document.scrollingElement.scrollWidth"
HARD_TO_HIT = """() => [...document.querySelectorAll("input[type=checkbox], input[type=radio]")]
  .filter(box => box.checkVisibility())
  .filter(box => [box, ...box.labels].every(part => part.getBoundingClientRect().height < 24))
  .map(box => box.name)"""


@pytest.fixture(scope="module")
def places(demo: Atlas) -> dict[str, str]:
    """A full region with a reading and an essay; the parts that addresses are made of."""
    with demo.app.app_context():
        begin_writing()
        topic = "compute-governance"
        names = ("title", "takeaway", "url", "read_on", "topics")
        values = ("A work with a long address", f"It stands at {LONG}", LONG, "2026-05-01", [topic])
        reading = find_section("reading")
        assert reading
        by = Signature(None, TODAY)
        item, _ = add_shared(reading, dict(zip(names, values, strict=True)), by, once="")
        clock = Clock(datetime(2026, 11, 20, tzinfo=UTC), ZoneInfo("UTC"))
        forecasts, _ = read_forecasts("f.csv", FORECASTS.encode(), clock)
        import_forecasts("f.csv", forecasts, by, clock)
        base = version("reading", item.id)
        save_shared(reading, item, {"takeaway": "It stands elsewhere"}, by, base=base)
        db.session.commit()
        pair = f"from={base}&to={version('reading', item.id)}"
        found = {"region": topic, "reading": str(item.id), "day": str(datetime.now(UTC).date())}
        found |= {"compared": f"/r/{item.id}/history?{pair}"}
        db.session.remove()
    demo.app.extensions["atlas.pictures"].keep(*encode_in_process(drawing()), "A red square")
    essay = re.search(r"/writing/([a-z0-9-]+)\"", demo.text("/writing"))
    area = re.search(r"/areas/([a-z0-9-]+)\"", demo.text("/"))
    change = re.search(r"/c/([0-9]+)\"", demo.text(f"/atlas/{topic}/history"))
    assert essay
    assert area
    assert change
    month = f"{datetime.now(UTC):%Y-%m}"
    more = {"essay": essay[1], "area": area[1], "change": change[1], "month": month}
    more["year"] = month[:4]
    return found | more


def check(page: Page, rules: dict[str, Any] | None = None) -> None:
    """Expect axe to find nothing wrong, by all its rules or by some."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    found = Axe().run(page, options=options).response["violations"]
    told = [
        f"{rule['id']}: {node['target']} {node['html'][:120]} "
        f"{[part['message'] for part in node['any'] + node['all'] + node['none']]}"
        for rule in found
        for node in rule["nodes"]
    ]
    assert not told, "\n".join([page.url, *told])


def visit(page: Page, addresses: list[str], places: dict[str, str]) -> Iterator[str]:
    """Open pages one after the other."""
    for address in addresses:
        there = address.format_map(places)
        answer = page.goto(there)
        assert answer
        assert answer.status == (404 if "no/such" in there else 200), there
        yield there


# The rules by which a page may be worse by night.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def check_by_day_and_night(page: Page) -> None:
    """Expect axe to find nothing wrong in a page, nor in its colours in the dark scheme."""
    check(page)
    page.emulate_media(color_scheme="dark")
    check(page, COLOURS)
    page.emulate_media(color_scheme="light")


def test_axe_finds_nothing_on_a_visitors_pages(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    page = contexts(base_url=demo.address, reduced_motion="reduce").new_page()
    for _ in visit(page, PAGES, places):
        check_by_day_and_night(page)


def test_axe_finds_nothing_on_an_authors_pages(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    page = sign_in(contexts(base_url=demo.address, reduced_motion="reduce"), demo)
    for _ in visit(page, [place for place in PAGES[2:] if place != "/sign-in"], places):
        check(page)  # visitors' pages are looked at by night, too
    for _ in visit(page, PAGES[:2] + FORMS, places):
        check_by_day_and_night(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_page_is_edited(
    atlas: Atlas, contexts: Contexts, region: str, scheme: Any
) -> None:
    page = sign_in(contexts(base_url=atlas.address, color_scheme=scheme), atlas)
    keys = Keyboard(page)
    keys.go(f"/atlas/{region}")
    check(page)
    keys.push("link", f"Edit belief: {FIRST}")
    keys.is_on("textbox", "Claim")
    check(page)
    keys.write("Credence", "0.7")
    keys.press("Tab", "Enter")
    expect(page.get_by_text("Is that 0.7% or 70%?")).to_be_visible()
    check(page)
    keys.write("Claim", "")
    keys.press("Control+Enter")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    check(page)
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    keys.push("button", "Keep editing")
    page.context.set_offline(True)
    keys.press("Control+Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    check(page)
    page.context.set_offline(False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_region_is_picked_and_a_reading_known(
    atlas: Atlas, contexts: Contexts, region: str, title: str, scheme: Any
) -> None:
    page = sign_in(contexts(base_url=atlas.address, color_scheme=scheme), atlas)
    address = f"https://example.org/{region}"
    page.request.post("/reading/new", form={"url": address, "title": "Read", "topics": region})
    page.request.post("/atlas/new", form={"title": f"Near {title}"})
    keys = Keyboard(page)
    keys.go(f"/atlas/{region}")
    keys.push("link", "Relate a region")
    keys.is_on("combobox", "Region")
    page.keyboard.type("near")
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("ArrowDown")
    expect(page.locator(".choices [aria-selected=true]")).to_be_visible()
    check(page)
    keys.press("Escape", "Escape")
    keys.push("button", "Discard")
    keys.push("link", "Add reading")
    keys.write("Address", address)
    keys.press("Enter")
    expect(page.get_by_role("button", name="Add again")).to_be_visible()
    check(page)


def test_a_page_after_a_save_with_its_menu_open_is_clean_too(author: Page, region: str) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "Drills help")
    keys.write("Credence", "70")
    keys.press("Control+Enter")
    says(author, re.compile("^Saved"))
    keys.push("menu", "More for belief: Drills help")
    check(author)
    keys.press("Escape", "?")
    expect(author.get_by_role("dialog", name="Keys")).to_be_visible()
    check(author)


def is_no_wider(page: Page, width: int, there: str) -> None:
    """Expect a page to be read without scrolling sideways."""
    assert page.evaluate(WIDTH) <= width, f"{there} is {page.evaluate(WIDTH)} px wide"


def test_nothing_scrolls_sideways_on_a_narrow_screen(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    phone: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
    visitor = contexts(base_url=demo.address, **phone).new_page()
    author = sign_in(contexts(base_url=demo.address, **phone), demo)
    for there in visit(visitor, PAGES, places):
        is_no_wider(visitor, 320, there)
    for there in visit(author, PAGES[:-2] + FORMS, places):
        is_no_wider(author, 320, there)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_long_word_in_any_field_makes_no_form_wider_than_the_window(
    demo: Atlas, contexts: Contexts, places: dict[str, str], width: int
) -> None:
    window: dict[str, Any] = {"viewport": {"width": width, "height": 640}}
    author = sign_in(contexts(base_url=demo.address, **window), demo)
    for there in visit(author, FORMS, places):
        author.locator("main textarea").evaluate_all(
            "(all, word) => all.forEach((each) => { each.value = word; })", "x" * 400
        )
        is_no_wider(author, width, there)


def test_every_box_to_tick_is_easy_to_hit(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    author = sign_in(contexts(base_url=demo.address), demo)
    for there in visit(author, PAGES[:-2] + FORMS, places):
        assert author.evaluate(HARD_TO_HIT) == [], there


def test_nothing_scrolls_sideways_with_text_at_200_per_cent(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    small = {"width": 640, "height": 800}
    for page in (
        contexts(base_url=demo.address, viewport=small).new_page(),
        sign_in(contexts(base_url=demo.address, viewport=small), demo),
    ):
        devtools = page.context.new_cdp_session(page)
        devtools.send("Page.enable")
        devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        for there in visit(page, PAGES[:-2], places):
            is_no_wider(page, 640, there)
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 32


def test_a_visitor_gets_no_htmx_and_no_cookie(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    context = contexts(base_url=demo.address)
    page = context.new_page()
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    page.on("request", hear)
    for _ in visit(page, PAGES, places):
        assert not context.cookies()
        # When they were last at a region, and nothing else, is kept, and it is sent to nobody.
        kept = page.evaluate("Object.keys(localStorage)")
        assert [key for key in kept if not key.startswith("visit:/atlas/")] == []
    assert not [url for url in asked if "htmx" in url or "author" in url]
    assert all(url.startswith(demo.address) for url in asked)


def test_a_visitor_without_javascript_reads_everything(
    demo: Atlas, contexts: Contexts, places: dict[str, str]
) -> None:
    page = contexts(base_url=demo.address, java_script_enabled=False).new_page()
    for _ in visit(page, PAGES, places):
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("main")).to_be_visible()
    page.goto(f"/atlas/{places['region']}")
    page.get_by_role("region", name="Related regions").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Compute governance")


COPY = """() => {
  getSelection().selectAllChildren(document.querySelector("main"));
  return getSelection().toString();
}"""


@pytest.mark.parametrize("width", [1100, 400])
def test_a_copied_page_is_refused_and_its_document_is_imported(
    atlas: Atlas, visitor: Page, author: Page, region: str, tmp_path: Path, width: int
) -> None:
    file, runner = tmp_path / "copied.txt", atlas.app.test_cli_runner()
    for page in (visitor, author):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{atlas.address}/atlas/{region}")
        file.write_text(page.evaluate(COPY), encoding="utf-8")
        done = runner.invoke(args=["import", str(file)])
        assert done.exit_code == 1
        assert "its address with .md at the end" in done.output
    file.write_text(atlas.text(f"/atlas/{region}.md"), encoding="utf-8")
    assert "1 page read: 0 added, 0 updated" in atlas.run("import", str(file))


def test_the_colour_scheme_is_switched_and_remembered(visitor: Page) -> None:
    visitor.emulate_media(color_scheme="light")
    visitor.goto("/status")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = visitor.evaluate(paper)
    visitor.get_by_role("button", name="Dark mode").click()
    dark = visitor.evaluate(paper)
    assert dark != light
    visitor.goto("/feeds")
    assert visitor.evaluate(paper) == dark
    visitor.get_by_role("button", name="Light mode").click()
    assert visitor.evaluate(paper) == light
