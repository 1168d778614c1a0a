"""The server stops, hangs, fails or forgets who is asking: the text stays, and is saved once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Atlas, Contexts, import_page, sign_in
from tests.browser.keyboard import FIRST, Keyboard, says

NOT_SAVED = "Not saved: the server did not answer. Your text is kept in this browser."
CLAIM = "Typed before the server went away"


@pytest.fixture
def keys(author: Page, region: str) -> Keyboard:
    """Ada's keyboard on the page of the region, over a line that tests can cut."""
    # Listening in is slow to begin with: requests of a page that is open already can slip through.
    author.route("**/atlas/**", lambda route: route.fallback())
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    return keys


def write(keys: Keyboard) -> None:
    keys.push("link", f"Edit belief: {FIRST}")
    keys.write("Claim", CLAIM)


def is_kept(keys: Keyboard, sentence: str = NOT_SAVED) -> None:
    """Expect the message of a failed save over a form that holds the text and can be sent again.

    The message of an earlier failure can be the same, so only the button says that this answer
    was taken in: until then a second press of the keys is not acted on.
    """
    expect(keys.find("button", "Save")).not_to_have_attribute("aria-disabled", "true")
    expect(keys.page.get_by_role("alert")).to_contain_text(sentence)
    expect(keys.find("textbox", "Claim")).to_have_value(CLAIM)
    expect(keys.find("textbox", "Claim")).to_be_editable()


def is_saved_once(keys: Keyboard, atlas: Atlas, region: str) -> None:
    """Expect one belief with the text, made by one change after the import."""
    says(keys.page, re.compile("^Saved. Belief 1 of 3"))
    assert [b["claim"] for b in atlas.data(region)["sections"]["beliefs"]].count(CLAIM) == 1
    assert atlas.changes(region) == 2


