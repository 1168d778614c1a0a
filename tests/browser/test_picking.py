"""Picking a region by its name from the keyboard, and the filter above the essays."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import Keyboard, says
from tests.conftest import TODAY
from tests.new_pages import create_topic
from tests.same_names import OTHER, SAME
from wiki.db import begin_writing, db
from wiki.journal import Signature
from wiki.naming import name_key


@pytest.fixture(scope="module")
def shores(atlas: Atlas) -> list[str]:
    """Regions to pick from."""
    titles = ["North shore", "South shore", "Shoreline", "Inland"]
    with atlas.app.app_context():
        begin_writing()
        for title in titles:
            create_topic({"title": title}, Signature(None, TODAY))
        db.session.commit()
    return titles


@pytest.fixture
def keys(author: Page, region: str, shores: list[str]) -> Keyboard:
    """The form for a relation, open."""
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.push("link", "Relate a region")
    keys.is_on("combobox", "Region")
    return keys


def test_a_region_is_typed_for_chosen_and_related(
    keys: Keyboard, atlas: Atlas, region: str
) -> None:
    field = keys.find("combobox", "Region")
    expect(field).to_have_attribute("aria-expanded", "false")
    keys.page.keyboard.type("shore")
    expect(field).to_have_attribute("aria-expanded", "true")
    says(keys.page, "3 regions match")
    field.fill("shoreline")
    says(keys.page, "1 region matches")  # typed whole: no list lies over Save
    expect(keys.page.locator(".choices")).to_be_hidden()
    field.fill("shore")
    options = keys.page.get_by_role("option").and_(keys.page.locator(".choices li"))
    expect(options).to_have_text(["Shoreline", "North shore", "South shore"])
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    keys.press("ArrowDown", "ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    active = options.nth(1).get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", str(active))
    keys.press("ArrowUp", "ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(field).to_have_value("South shore")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(keys.page.locator(".choices")).to_be_hidden()
    assert not atlas.data(region)["sections"]["regions"]
    keys.press("Enter")
    expect(keys.page.get_by_role("link", name="South shore").first).to_be_visible()
    assert [row["title"] for row in atlas.data(region)["sections"]["regions"]] == ["South shore"]


def test_a_name_is_found_however_it_is_typed(author: Page, region: str, shores: list[str]) -> None:
    """The script folds names as the server does: the same pairs are tried on both."""
    author.goto(f"/atlas/{region}/regions/new")
    titles = list(dict.fromkeys(other for _, other in SAME + OTHER if other))
    # A new field, as the one that has the focus has read its list already.
    author.evaluate(
        """titles => {
          const list = document.querySelector("form datalist");
          list.replaceChildren(...titles.map((title) => new Option(title, title)));
          const field = document.querySelector("[name=region]");
          const fresh = field.cloneNode();
          fresh.setAttribute("list", list.id);
          field.replaceWith(fresh);
        }""",
        titles,
    )
    field = author.get_by_role("combobox", name="Region").or_(author.locator("[name=region]")).first
    author.locator("[name=reason]").focus()
    for one, other in [*SAME, *OTHER]:
        field.fill(one)
        listed = author.locator(".choices li").all_text_contents()
        wanted = [title for title in titles if name_key(one) in name_key(title)]
        assert sorted(listed) == sorted(wanted), (one, other)


def test_escape_closes_the_list_first_and_the_form_next(keys: Keyboard) -> None:
    keys.page.keyboard.type("inl")
    says(keys.page, "1 region matches")
    keys.press("Escape")
    expect(keys.page.locator(".choices")).to_be_hidden()
    keys.is_on("combobox", "Region")
    expect(keys.find("combobox", "Region")).to_have_value("inl")
    keys.press("Escape")
    expect(keys.page.get_by_role("dialog")).to_contain_text("Discard your changes?")


def test_a_name_that_is_not_on_the_list_is_typed_and_offered_as_a_stub(keys: Keyboard) -> None:
    keys.page.keyboard.type("Nowhere at all yet")
    says(keys.page, "0 regions match")
    expect(keys.find("combobox", "Region")).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    expect(keys.find("button", "Create “Nowhere at all yet” as a stub")).to_be_visible()


def test_a_choice_is_taken_by_the_mouse_too_and_kept_as_a_draft(keys: Keyboard) -> None:
    keys.page.keyboard.type("north")
    keys.page.locator(".choices li").click()
    field = keys.find("combobox", "Region")
    expect(field).to_have_value("North shore")
    expect(field).to_be_focused()
    keys.page.wait_for_timeout(700)
    drafts = keys.page.evaluate("Object.values(localStorage).join()")
    assert "North shore" in drafts


def test_a_title_with_commas_is_found_by_its_words_in_a_list_of_regions(
    keys: Keyboard, atlas: Atlas
) -> None:
    title = "What's next, really?"
    with atlas.app.app_context():
        begin_writing()
        create_topic({"title": title}, Signature(None, TODAY))
        db.session.commit()
    keys.go("/reading/new")
    field = keys.find("combobox", "Regions")
    field.focus()
    for typed in ("Inland, what's", "Inland, What\u2019s next", "Inland, what's next, re"):
        field.fill("")
        keys.page.keyboard.type(typed)
        says(keys.page, "1 region matches")
        expect(keys.page.locator(".choices li")).to_have_text([title])
        keys.press("ArrowDown", "Enter")
        says(keys.page, f"{title} is chosen.")
        expect(field).to_have_value("Inland, whats-next-really")
    keys.page.keyboard.type(", what")
    says(keys.page, "0 regions match")  # it stands in the field already


def test_without_a_script_the_list_is_the_browsers_own(
    plain: Page, region: str, shores: list[str]
) -> None:
    plain.goto(f"/atlas/{region}/regions/new")
    field = plain.get_by_label("Region", exact=True)
    expect(field).to_have_attribute("list", "new-regions-regions-list")
    assert plain.locator("datalist option[value='Inland']").count() == 1


def test_the_filter_shows_the_essays_that_match_and_sends_every_tick(
    author: Page, atlas: Atlas, region: str
) -> None:
    for title in ("On tides", "On moons", "Of tides again"):
        author.request.post(
            "/writing/new", form={"title": f"{title} {region}", "body": "x", "publish": "1"}
        )
    keys = Keyboard(author)
    author.goto(f"/atlas/{region}/writing/tags")
    author.get_by_label(f"On moons {region}").check()
    author.get_by_label("Show only titles with").fill(f"tides {region}")
    says(author, "1 essay matches")
    author.get_by_label("Show only titles with").fill("TIDES")
    expect(author.get_by_label(f"On moons {region}")).to_be_hidden()
    author.get_by_label(f"On tides {region}").check()
    keys.push("button", "Save")
    says(author, "Saved. Related writing.")
    told = {essay["title"] for essay in atlas.data(region)["sections"]["writing"]}
    assert told == {f"On moons {region}", f"On tides {region}"}


def test_without_a_script_there_is_no_filter(plain: Page, region: str) -> None:
    plain.goto(f"/atlas/{region}/writing/tags")
    expect(plain.get_by_label("Show only titles with")).to_be_hidden()


def test_a_list_says_what_it_holds(keys: Keyboard, region: str) -> None:
    keys.go(f"/atlas/{region}")
    keys.push("link", "Edit title, summary, area and status")
    area = keys.page.get_by_label("Area", exact=True)
    area.press_sequentially("qqq")
    says(keys.page, "0 areas match")
    keys.page.goto("/settings")
    zone = keys.page.get_by_label("Time zone")
    zone.fill("Europe/Berl")
    says(keys.page, "1 time zone matches")
