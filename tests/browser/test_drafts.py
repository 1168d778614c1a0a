"""What was typed and not saved waits in the browser, and nothing of it comes back by itself."""

import re

from playwright.sync_api import Dialog, FilePayload, Route, expect

from tests.browser.conftest import PATIENCE_MS, Atlas, Contexts, sign_in
from tests.browser.keyboard import FIRST, SECOND, Keyboard, says
from tests.pictures import drawing

DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('draft:')).length"
CLAIM = "Typed and never saved"
# Holds what a page wants to do half a second after typing, which is to keep a draft.
HOLD = """
const {setTimeout: begin, clearTimeout: end} = window;
window.held = new Map();
window.setTimeout = (run, after, ...more) => {
  if (after !== 500) return begin(run, after, ...more);
  const id = `held ${held.size}`;
  held.set(id, run);
  return id;
};
window.clearTimeout = (id) => { if (!held.delete(id)) end(id); };
"""


def write(keys: Keyboard, claim: str = CLAIM) -> None:
    """Type into a belief and wait until the browser has kept it."""
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", claim)
    drafts(keys, 1)


def drafts(keys: Keyboard, number: int) -> None:
    """Expect so many drafts soon; the policy of the page forbids waiting for them inside it."""
    for _ in range(PATIENCE_MS // 50):
        if keys.page.evaluate(DRAFTS) == number:
            return
        keys.page.wait_for_timeout(50)
    raise AssertionError(f"{keys.page.evaluate(DRAFTS)} drafts are kept, not {number}")


def another_tab(keys: Keyboard, region: str) -> Keyboard:
    """Open the page of the region in another tab of the same browser."""
    other = Keyboard(keys.page.context.new_page())
    other.go(f"/atlas/{region}")
    return other


def reopen(keys: Keyboard, region: str) -> Keyboard:
    """Close the tab, open another and edit the same belief."""
    keys.page.close()
    again = another_tab(keys, region)
    again.push("link", f"Edit belief: {FIRST}")
    again.is_on("textbox", "Claim")
    return again


def test_a_closed_tab_loses_nothing_and_restores_nothing_by_itself(
    keys: Keyboard, region: str
) -> None:
    write(keys)
    again = reopen(keys, region)
    expect(again.find("textbox", "Claim")).to_have_value(FIRST)
    offer = again.page.get_by_role("note").filter(has_text="Unsaved text")
    expect(offer).to_contain_text(re.compile(r"Unsaved text from \d\d:\d\d today\."))
    again.reach("button", "Restore", back=True)
    again.press("Enter")
    says(again.page, re.compile(r"^Restored unsaved text from \d\d:\d\d\.$"))
    again.is_on("textbox", "Claim")
    expect(again.find("textbox", "Claim")).to_have_value(CLAIM)
    expect(offer).to_have_count(0)
    again.press("Control+Enter")
    says(again.page, re.compile("^Saved. Belief 1"))
    drafts(again, 0)


def test_a_discarded_draft_is_gone(keys: Keyboard, region: str) -> None:
    write(keys)
    again = reopen(keys, region)
    again.reach("button", "Discard", back=True)
    again.press("Enter")
    again.is_on("textbox", "Claim")
    expect(again.find("textbox", "Claim")).to_have_value(FIRST)
    drafts(again, 0)


def test_a_saved_text_is_not_offered_again(keys: Keyboard, region: str) -> None:
    write(keys)
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))
    drafts(keys, 0)


def test_a_rejected_text_is_kept_until_it_is_saved(keys: Keyboard) -> None:
    write(keys)
    keys.write("Credence", "likely")
    keys.press("Control+Enter")
    expect(keys.page.get_by_text("Error:")).to_be_visible()
    keys.is_on("textbox", "Credence")
    drafts(keys, 1)
    expect(keys.page.get_by_text("Unsaved text")).to_have_count(0)
    keys.write("Credence", "75")
    keys.press("Control+Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 75 per cent.")
    drafts(keys, 0)


def test_what_is_refused_and_mended_within_half_a_second_leaves_no_draft(
    keys: Keyboard, region: str
) -> None:
    keys.page.add_init_script(HOLD)
    keys.go(f"/atlas/{region}")
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Credence", "likely")
    keys.press("Control+Enter")
    expect(keys.page.get_by_text("Error:")).to_be_visible()
    keys.write("Credence", "75")
    keys.press("Control+Enter")
    says(keys.page, "Saved. Belief 1 of 3, about 75 per cent.")
    drafts(keys, 0)
    assert keys.page.evaluate("held.size")
    keys.page.evaluate("held.forEach((run) => run())")
    drafts(keys, 0)


