"""Takes the pictures of docs/author.md anew, from the demo: python -m docs.pictures.take

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
WIDE, PHONE = ViewportSize(width=1000, height=700), ViewportSize(width=390, height=700)
SCALE = 1.5  # pixels of the picture for each of the page
QUALITY = 55  # of WebP: text stays sharp
MARGIN = 12
REGION = "/atlas/compute-governance"

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


def region(page: Page) -> bytes:
    """Return a region as its author sees it."""
    page.goto(REGION)
    return page.screenshot(full_page=True, clip={"x": 0, "y": 168, "width": 1000, "height": 1240})


def number(page: Page) -> bytes:
    """Return a belief whose number is being changed."""
    page.goto(REGION)
    page.locator("#b-5 .credence a").first.click()
    page.locator(".form-belief [name=credence]").fill("71")
    return part(page, page.locator(".form-belief"), most=760)


def belief(page: Page) -> bytes:
    """Return the history of a belief, with its chart."""
    page.goto("/b/5/history")
    return below_title(page, most=760)


def reading(page: Page) -> bytes:
    """Return the form of a reading with what it changes here."""
    page.goto(f"{REGION}/reading/new")
    form = page.locator("#new-reading")
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
    "region": region,
    "number": number,
    "history": belief,
    "reading": reading,
    "changes": changes,
    "review": review,
    "map": the_map,
    "jump": jump,
    "phone": phone,
}


@contextmanager
def demo() -> Iterator[str]:
    """Serve a new demo; give the link that signs in once."""
    with (
        tempfile.TemporaryDirectory() as folder,
        start_server(make_checkout(Path(folder)), free_port()) as server,
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
