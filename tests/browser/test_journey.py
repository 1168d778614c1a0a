"""An author's work from sign-in to a finished page, by keyboard alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Atlas, Contexts
from tests.browser.keyboard import FIRST, SECOND, THIRD, Keyboard, says


def claims(keys: Keyboard) -> list[str]:
    """Return the first words of the beliefs in the order of the page."""
    shown = keys.page.locator("#beliefs .claim").all_inner_texts()
    return [re.sub(r"^Not written yet: (e\.g\. )?", "", text).split()[0] for text in shown]


def test_the_printed_link_signs_in_once(atlas: Atlas, contexts: Contexts) -> None:
    page = contexts(base_url=atlas.address).new_page()
    keys = Keyboard(page)
    link = atlas.run("sign-in-link", "--author", "Ada")
    page.goto(link)
    keys.push("button", "Sign in")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_filling_the_first_placeholder_ends_the_stub(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    expect(keys.page.get_by_role("note")).to_be_visible()
    keys.push("link", f"Edit belief: {FIRST}")
    keys.is_on("textbox", "Claim")
    keys.write("Claim", "Warnings get lost between desks")
    keys.write("Credence", "70")
    keys.write("Why", "Every inquiry finds one")
    keys.press("Control+Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 70 per cent.")
    keys.is_on("link", "Edit belief: Warnings get lost between desks")
    expect(keys.page.get_by_role("note")).to_have_count(0)
    saved = atlas.data(region)["sections"]["beliefs"][0]
    assert (saved["claim"], saved["credence"], saved["why"]) == (
        "Warnings get lost between desks",
        70,
        "Every inquiry finds one",
    )


def test_a_rejected_credence_keeps_the_text_and_takes_the_focus(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "Drills help")
    keys.write("Credence", "abc")
    keys.press("Control+Enter")
    credence = keys.find("textbox", "Credence")
    expect(credence).to_have_accessible_description(re.compile("Error: .*from 0 to 100"))
    keys.is_on("textbox", "Credence")
    expect(credence).to_have_value("abc")
    expect(keys.find("textbox", "Claim")).to_have_value("Drills help")
    keys.write("Credence", "55")
    keys.press("Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 55 per cent.")


def test_two_mistakes_are_summed_up_with_links_to_the_fields(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", "")
    keys.write("Credence", "140")
    keys.press("Control+Enter")
    summary = keys.page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    keys.push("link", re.compile("^Credence: "))
    keys.is_on("textbox", "Credence")


@pytest.mark.parametrize("offer", ["0.7%", "70%"])
def test_a_bare_fraction_is_asked_about_and_either_answer_is_one_press(
    keys: Keyboard, offer: str
) -> None:
    keys.push("link", f"Edit belief: {SECOND}")
    keys.write("Claim", "Drills wear out")
    keys.write("Credence", "0.7")
    keys.press("Enter")
    expect(keys.page.get_by_text("Is that 0.7% or 70%?")).to_be_visible()
    keys.is_on("textbox", "Credence")
    keys.push("button", offer)
    says(keys.page, f"Saved. Belief 2 of 3, about {offer.strip('%')} per cent.")


def test_move_up_keeps_the_focus_on_the_same_button(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.push("menu", f"More for belief: {THIRD}")
    keys.push("button", f"Move up belief: {THIRD}")
    says(keys.page, "Moved to position 2 of 3.")
    keys.is_on("button", f"Move up belief: {THIRD}")
    keys.press("Enter")
    says(keys.page, "Moved to position 1 of 3.")
    first = f"Move up belief: {THIRD} (already first)"
    keys.is_on("button", first)
    changes = atlas.changes(region)
    keys.press("Enter")
    keys.is_on("button", first)
    assert claims(keys) == ["Claim", "Most", "Claim"]
    assert atlas.changes(region) == changes


def test_alt_and_an_arrow_move_the_row_that_has_the_focus(keys: Keyboard) -> None:
    keys.reach("link", f"Edit belief: {FIRST}")
    keys.press("Alt+ArrowDown")
    says(keys.page, "Moved to position 2 of 3.")
    keys.is_on("link", f"Edit belief: {FIRST}")
    expect(keys.page.locator("details[open]")).to_have_count(0)
    keys.press("Alt+ArrowDown")
    says(keys.page, "Moved to position 3 of 3.")
    keys.press("Alt+ArrowDown")
    says(keys.page, "Already last.")
    keys.press("Alt+ArrowUp")
    says(keys.page, "Moved to position 2 of 3.")
    keys.is_on("link", f"Edit belief: {FIRST}")
    assert claims(keys) == ["Claim", "Most", "Claim"]


def test_a_deleted_belief_comes_back_by_undo(keys: Keyboard) -> None:
    keys.push("menu", f"More for belief: {SECOND}")
    keys.push("button", f"Delete belief: {SECOND}")
    says(keys.page, f'Deleted belief "{SECOND}". Undo available.')
    assert len(claims(keys)) == 2
    keys.is_on("link", "Add belief")
    keys.push("button", "Undo")
    says(keys.page, "Undone.")
    assert len(claims(keys)) == 3
    keys.is_on("link", "Add belief")


def test_the_stance_is_written_and_links_to_regions(keys: Keyboard, region: str) -> None:
    keys.push("link", "Edit: Where I currently stand")
    body = keys.find("textbox", "Where I currently stand")
    expect(body).to_be_focused()
    keys.press("Control+a")
    keys.page.keyboard.type("Most warnings are *sent*.\n\nFew are heard; see [[Nowhere yet]].")
    keys.press("Control+s")
    says(keys.page, re.compile("^Saved. Stance"))
    keys.is_on("link", "Edit: Where I currently stand")
    expect(keys.page.locator("#stance em")).to_have_text("sent")
    expect(keys.page.get_by_role("note")).to_have_count(0)


def test_a_reading_is_logged_and_another_form_opens_after_ctrl_enter(
    keys: Keyboard, atlas: Atlas, title: str
) -> None:
    work = f"On listening, {title}"
    keys.push("link", "Add reading")
    keys.is_on("textbox", "Address")
    keys.page.keyboard.type(f"https://example.org/{title.replace(' ', '-')}")
    keys.write("Title", work)
    expect(keys.find("combobox", "Regions")).to_have_value(title)
    keys.write("Takeaway", "Nobody picks up.")
    keys.press("Control+Enter")
    says(keys.page, re.compile(f'^Added "{work}" to 1 region. \\d+ readings?.$'))
    keys.is_on("textbox", "Address")
    expect(keys.find("textbox", "Address")).to_have_value("")
    expect(keys.find("textbox", "Takeaway")).to_have_value("")
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    keys.is_on("link", "Add reading")
    assert work in atlas.text("/reading")
    assert work in atlas.text("/reading.rss")
    assert "Nobody picks up." in atlas.text("/reading.json")


def test_a_region_that_is_not_there_is_made_and_related_from_both_sides(
    keys: Keyboard, atlas: Atlas, title: str
) -> None:
    other = f"Desks of {title}"
    keys.push("link", "Relate a region")
    keys.is_on("combobox", "Region")
    keys.page.keyboard.type(other)
    keys.reach("textbox", "Reason")
    keys.page.keyboard.type("Warnings cross them")
    keys.press("Control+Enter")
    expect(keys.page.get_by_text(f"There is no region called “{other}”.")).to_be_visible()
    keys.push("button", f"Create “{other}” as a stub")
    says(keys.page, re.compile("^Saved. Relation 1 of 1"))
    here = keys.page.get_by_role("region", name="Related regions")
    expect(here.get_by_role("link", name=other, exact=True).first).to_be_visible()
    keys.page.goto(f"/atlas/{other.lower().replace(' ', '-')}")
    there = keys.page.get_by_role("region", name="Related regions")
    expect(there.get_by_role("link", name=title, exact=True).first).to_be_visible()
    keys.page.goto("/map")
    listed = keys.page.get_by_role("region", name="The map as a list")
    expect(listed.locator(".region", has_text=other)).to_be_visible()


def test_a_published_page_is_read_in_by_the_command(
    atlas: Atlas, region: str, tmp_path: Path
) -> None:
    data = atlas.data(region)
    assert [belief["credence"] for belief in data["sections"]["beliefs"]] == [None] * 3
    assert len(data["sections"]["uncertainties"]) == 2
    atlas.run("export", region, str(tmp_path / "out"))
    assert "~XX%" in (tmp_path / "out" / f"{region}.md").read_text(encoding="utf-8")
