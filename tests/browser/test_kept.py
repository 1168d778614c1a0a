"""A page that gives back a form which was not saved: what is typed there is kept like any other."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Atlas

MORE = " A whole new paragraph."
BODY = "Typed before."


def refuse(page: Page, title: str) -> Any:
    """Send a new essay while signed out, type on in the answer, and return the cookies."""
    page.goto("/writing/new")
    page.get_by_label("Title", exact=True).fill(title)
    page.locator("textarea[name=body]").fill(BODY)
    cookies: Any = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="Not saved: you are signed out.")).to_be_visible()
    go_on(page)
    return cookies


def go_on(page: Page) -> None:
    """Type at the end of the text that came back."""
    body = page.locator("textarea[name=body]")
    body.press("Control+End")
    page.keyboard.type(MORE)
    expect(body).to_have_value(BODY + MORE)


def test_what_is_typed_there_and_left_is_offered_by_the_form_after_a_question(
    author: Page, title: str
) -> None:
    cookies = refuse(author, title)
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    author.on("dialog", leave)
    author.context.add_cookies(cookies)
    author.goto("/writing/new")
    assert asked == ["beforeunload"]
    author.get_by_role("button", name="Restore").click()
    expect(author.get_by_label("Title", exact=True)).to_have_value(title)
    expect(author.locator("textarea[name=body]")).to_have_value(BODY + MORE)


@pytest.mark.parametrize("keys", ["Control+s", "Control+Enter"])
def test_the_keys_that_save_work_there_and_no_draft_is_left(
    author: Page, atlas: Atlas, title: str, keys: str
) -> None:
    author.context.add_cookies(refuse(author, title))
    author.keyboard.press(keys)
    expect(author.locator("#status")).to_contain_text("Saved")
    expect(author.get_by_text(BODY + MORE)).to_be_visible()
    author.goto("/writing/new")
    expect(author.get_by_role("button", name="Restore")).to_have_count(0)


def test_what_is_typed_after_the_atlas_was_busy_is_kept_too(
    author: Page, atlas: Atlas, title: str
) -> None:
    author.goto("/writing/new")
    author.get_by_label("Title", exact=True).fill(title)
    author.locator("textarea[name=body]").fill(BODY)
    with closing(sqlite3.connect(atlas.app.extensions["atlas.settings"].database_path)) as other:
        other.execute("BEGIN IMMEDIATE")
        author.keyboard.press("Control+s")
        expect(author.get_by_role("heading", name="The atlas is busy")).to_be_visible(
            timeout=30_000
        )
    go_on(author)
    author.on("dialog", lambda dialog: dialog.accept())
    author.goto("/writing/new")
    author.get_by_role("button", name="Restore").click()
    expect(author.locator("textarea[name=body]")).to_have_value(BODY + MORE)