def test_a_draft_of_an_older_version_conflicts_instead_of_overwriting(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    other = keys.page.context.browser
    assert other
    elsewhere = other.new_context(base_url=atlas.address)
    elsewhere.add_cookies(keys.page.context.cookies())  # type: ignore[arg-type]  # one TypedDict each way
    theirs = Keyboard(elsewhere.new_page())
    theirs.go(f"/atlas/{region}")
    theirs.push("link", f"Edit belief: {FIRST}")
    theirs.write("Claim", "Saved on another machine")
    theirs.press("Control+Enter")
    says(theirs.page, re.compile("^Saved"))
    elsewhere.close()
    keys.page.close()
    again = another_tab(keys, region)
    again.push("link", "Edit belief: Saved on another machine")
    again.reach("button", "Restore", back=True)
    again.press("Enter")
    again.press("Control+Enter")
    expect(again.page.get_by_role("alert")).to_contain_text("Saved on another machine")
    expect(again.find("textbox", "Claim")).to_have_value(CLAIM)


def test_esc_closes_a_clean_form_at_once(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {SECOND}")
    keys.is_on("textbox", "Claim")
    keys.press("Escape")
    says(keys.page, "Cancelled.")
    keys.is_on("link", f"Edit belief: {SECOND}")


def test_esc_asks_once_before_it_throws_text_away(keys: Keyboard) -> None:
    write(keys)
    keys.press("Escape")
    question = keys.page.get_by_role("dialog", name="Discard your changes?")
    expect(question).to_be_visible()
    keys.is_on("button", "Keep editing")
    keys.press("Enter")
    expect(question).to_have_count(0)
    keys.is_on("textbox", "Claim")
    expect(keys.find("textbox", "Claim")).to_have_value(CLAIM)
    keys.press("Escape")
    keys.push("button", "Discard", back=True)
    says(keys.page, "Cancelled.")
    keys.is_on("link", f"Edit belief: {FIRST}")
    drafts(keys, 0)


def test_the_browser_asks_before_a_page_with_unsaved_text_is_left(keys: Keyboard) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    keys.page.on("dialog", stay)
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", CLAIM)
    keys.page.close(run_before_unload=True)
    keys.page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))
    keys.page.goto("/map")
    assert asked == ["beforeunload"]


def test_a_renamed_region_is_gone_to_without_a_question(keys: Keyboard, title: str) -> None:
    keys.push("link", "Edit title, summary, area and status")
    keys.write("Title", f"Sentinels of {title}")
    keys.reach("checkbox", re.compile("also change the address"))
    keys.press("Space")
    keys.page.on("dialog", lambda dialog: dialog.dismiss())
    keys.press("Control+Enter")
    keys.page.wait_for_url(re.compile("/sentinels-of-"))
    expect(keys.page.get_by_role("heading", level=1)).to_have_text(f"Sentinels of {title}")
    says(keys.page, "Saved.")


def test_an_undo_that_takes_an_open_form_away_keeps_its_text(keys: Keyboard) -> None:
    keys.push("menu", f"More for belief: {SECOND}")
    keys.push("button", f"Delete belief: {SECOND}")
    says(keys.page, re.compile("^Deleted"))
    # As if the Undo had outlived the opening of a form, which takes it away.
    keys.page.evaluate("document.getElementById('undo').id = 'kept'")
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", CLAIM)
    keys.page.get_by_role("button", name="Undo").click()
    expect(keys.find("textbox", "Claim")).to_have_count(0)
    keys.push("link", f"Edit belief: {FIRST}")
    expect(keys.page.locator(".draft")).to_contain_text("Unsaved text from")


def test_a_form_on_a_page_of_its_own_drops_its_draft_when_it_is_saved(
    keys: Keyboard, title: str
) -> None:
    keys.page.goto("/reading/new")
    keys.write("Title", f"A page of its own, {title}")
    drafts(keys, 1)
    keys.write("Read on", "in a while")
    keys.press("Control+Enter")
    expect(keys.page).to_have_title(re.compile("^Error: "))
    keys.is_on("textbox", "Read on")
    drafts(keys, 1)
    keys.write("Read on", "2026-05")
    keys.press("Control+Enter")
    expect(keys.page.get_by_role("heading", level=1)).to_have_text(f"A page of its own, {title}")
    drafts(keys, 0)
    keys.page.goto("/reading/new")
    expect(keys.page.get_by_text("Unsaved text")).to_have_count(0)


