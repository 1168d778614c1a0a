"""The site that `flask freeze` wrote, from a static server: its search and its jump list work."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import Contexts
from tests.writers import Writer, inside


class Quiet(SimpleHTTPRequestHandler):
    """A static server that writes no log."""

    def log_message(self, format: str, *args: object) -> None:  # as it is called
        """Say nothing."""


@pytest.fixture
def site(app: Flask, topic: str, tmp_path: Path) -> Iterator[str]:
    with inside(app):
        Writer().topic("出口管制會有效果")
    folder = tmp_path / "site"
    done = app.test_cli_runner().invoke(args=["freeze", str(folder)])
    assert done.exit_code == 0, done.output
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_frozen_site_is_searched_and_jumped_in_without_a_server(
    site: str, contexts: Contexts
) -> None:
    page = contexts(base_url=site).new_page()
    page.goto("/atlas/compute")
    page.get_by_role("searchbox").fill("CHÍP")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(" found.")
    page.get_by_role("link", name="Compute").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compute")
    page.wait_for_load_state()  # of the scripts, which hear the keys
    page.keyboard.press("Control+k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jump to")
    page.get_by_role("link", name="Elsewhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Elsewhere")
    page.goto("/search?q=管制")
    expect(page.locator(".found .heading").first).to_have_text("出口管制會有效果")


def test_a_frozen_map_stays_as_it_was_zoomed(site: str, contexts: Contexts) -> None:
    page = contexts(base_url=site).new_page()
    page.goto("/map")
    page.wait_for_load_state()
    sheet = page.locator(".map-sheet")
    whole = sheet.get_attribute("viewBox")
    with page.expect_response("**/map?box=*"):  # asked for once the hand rests
        page.get_by_role("link", name="Closer").click()
    closer = sheet.get_attribute("viewBox")
    assert closer != whole
    page.wait_for_timeout(300)
    assert sheet.get_attribute("viewBox") == closer
    page.get_by_role("link", name="Reset").click()
    assert sheet.get_attribute("viewBox") == whole
