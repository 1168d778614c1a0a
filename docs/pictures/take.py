"""Takes the pictures of README.md and docs anew, from the demo: python -m docs.pictures.take

It serves a new demo from a folder of its own, signs in, and writes each picture beside this file as
WebP. It needs what the browser tests need: Chromium, and the packages of requirements/test.txt.
Names after the command take only those pictures.
"""

import io
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from tests.browser.conftest import FLAGS, NAMES
from tests.served import SECONDS, free_port, make_checkout, start_server

HERE = Path(__file__).parent
SCREEN = ViewportSize(width=1280, height=1170)
WIDE, PHONE = ViewportSize(width=1000, height=700), ViewportSize(width=390, height=700)
NARROW = ViewportSize(width=680, height=700)  # for those that stand side by side
SCALE = 1.5  # pixels of the picture for each of the page
QUALITY = 55  # of WebP: text stays sharp
MARGIN = 12
PAPER = "#fdfcf9"
REGION = "/atlas/compute-governance"
TITLE = "A frontier model trained across forty small sites"  # of the reading that moves a belief

Draw = Callable[[Page], bytes]


def below_title(page: Page, *, most: int) -> bytes:
    """Return a picture of a page from its title on, at most so many pixels high."""
    title = page.locator("main h1").bounding_box()
    assert title
    return part(page, page.locator("main"), most=most, top=title["y"])


def part(page: Page, shown: Locator, *, most: int, top: float | None = None) -> bytes:
    """Return a picture of an element with a margin around it, at most so many pixels high."""
    box = shown.bounding_box()
    assert box
    size = page.viewport_size
    assert size
    begins = (box["y"] if top is None else top) + page.evaluate("scrollY")
    return page.screenshot(
        full_page=True,
        clip={
            "x": max(0, box["x"] - MARGIN),
            "y": max(0, begins - MARGIN),
            "width": min(size["width"], box["width"] + 2 * MARGIN),
            "height": min(most, box["height"] + 2 * MARGIN),
        },
    )


def as_visitor(page: Page, path: str) -> Page:
    """Return another page, at this path, of somebody who is not signed in."""
    page.goto(path)
    browser = page.context.browser
    assert browser
    context = browser.new_context(viewport=SCREEN, device_scale_factor=1.25)
    visitor = context.new_page()
    visitor.goto(page.url)
    return visitor


def first(page: Page) -> bytes:
    """Return the first page as a visitor sees it."""
    visitor = as_visitor(page, "/")
    return visitor.screenshot()


def stacked(pictures: list[bytes]) -> bytes:
    """Return pictures of one width below each other."""
    parts = [Image.open(io.BytesIO(each)) for each in pictures]
    whole = Image.new("RGB", (parts[0].width, sum(each.height for each in parts)), PAPER)
    down = 0
    for each in parts:
        whole.paste(each, (0, down))
        down += each.height
    written = io.BytesIO()
    whole.save(written, "PNG")
    return written.getvalue()


def region(page: Page) -> bytes:
    """Return a region as its author sees it."""
    page.goto(REGION)
    title = page.locator("main h1").bounding_box()
    assert title
    size = {"width": 800, "height": 1240}  # with the controls at the right
    return page.screenshot(full_page=True, clip={"x": 0, "y": title["y"] - MARGIN, **size})


def empty_form(page: Page) -> Locator:
    """Open the form of a new reading; what an earlier picture left in it is discarded."""
    page.goto(f"{REGION}/reading/new")
    discard = page.locator(".draft button", has_text="Discard")
    if discard.count():
        discard.click()
        page.goto(page.url)  # without the line that says so
    return page.locator("#new-reading")


def fill_loop(page: Page) -> Locator:
    """Fill in a reading that makes a trigger happen and so moves a belief; return its form."""
    form = empty_form(page)
    form.get_by_label("Title").fill(TITLE)
    form.get_by_label("Takeaway").fill("None of the sites was large enough to be reported.")
    form.locator("summary", has_text="What it changes here").click()
    form.get_by_label("A leading model turns out").check()
    form.get_by_label("take it there").check()
    form.locator(".bears", has_text="A fixed threshold").get_by_label("Evidence").select_option(
        "against"
    )
    form.get_by_label("Why did it move?").fill("It was the case that I named beforehand")
    return form


def saved_loop(page: Page, path: str) -> None:
    """Save that reading, unless an earlier picture has; go to a path."""
    page.goto(REGION)
    if not page.get_by_text(TITLE).count():
        fill_loop(page).get_by_role("button", name="Save", exact=True).click()
        page.get_by_text(f"Added “{TITLE}”").or_(page.get_by_text(f'Added "{TITLE}"')).wait_for()
    page.goto(path)