def restored(keys: Keyboard, address: str, fields: dict[str, str]) -> Keyboard:
    """Type into the form of a page, close the tab, and restore the draft in another one."""
    keys.page.goto(address)
    for name, text in fields.items():
        keys.write(name, text)
    drafts(keys, 1)
    again = Keyboard(keys.page.context.new_page())
    keys.page.close()
    again.page.goto(address)
    again.page.get_by_role("button", name="Restore").click()
    for name, text in fields.items():
        expect(again.find("textbox", name)).to_have_value(text)
    return again


def test_a_short_form_restores_its_draft_and_drops_it_when_it_is_saved(
    keys: Keyboard, region: str, title: str
) -> None:
    made = f"Built like {title}"
    again = restored(keys, f"/atlas/{region}/duplicate", {"Title of the new region": made})
    again.press("Enter")
    expect(again.page.get_by_role("heading", level=1)).to_have_text(made)
    drafts(again, 0)


def test_the_words_for_a_picture_are_kept_without_its_file(keys: Keyboard) -> None:
    again = restored(keys, "/media/new", {"What it shows": "A bell over a door"})
    file: FilePayload = {"name": "bell.png", "mimeType": "image/png", "buffer": drawing()}
    again.page.get_by_label("Picture", exact=True).set_input_files(file)
    again.page.get_by_role("button", name="Add", exact=True).click()
    says(again.page, "Added. Copy its line below into your text.")
    drafts(again, 0)


def test_a_draft_of_the_reading_list_goes_on_in_the_form_that_its_text_comes_back_in(
    keys: Keyboard, title: str
) -> None:
    again = restored(keys, "/reading/list", {"Address": "no address", "Title": f"To read: {title}"})
    again.press("Enter")
    expect(again.page).to_have_title(re.compile("^Error: "))
    drafts(again, 1)
    again.write("Address", "")
    again.page.get_by_role("button", name="Read later").click()
    says(again.page, "Saved on the reading list.")
    drafts(again, 0)


def log(keys: Keyboard, title: str) -> None:
    """Fill the open form of a reading, and save it for another."""
    keys.write("Title", title)
    keys.write("Takeaway", "What I took from it.")
    drafts(keys, 1)
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Added"))


def test_the_next_of_several_readings_offers_nothing_of_the_saved_one(
    keys: Keyboard, title: str
) -> None:
    keys.push("link", "Add reading")
    for number in ("first", "second"):
        log(keys, f"The {number}, {title}")
        keys.is_on("textbox", "Address")
        expect(keys.find("textbox", "Title")).to_have_value("")
        expect(keys.page.get_by_text("Unsaved text")).to_have_count(0)
        drafts(keys, 0)


def test_a_reading_typed_in_another_tab_is_offered_when_this_one_is_saved(
    keys: Keyboard, region: str, title: str
) -> None:
    other = another_tab(keys, region)
    other.push("link", "Add reading")
    other.write("Title", f"Half typed, {title}")
    drafts(other, 1)
    keys.page.bring_to_front()
    keys.push("link", "Add reading")
    keys.write("Title", f"Saved, {title}")
    drafts(keys, 2)
    keys.press("Enter")
    says(keys.page, re.compile("^Added"))
    drafts(keys, 1)
    keys.push("link", "Add reading")
    keys.reach("button", "Restore", back=True)
    keys.press("Enter")
    expect(keys.find("textbox", "Title")).to_have_value(f"Half typed, {title}")


def test_a_form_closed_without_typing_leaves_the_text_it_offered(
    keys: Keyboard, region: str
) -> None:
    write(keys)
    again = reopen(keys, region)
    again.press("Escape")
    says(again.page, "Cancelled.")
    drafts(again, 1)
    again.push("link", f"Edit belief: {FIRST}")
    expect(again.page.locator(".draft")).to_contain_text("Unsaved text from")


def test_the_text_of_one_form_of_a_belief_is_not_offered_in_another(
    keys: Keyboard, region: str
) -> None:
    write(keys)
    keys.page.close()
    again = another_tab(keys, region)
    again.push("menu", f"More for belief: {FIRST}")
    again.push("link", re.compile("^Retire"))
    expect(again.page.locator("form.item-form")).to_be_visible()
    expect(again.page.get_by_text("Unsaved text")).to_have_count(0)
    again.press("Escape")
    drafts(again, 1)


