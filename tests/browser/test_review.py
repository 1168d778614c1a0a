"""The queue by keyboard alone: one thing after the other, each dealt with in place."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas, Contexts, import_page, sign_in
from tests.browser.keyboard import Keyboard, says
from tests.browser.test_pages import check
from tests.conftest import base_of

WAITING = ".task:not(.done)"
FORM = f"{WAITING} form.item-form"


@pytest.fixture
def keys(own_atlas: Atlas, contexts: Contexts, tmp_path: Path) -> Keyboard:
    """Ada before a queue of two published pages with nothing filled in."""
    for title in ("Signals", "Sentinels"):
        import_page(own_atlas, title, tmp_path)
    return Keyboard(sign_in(contexts(base_url=own_atlas.address), own_atlas))


def fill(keys: Keyboard, text: str) -> None:
    """Fill in every field of the open form, from the first on, and save."""
    fields = keys.page.locator(f"{FORM} textarea:visible, {FORM} input[type=text]:visible")
    expect(fields.first).to_be_visible()
    expect(keys.page.locator(f"{FORM} :focus")).to_have_count(1)
    name = keys.page.evaluate("document.activeElement.name")
    keys.press("Control+a")
    keys.page.keyboard.type("60" if name == "credence" else text)
    keys.press("Control+Enter")


def test_ten_things_are_dealt_with_one_after_another(keys: Keyboard) -> None:
    keys.go("/review")
    names = keys.page.locator(".task").evaluate_all(
        "tasks => tasks.map(task => task.querySelector('.control').getAttribute('aria-label'))"
    )
    assert len(names) > 10
    keys.reach("button", names[0])
    for number, name in enumerate(names[:10]):
        focused = keys.page.locator(f"{WAITING} .control:focus")
        expect(focused).to_have_accessible_name(name)
        keys.press("Enter")
        if name.startswith("Edit"):
            fill(keys, f"Written {number}")
        expect(keys.page.locator(".task.done")).to_have_count(number + 1)
        says(keys.page, re.compile("^Saved" if name.startswith("Edit") else "^Marked as reviewed"))
    assert len([name for name in names[:10] if name.startswith("Edit")]) >= 8
    keys.go("/review")
    controls = keys.page.locator(".task .control")
    left = set(controls.evaluate_all("all => all.map(one => one.ariaLabel)"))
    assert set(names[10:]) <= left
    assert names[0] not in left


def test_cancelling_puts_a_task_back_and_it_opens_again(keys: Keyboard) -> None:
    keys.go("/review")
    first = keys.page.locator(f"{WAITING} a.control[data-hx-get]").first
    name = first.get_attribute("aria-label") or ""
    keys.push("link", name)
    expect(keys.page.locator(FORM)).to_be_visible()
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    keys.is_on("link", name)
    keys.press("Enter")
    expect(keys.page.locator(FORM)).to_be_visible()
    keys.press("Escape")
    keys.is_on("link", name)
    expect(keys.page.locator(".task.done")).to_have_count(0)


def test_what_is_refused_stays_open_with_its_text(keys: Keyboard) -> None:
    keys.go("/review")
    link = keys.page.get_by_role("link", name=re.compile("^Edit: .*drills")).first
    keys.push("link", link.get_attribute("aria-label") or "")
    keys.write("Credence", "abc")
    keys.press("Control+Enter")
    expect(keys.page.locator(FORM)).to_contain_text("Error:")
    expect(keys.find("textbox", "Credence")).to_have_value("abc")
    expect(keys.page.locator(".task.done")).to_have_count(0)
    check(keys.page)


def test_a_page_is_reviewed_and_a_number_affirmed_in_place_and_undone(
    keys: Keyboard, own_atlas: Atlas
) -> None:
    page: Page = keys.page
    prepare(page, own_atlas)
    keys.go("/review")
    keys.push("button", "Reviewed today: Old ground")
    says(page, re.compile("^Marked as reviewed"))
    expect(page.locator(".task.done")).to_have_text("Done: Old ground")
    expect(page.locator(f"{WAITING} .control:focus")).to_have_count(1)
    keys.push("button", "Still 70%: It holds (House)")
    says(page, "Still about 70 per cent.")
    expect(page.locator(".task.done")).to_have_count(2)
    check(page)
    keys.push("button", "Undo")
    expect(page).to_have_url(f"{own_atlas.address}/review")
    says(page, "Undone.")
    keys.find("button", "Still 70%: It holds (House)").wait_for()


def prepare(page: Page, atlas: Atlas) -> None:
    """An overdue page, and a belief that leans on one that moved."""

    def send(address: str, **fields: Any) -> None:
        done = page.context.request.post(f"{atlas.address}{address}", form=fields)
        assert done.ok, done.text()

    send("/atlas/new", title="Ground", status="Forming")
    send("/atlas/new", title="House")
    send("/atlas/new", title="Old ground", status="Exploring")
    send("/atlas/ground/beliefs", claim="It bears", credence="60", once="a")
    send("/atlas/house/beliefs", claim="It holds", credence="70", once="b")
    send("/atlas/house/regions", region="ground", kind="leans on", once="c")
    moves: tuple[tuple[str, dict[str, str]], ...] = (
        ("/atlas/ground/beliefs/7/edit", {"claim": "It bears", "credence": "35"}),
        ("/atlas/old-ground/edit", {"title": "Old ground", "reviewed_on": "2024-05-01"}),
    )
    for address, fields in moves:
        form = page.context.request.get(f"{atlas.address}{address}").text()
        base = base_of(form)
        send(
            address.removesuffix("/edit") if "beliefs" in address else address, base=base, **fields
        )


def test_without_a_script_the_queue_leads_to_plain_pages(
    own_atlas: Atlas, contexts: Contexts, tmp_path: Path
) -> None:
    import_page(own_atlas, "Signals", tmp_path)
    page = sign_in(contexts(base_url=own_atlas.address, java_script_enabled=False), own_atlas)
    page.goto("/review")
    page.get_by_role("link", name=re.compile("^Edit: .*drills")).click()
    page.get_by_label("Claim").fill("Drills help")
    page.get_by_label("Credence").fill("60")
    page.get_by_label("Why", exact=True).fill("They do")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("p[role=status]")).to_contain_text("Saved")
    page.goto("/review")
    expect(page.get_by_role("link", name=re.compile("^Edit: .*drills"))).to_have_count(0)


def test_the_count_goes_down_as_things_are_done(keys: Keyboard) -> None:
    keys.go("/review")
    lede, queue = keys.page.locator(".lede .left"), keys.page.locator(".part .left").first
    total, due = int(lede.inner_text()), int(queue.inner_text())
    keys.page.locator(".task .control").first.press("Enter")
    expect(keys.page.locator(".task.done")).to_have_count(1)
    expect(lede).to_have_text(str(total - 1))
    expect(queue).to_have_text(str(due - 1))


def test_a_stance_that_is_kept_as_a_draft_is_done_once_it_is_published(keys: Keyboard) -> None:
    stance, edit = "Where I currently stand", "Edit: Where I currently stand (Signals)"
    keys.go("/review")
    task = keys.page.locator(f".task[data-name='{stance} (Signals)']")

    def keep() -> None:
        keys.push("link", edit)
        keys.write(stance, "Begun in the queue")
        keys.push("button", "Save draft")
        says(keys.page, re.compile("^Draft saved"))
        expect(keys.page.locator(".task.done")).to_have_count(0)
        keys.is_on("link", edit)

    keep()
    keys.press("Enter")
    task.get_by_role("button", name="Discard").press("Enter")
    says(keys.page, "Discarded the next version.")
    keep()
    keys.press("Enter")
    task.get_by_role("link", name="Continue").press("Enter")
    expect(keys.find("textbox", stance)).to_have_value("Begun in the queue")
    keys.push("button", "Publish")
    says(keys.page, re.compile("^Published"))
    expect(task).to_have_text(f"Done: {stance} (Signals)")


def test_two_headers_are_open_at_once_and_each_answer_is_its_own(
    keys: Keyboard, own_atlas: Atlas
) -> None:
    page = keys.page
    for title in ("House", "Garden"):
        sent: dict[str, Any] = {"title": title, "summary": f"<What {title} is about>"}
        assert page.context.request.post(
            f"{own_atlas.address}/atlas/new", form=sent | {"once": title}
        ).ok
    keys.go("/review")
    for title in ("House", "Garden"):
        page.get_by_role("link", name=f"Edit: {title}", exact=True).click()
        page.locator(f".task[data-name='{title}'] [name=summary]").fill(f"{title}, as typed")
    opened = page.locator(".task").filter(has=page.locator("form.item-form"))
    names = opened.evaluate_all("tasks => tasks.map(task => task.dataset.name)")
    upper, lower = (page.locator(f".task[data-name='{name}']") for name in names)
    lower.locator("button.primary").click()
    says(page, "Saved.")
    expect(page.locator(".task.done")).to_have_text(f"Done: {names[1]}")
    expect(upper.locator("[name=summary]")).to_have_value(f"{names[0]}, as typed")
    upper.locator("a.cancel").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(page.locator("form.item-form")).to_have_count(0)
    expect(page.get_by_role("link", name=f"Edit: {names[0]}", exact=True)).to_be_focused()