def loop_form(page: Page) -> bytes:
    """Return the form of a reading that makes a trigger happen."""
    page.set_viewport_size(NARROW)
    form = fill_loop(page)
    begins = form.get_by_text("Title", exact=True).bounding_box()
    assert begins
    return part(page, form, most=1060, top=begins["y"])


def loop_region(page: Page) -> bytes:
    """Return what the save changed on the region."""
    page.set_viewport_size(NARROW)
    saved_loop(page, REGION)
    shown = ("#b-2", "#triggers", "#reading .row:first-child")
    return stacked([part(page, page.locator(each), most=400) for each in shown])


def loop_history(page: Page) -> bytes:
    """Return the history of the belief that moved."""
    page.set_viewport_size(NARROW)
    saved_loop(page, "/b/2/history")
    return below_title(page, most=740)


def loop_changes(page: Page) -> bytes:
    """Return how readers are told."""
    page.set_viewport_size(NARROW)
    saved_loop(page, "/changes")
    return below_title(page, most=740)


def number(page: Page) -> bytes:
    """Return a belief whose number is being changed."""
    page.goto(REGION)
    page.locator("#b-1 .credence a").first.click()
    page.locator(".form-belief [name=credence]").fill("71")
    return part(page, page.locator(".form-belief"), most=760)


def belief(page: Page) -> bytes:
    """Return the history of a belief, with its chart."""
    page.goto("/b/3/history")
    return below_title(page, most=760)


def reading(page: Page) -> bytes:
    """Return the form of a reading with what it changes here."""
    form = empty_form(page)
    form.get_by_label("Title").fill("What does it take to count chips?")
    form.locator("summary", has_text="What it changes here").click()
    return part(page, form, most=1000)


def changes(page: Page) -> bytes:
    """Return the page that tells readers where the author changed their mind."""
    page.goto("/changes")
    return below_title(page, most=760)


def review(page: Page) -> bytes:
    """Return what waits for the author."""
    page.goto("/review")
    return below_title(page, most=700)


def the_map(page: Page) -> bytes:
    """Return the map."""
    page.goto("/map")
    page.wait_for_load_state("networkidle")
    return below_title(page, most=920)


def jump(page: Page) -> bytes:
    """Return the jump list over a page."""
    page.goto(REGION)
    page.keyboard.press("Control+k")
    field = page.locator("dialog input")
    field.wait_for()
    field.fill("ver")
    options = page.locator("dialog [role=option]")
    options.filter(has_text="Verification").wait_for()
    options.filter(has_text="Agent foundations").wait_for(state="hidden")
    return page.screenshot(clip={"x": 0, "y": 0, "width": 1000, "height": 460})


def phone(page: Page) -> bytes:
    """Return a region on a phone."""
    page.set_viewport_size(PHONE)
    page.goto(REGION)
    return page.screenshot()


PICTURES: dict[str, Draw] = {
    "first": first,
    "region": region,
    "number": number,
    "history": belief,
    "reading": reading,
    "changes": changes,
    "review": review,
    "map": the_map,
    "jump": jump,
    "phone": phone,
    "loop-1": loop_form,
    "loop-2": loop_region,
    "loop-3": loop_history,
    "loop-4": loop_changes,
}


@contextmanager
def demo() -> Iterator[str]:
    """Serve a new demo; give the link that signs in once."""
    with (
        tempfile.TemporaryDirectory() as folder,
        start_server(make_checkout(Path(folder)), free_port(), WIKI_AUTHOR_NAME="") as server,
    ):
        assert server.stdout
        said = "".join(server.stdout.readline() for _ in range(3))
        try:
            yield re.findall(r"http\S+/sign-in/\S+", said)[0]
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.communicate(timeout=SECONDS)


@contextmanager
def author(link: str) -> Iterator[Callable[[], Page]]:
    """Sign in; give what opens a new page of that author."""
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        context = browser.new_context(
            base_url=link.partition("/sign-in/")[0],
            viewport=WIDE,
            device_scale_factor=SCALE,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(link)
        page.locator("main button").click()
        yield context.new_page
        browser.close()


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all."""
    with demo() as link, author(link) as new_page:
        for name in names or PICTURES:
            page = new_page()
            taken = Image.open(io.BytesIO(PICTURES[name](page)))
            taken.convert("RGB").save(HERE / f"{name}.webp", quality=QUALITY, method=6)
            page.close()


if __name__ == "__main__":
    main(sys.argv[1:])