def test_a_restored_text_keeps_each_choice_its_own(keys: Keyboard, region: str) -> None:
    keys.push("link", "Add reading")
    keys.write("Title", f"A cause in {region}")
    keys.press("Enter")
    says(keys.page, re.compile("^Added"))
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Credence", "70")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved"))  # why it moved is asked of a belief that has a number
    write(keys)
    keys.page.locator(".causes label").filter(has_text=region).click()
    keys.page.wait_for_timeout(600)
    again = reopen(keys, region)
    again.reach("button", "Restore", back=True)
    again.press("Enter")
    values = "all => all.map(one => one.value)"
    choices = again.page.locator("input[name=cause]").evaluate_all(values)
    assert len(set(choices)) == len(choices)
    expect(again.page.locator("input[name=cause]:checked")).to_have_value(re.compile("^r-"))


def test_text_written_on_after_a_lost_answer_is_saved_to_what_the_server_kept(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    keys.push("link", "Add belief")
    keys.write("Claim", "The first half")
    keys.page.route("**/beliefs", lose, times=1)
    keys.press("Control+Enter")
    expect(keys.page.get_by_text("Not saved: the server did not answer.")).to_be_visible()
    keys.page.close()
    again = another_tab(keys, region)
    again.push("link", "Add belief")
    again.reach("button", "Restore", back=True)
    again.press("Enter")
    again.write("Claim", "The first half and the second")
    again.press("Control+Enter")
    says(again.page, re.compile("^(Saved|Added)"))
    claims = [belief["claim"] for belief in atlas.data(region)["sections"]["beliefs"]]
    assert claims[3:] == ["The first half and the second"]
    drafts(again, 0)


def test_a_next_version_goes_on_on_another_machine_until_it_is_published(
    keys: Keyboard, region: str, atlas: Atlas, contexts: Contexts
) -> None:
    stance, edit = "Where I currently stand", "Edit: Where I currently stand"
    keys.push("link", edit)
    keys.write(stance, "What visitors read.")
    keys.press("Control+Enter")
    says(keys.page, re.compile("^Saved. Stance"))
    keys.push("link", edit)
    keys.write(stance, "Begun at home.")
    keys.push("button", "Save draft")
    says(keys.page, re.compile("^Draft saved"))
    drafts(keys, 0)
    other = Keyboard(sign_in(contexts(base_url=atlas.address), atlas))
    other.go(f"/atlas/{region}")
    other.push("link", "Continue")
    expect(other.find("textbox", stance)).to_have_value("Begun at home.")
    other.write(stance, "Gone on with elsewhere.")
    other.press("Control+Enter")
    says(other.page, re.compile("^Draft saved"))
    keys.push("link", "Continue")
    expect(keys.find("textbox", stance)).to_have_value("Gone on with elsewhere.")
    assert "What visitors read." in atlas.text(f"/atlas/{region}")
    keys.push("button", "Publish")
    says(keys.page, re.compile("^Published. Stance"))
    expect(keys.page.locator(".next-version")).to_have_count(0)
    assert "Gone on with elsewhere." in atlas.text(f"/atlas/{region}")


def test_a_header_restored_from_a_draft_keeps_a_review_marked_since(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.push("link", "Edit title, summary, area and status")
    keys.write("Summary in one line", "Typed before the review")
    drafts(keys, 1)
    keys.page.close()
    again = another_tab(keys, region)
    again.push("button", "Reviewed today")
    says(again.page, re.compile("^Marked as reviewed"))
    day = atlas.data(region)["reviewed_on"]
    again.push("link", "Edit title, summary, area and status")
    again.reach("button", "Restore", back=True)
    again.press("Enter")
    expect(again.find("textbox", "Summary in one line")).to_have_value("Typed before the review")
    again.press("Control+Enter")
    says(again.page, re.compile(r"^Saved\."))
    assert atlas.data(region)["summary"] == "Typed before the review"
    assert atlas.data(region)["reviewed_on"] == day


def test_what_is_discarded_in_the_inbox_leads_where_the_link_that_was_pressed_does(
    own_atlas: Atlas, contexts: Contexts
) -> None:
    keys = Keyboard(sign_in(contexts(base_url=own_atlas.address), own_atlas))
    for title in ("One", "Two"):
        keys.page.goto("/reading/new")
        keys.write("Title", title)
        keys.press("Control+Enter")
        expect(keys.page.get_by_role("heading", level=1)).to_have_text(title)
    for link, where in (("All fields", "/reading/2/edit"), ("Skip", "/reading/inbox?reading=1")):
        keys.page.goto("/reading/inbox")
        keys.write("Takeaway", "Typed, then discarded")
        keys.page.get_by_role("link", name=link, exact=True).click()
        keys.find("button", "Discard").press("Enter")
        keys.page.wait_for_url(f"**{where}")
    drafts(keys, 0)