def test_a_500_leaves_the_form_and_try_again_saves_once(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    failing = "**/beliefs/*"
    keys.page.route(failing, lambda route: route.fulfill(status=500, body="<h1>broken</h1>"))
    keys.press("Control+Enter")
    is_kept(keys)
    keys.is_on("textbox", "Claim")
    with keys.page.expect_response(failing):
        keys.press("Control+Enter")
    is_kept(keys)
    keys.page.unroute(failing)
    keys.push("button", "Try again")
    is_saved_once(keys, atlas, region)
    keys.is_on("link", f"Edit belief: {CLAIM}")


# What networks and proxies answer in the atlas's place.
FOREIGN = [
    (200, "<!doctype html><h1>Log in to the network</h1>", "the answer was not this atlas's"),
    (200, "<h1>Log in to the network</h1>", "the answer was not this atlas's"),
    (204, "", "the answer was not this atlas's"),
    (413, "<h1>413 Request Entity Too Large</h1>", "413 Request Entity Too Large"),
]


def test_an_answer_that_is_not_the_atlas_s_takes_no_text_away(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    for status, body, sentence in FOREIGN:
        keys.page.route("**/beliefs/*", answering(status, body), times=1)
        with keys.page.expect_response("**/beliefs/*"):  # the alert of the one before still stands
            keys.press("Control+Enter")
        is_kept(keys, f"Not saved: {sentence}")
        assert keys.page.evaluate("Object.keys(localStorage).some(key => key.startsWith('draft:'))")
    keys.page.route("**/beliefs/*", answer_as_a_page, times=1)
    with keys.page.expect_response("**/beliefs/*"):
        keys.press("Control+Enter")
    is_kept(keys, "Not saved: the answer was not this atlas's")
    keys.push("button", "Try again")
    is_saved_once(keys, atlas, region)


def answering(status: int, body: str) -> Callable[[Route], None]:
    """Return a way to answer in the atlas's place."""
    return lambda route: route.fulfill(status=status, body=body, content_type="text/html")


def answer_as_a_page(route: Route) -> None:
    """Answer as a sign-in page does that leads back: with the atlas's answer to a GET."""
    route.fulfill(response=route.fetch(url=f"{route.request.url}/edit", method="GET"))


def test_without_a_network_the_focus_stays_on_try_again(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    keys.page.context.set_offline(True)
    keys.press("Control+s")
    is_kept(keys)
    keys.push("button", "Try again")
    is_kept(keys)
    keys.is_on("button", "Try again")
    keys.page.context.set_offline(False)
    keys.press("Enter")
    is_saved_once(keys, atlas, region)


def lose_the_answer(route: Route) -> None:
    """Let the request through to the server and cut the line before its answer."""
    route.fetch()
    route.abort("connectionreset")


def test_an_edit_whose_answer_was_lost_is_not_saved_twice(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    keys.page.route("**/beliefs/*", lose_the_answer, times=1)
    keys.press("Control+Enter")
    is_kept(keys)
    keys.push("button", "Try again")
    is_saved_once(keys, atlas, region)


def test_a_new_belief_whose_answer_was_lost_is_added_once(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.push("link", "Add belief")
    keys.write("Claim", "Added over a bad line")
    keys.page.route("**/beliefs", lose_the_answer, times=1)
    keys.press("Control+Enter")
    expect(keys.page.get_by_role("alert")).to_contain_text(NOT_SAVED)
    keys.push("button", "Try again")
    says(keys.page, "Saved. Belief 4 of 4, no number yet.")
    assert len(atlas.data(region)["sections"]["beliefs"]) == 4


def test_what_was_typed_after_a_lost_answer_is_saved_too(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.push("link", "Add belief")
    keys.write("Claim", "Added over a bad line")
    keys.page.route("**/beliefs", lose_the_answer, times=1)
    keys.press("Control+Enter")
    expect(keys.page.get_by_role("alert")).to_contain_text(NOT_SAVED)
    keys.write("Claim", "Added and then reworded")
    keys.press("Control+Enter")
    says(keys.page, "Saved. Belief 4 of 4, no number yet.")
    beliefs = atlas.data(region)["sections"]["beliefs"]
    assert [belief["claim"] for belief in beliefs][3:] == ["Added and then reworded"]


def test_a_server_that_hangs_is_given_up_after_ten_seconds(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    keys.page.clock.install()
    atlas.served.pause()
    try:
        keys.press("Control+Enter")
        expect(keys.find("button", "Saving…")).to_be_visible()
        keys.page.clock.fast_forward(10_000)
        is_kept(keys)
    finally:
        atlas.served.resume()
    keys.push("button", "Try again")
    is_saved_once(keys, atlas, region)


def test_a_server_killed_in_the_middle_saves_once_when_it_is_back(
    own_atlas: Atlas, contexts: Contexts, title: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    region = import_page(own_atlas, title, tmp_path_factory.mktemp("page"))
    page = sign_in(contexts(base_url=own_atlas.address), own_atlas)
    keys = Keyboard(page)
    keys.go(f"/atlas/{region}")
    write(keys)
    own_atlas.served.kill()
    keys.press("Control+Enter")
    is_kept(keys)
    own_atlas.served.start()
    keys.push("button", "Try again")
    is_saved_once(keys, own_atlas, region)


def test_a_second_press_while_saving_is_ignored(keys: Keyboard, atlas: Atlas, region: str) -> None:
    write(keys)
    asked: list[str] = []
    keys.page.on("request", lambda request: asked.append(request.method))
    atlas.served.pause()
    try:
        keys.press("Control+Enter")
        save = keys.find("button", "Saving…")
        expect(save).to_have_attribute("aria-disabled", "true")
        expect(keys.find("textbox", "Claim")).not_to_be_editable()
        says(keys.page, "")
        keys.press("Control+Enter", "Control+s")
        save.click(force=True)
    finally:
        atlas.served.resume()
    is_saved_once(keys, atlas, region)
    assert asked.count("POST") == 1


def test_who_was_signed_out_signs_in_beside_the_form_and_saves(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    other = keys.page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    keys.page.bring_to_front()
    keys.press("Control+Enter")
    alert = keys.page.get_by_role("alert")
    expect(alert).to_contain_text("Not saved: you are signed out.")
    expect(alert).to_contain_text("then press Save again.")
    keys.is_on("link", "Sign in (opens a new tab)")
    expect(keys.find("textbox", "Claim")).to_have_value(CLAIM)
    with keys.page.context.expect_page() as opened:
        keys.press("Enter")
    expect(opened.value.get_by_role("heading", name="Sign in")).to_be_visible()
    opened.value.goto(atlas.run("sign-in-link", "--author", "Ada"))
    opened.value.get_by_role("button", name="Sign in").click()
    keys.page.bring_to_front()
    keys.push("button", "Save")
    is_saved_once(keys, atlas, region)


def test_a_link_that_fails_says_so_and_leaves_the_page(keys: Keyboard) -> None:
    keys.page.context.set_offline(True)
    keys.push("link", f"Edit belief: {FIRST}")
    says(keys.page, "The server did not answer. Nothing was changed.")
    keys.is_on("link", f"Edit belief: {FIRST}")


def test_a_page_of_its_own_that_fails_gives_the_text_back_when_it_is_opened_again(
    author: Page, title: str
) -> None:
    author.route("**/reading/new", lambda route: route.fallback())
    keys = Keyboard(author)
    author.goto("/reading/new")
    keys.write("Title", f"Lost and found, {title}")
    author.route("**/reading/new", lambda route: route.fulfill(status=500, body="broken"), times=1)
    keys.press("Control+Enter")
    expect(author.get_by_text("broken")).to_be_visible()
    author.goto("/")
    author.goto("/reading/new")
    keys.push("button", "Restore", back=True)
    expect(keys.find("textbox", "Title")).to_have_value(f"Lost and found, {title}")
    keys.press("Control+Enter")
    expect(author.get_by_role("heading", level=1)).to_have_text(f"Lost and found, {title}")


def test_try_again_works_after_the_offer_that_was_pressed_is_gone(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    write(keys)
    keys.find("textbox", "Credence").fill("0.7")
    keys.press("Control+Enter")
    offer = keys.page.get_by_role("button", name="70%", exact=True)
    expect(offer).to_be_visible()
    keys.page.context.set_offline(True)
    offer.click()
    expect(keys.page.locator(".failed")).to_contain_text(NOT_SAVED)
    keys.find("textbox", "Credence").fill("60")  # what was wrong is said no more, nor is 70 offered
    keys.page.context.set_offline(False)
    keys.page.get_by_role("button", name="Try again").click()
    is_saved_once(keys, atlas, region)
    assert atlas.data(region)["sections"]["beliefs"][0]["credence"] == 60


def test_a_button_whose_answer_was_lost_does_not_say_that_nothing_changed(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    keys.page.route("**/delete", lose_the_answer, times=1)
    keys.page.locator(".row-belief details.more summary").first.click()
    keys.page.get_by_role("button", name=f"Delete belief: {FIRST}").click()
    says(keys.page, "The server did not answer. Reload the page to see whether it was done.")
    assert len(atlas.data(region)["sections"]["beliefs"]) == 2


def test_where_the_browser_keeps_nothing_a_failed_save_does_not_say_so(keys: Keyboard) -> None:
    write(keys)
    full = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
    keys.page.evaluate(f"() => {{ {full} }}")
    keys.page.context.set_offline(True)
    keys.press("Control+Enter")
    is_kept(keys, f"{NOT_SAVED.partition(' Your')[0]} Your text is in this form alone: leave it")
