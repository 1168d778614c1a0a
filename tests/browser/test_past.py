"""The past in a real browser: versions restored without a script, and a reader who comes back."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.browser.keyboard import FIRST


def save(page: Page, **typed: str) -> None:
    page.get_by_role("link", name="Edit belief:").first.click()
    for label, words in typed.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_version_is_compared_and_restored_without_a_script(plain: Page, region: str) -> None:
    plain.goto(f"/atlas/{region}")
    for claim, credence in (("Warnings get lost", "70"), ("Warnings always get lost", "40")):
        save(plain, Claim=claim, Credence=credence, Why="Seen")
    plain.goto(f"/atlas/{region}")
    row = plain.locator(".row-belief").first
    row.locator("summary").click()
    row.get_by_role("link", name="History").click()
    plain.get_by_role("button", name="Compare the two marked versions").click()
    compared = plain.locator("#compared")
    expect(compared.locator("ins").first).to_have_text("always")
    expect(compared.locator("del").first).to_have_text("70%")
    plain.get_by_role("link", name="The whole history").click()
    plain.get_by_role("button", name="Restore the version of").first.click()
    expect(plain.get_by_role("status")).to_contain_text("Restored the version of")
    plain.goto(f"/atlas/{region}")
    expect(plain.get_by_text("about 70 per cent").first).to_be_attached()
    expect(plain.get_by_text(FIRST)).to_have_count(0)


def test_a_reader_who_comes_back_is_led_to_what_changed_since(visitor: Page, region: str) -> None:
    visitor.goto(f"/atlas/{region}")
    expect(visitor.locator("#visit")).to_have_count(0)
    visitor.reload()
    expect(visitor.locator("#visit")).to_have_count(0)
    day = date.today() - timedelta(days=2)
    before, spelled = str(day), f"{day.day} {day:%B %Y}"
    visitor.evaluate("day => localStorage.setItem(`visit:${location.pathname}`, `${day} `)", before)
    for _ in range(2):
        visitor.reload()
        link = visitor.get_by_role("link", name=f"What changed since your last visit, {spelled}")
        expect(link).to_have_attribute("href", f"/atlas/{region}?since={before}")
    assert not visitor.context.cookies()
    link.click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("What changed in")


def test_what_a_browser_kept_is_not_trusted(visitor: Page, region: str) -> None:
    visitor.goto(f"/atlas/{region}")
    for kept in ("", "nonsense", "2999-01-01 ", "<b>x</b> y", "2020-01-01x "):
        visitor.evaluate("kept => localStorage.setItem(`visit:${location.pathname}`, kept)", kept)
        visitor.reload()
        expect(visitor.locator("#visit")).to_have_count(0)
