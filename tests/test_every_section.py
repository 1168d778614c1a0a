"""One contract over every kind of item, in the plain path and the htmx path alike."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SAMPLES, Way, signed_in
from tests.views.changelog_reading import let_settle
from wiki.sections import SECTIONS, Section

KINDS = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
ORDERED = pytest.mark.parametrize(
    "section", [s for s in SECTIONS if s.ordered], ids=lambda section: section.name
)
UNORDERED = pytest.mark.parametrize(
    "section", [s for s in SECTIONS if not s.ordered], ids=lambda section: section.name
)
pytestmark = pytest.mark.usefixtures("noise")


def url(topic: str, section: Section, *more: object) -> str:
    return "/".join(["/atlas", topic, section.name, *map(str, more)])


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert match, f"the form carries no {name}"
    return match[1]


def items(author: FlaskClient, topic: str, section: Section) -> list[dict[str, Any]]:
    data = author.get(f"/atlas/{topic}.json").get_json()["sections"][section.name]
    if section.single:
        return [data] if data["body"] else []
    return list(data)


def add(way: Way, topic: str, section: Section, number: int = 0) -> int:
    """Add an item through its form and return its id."""
    form = way.get(url(topic, section, "new")).text
    sample = dict(SAMPLES[section.name][0])
    if number:
        sample[section.lead] += f" {number}"
    sent = sample | {"once": hidden(form, "once"), "publish": "1"}
    answer = way.post(url(topic, section), sent)
    assert answer.status_code == 200, answer.text
    ids = re.findall(rf'id="{section.letter}-(\d+)"', answer.text)
    return max(map(int, ids))


@KINDS
def test_a_new_item_shows_on_the_page_and_can_be_undone(
    way: Way, topic: str, section: Section
) -> None:
    add(way, topic, section)
    assert len(items(way.browser, topic, section)) == 1
    page = way.browser.get(f"/atlas/{topic}/history").text
    assert "Added" in page
    answer = way.get(url(topic, section))
    assert answer.status_code == 200


@KINDS
def test_the_answer_to_an_add_carries_undo_and_undo_takes_it_back(
    way: Way, topic: str, section: Section
) -> None:
    form = way.get(url(topic, section, "new")).text
    data = SAMPLES[section.name][0] | {"once": hidden(form, "once")}
    answer = way.post(url(topic, section), data)
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    back = hidden(answer.text, "next")
    undone = way.post(undo[1], {"next": back})
    assert undone.status_code == 200
    assert not items(way.browser, topic, section)
    redo = re.search(r'action="(/c/\d+/undo)"', undone.text)
    assert redo
    assert redo[1] != undo[1]
    way.post(redo[1], {"next": back})
    assert len(items(way.browser, topic, section)) == 1


@KINDS
def test_a_form_sent_twice_is_saved_once(way: Way, topic: str, section: Section) -> None:
    form = way.get(url(topic, section, "new")).text
    data = SAMPLES[section.name][0] | {"once": hidden(form, "once")}
    first = way.post(url(topic, section), data)
    second = way.post(url(topic, section), data)
    assert (first.status_code, second.status_code) == (200, 200)
    assert len(items(way.browser, topic, section)) == 1


@KINDS
def test_an_edit_is_saved_and_told_in_the_history(way: Way, topic: str, section: Section) -> None:
    item_id = add(way, topic, section)
    form = way.get(url(topic, section, item_id, "edit")).text
    answer = way.post(
        url(topic, section, item_id), SAMPLES[section.name][1] | {"base": hidden(form, "base")}
    )
    assert answer.status_code == 200, answer.text
    assert "Saved." in answer.text
    assert "Edited" in way.browser.get(f"/atlas/{topic}/history").text


@KINDS
def test_saving_what_stands_there_already_changes_nothing(
    way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    before = way.browser.get(f"/atlas/{topic}/history").text
    form = way.get(url(topic, section, item_id, "edit")).text
    answer = way.post(
        url(topic, section, item_id), SAMPLES[section.name][0] | {"base": hidden(form, "base")}
    )
    assert answer.status_code == 200
    assert "/undo" not in answer.text
    assert way.browser.get(f"/atlas/{topic}/history").text.count("<li") == before.count("<li")


@KINDS
def test_a_stale_save_shows_both_texts_and_loses_neither(
    app: Flask, way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    base = hidden(way.get(url(topic, section, item_id, "edit")).text, "base")
    mine, theirs = dict(SAMPLES[section.name][0]), dict(SAMPLES[section.name][1])
    other = Way(signed_in(app, "Grace"), htmx=way.htmx)
    assert other.post(url(topic, section, item_id), theirs | {"base": base}).status_code == 200
    free = next(name for name in mine if name not in ("region", "url", "credence", "kind"))
    mine[free] = "entirely my own words"
    answer = way.post(url(topic, section, item_id), mine | {"base": base})
    assert answer.status_code == 409
    assert "in another window" in answer.text
    assert "entirely my own words" in answer.text
    again = way.post(url(topic, section, item_id), mine | {"base": hidden(answer.text, "base")})
    assert again.status_code == 200
    assert "entirely my own words" in way.browser.get(f"/atlas/{topic}.json").text


@KINDS
def test_a_stale_save_of_a_deleted_item_keeps_the_text_and_offers_a_new_one(
    way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    base = hidden(way.get(url(topic, section, item_id, "edit")).text, "base")
    way.post(url(topic, section, item_id, "delete"))
    changed = SAMPLES[section.name][1]
    answer = way.post(url(topic, section, item_id), changed | {"base": base})
    assert answer.status_code == 409
    assert "was deleted at" in answer.text
    assert "Save as a new one" in answer.text
    data = changed | {name: hidden(answer.text, name) for name in ("once", "deleted")}
    assert way.post(url(topic, section), data).status_code == 200
    assert len(items(way.browser, topic, section)) == 1


@KINDS
def test_a_deleted_item_leaves_the_page_and_comes_back_with_its_id(
    way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    answer = way.post(url(topic, section, item_id, "delete"))
    assert answer.status_code == 200
    assert ">Undo<" in answer.text
    assert not items(way.browser, topic, section)
    back = way.post(url(topic, section, item_id, "restore"))
    assert back.status_code == 200
    assert f'id="{section.letter}-{item_id}"' in back.text


@ORDERED
def test_moving_changes_the_order_and_stops_at_the_ends(
    way: Way, topic: str, section: Section
) -> None:
    ids = [add(way, topic, section, number) for number in (1, 2, 3)]
    answer = way.post(url(topic, section, ids[2], "move"), {"direction": "up"})
    assert "Moved to position 2 of 3." in answer.text
    assert [item["id"] for item in items(way.browser, topic, section)] == [ids[0], ids[2], ids[1]]
    way.post(url(topic, section, ids[0], "move"), {"direction": "up"})
    assert items(way.browser, topic, section)[0]["id"] == ids[0]


@ORDERED
@pytest.mark.parametrize("direction", [{}, {"direction": ""}, {"direction": "left"}])
def test_a_move_without_a_direction_is_refused_and_moves_nothing(
    way: Way, topic: str, section: Section, direction: dict[str, str]
) -> None:
    ids = [add(way, topic, section, number) for number in (1, 2)]
    answer = way.post(url(topic, section, ids[1], "move"), direction)
    assert answer.status_code == 422
    assert "Nothing was moved: a direction is up or down." in answer.text
    assert [item["id"] for item in items(way.browser, topic, section)] == ids


@ORDERED
def test_a_move_is_no_conflict_for_an_open_form(way: Way, topic: str, section: Section) -> None:
    ids = [add(way, topic, section, number) for number in (1, 2)]
    base = hidden(way.get(url(topic, section, ids[0], "edit")).text, "base")
    way.post(url(topic, section, ids[0], "move"), {"direction": "down"})
    answer = way.post(url(topic, section, ids[0]), SAMPLES[section.name][1] | {"base": base})
    assert answer.status_code == 200


@UNORDERED
def test_what_is_not_ordered_by_hand_cannot_be_moved(
    way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    assert way.post(url(topic, section, item_id, "move")).status_code == 404


@KINDS
def test_a_rejected_form_keeps_what_was_typed_and_writes_nothing(
    way: Way, topic: str, section: Section
) -> None:
    sample = SAMPLES[section.name][0] | {section.lead: "x" * 120_001, "once": "a"}
    answer = way.post(url(topic, section), sample)
    assert answer.status_code == 413
    assert "Too long" in answer.text
    assert "x" * 120_001 in answer.text
    assert not items(way.browser, topic, section)


@KINDS
def test_a_visitor_sees_no_controls_and_cannot_write(
    client: FlaskClient, way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    page = client.get(f"/atlas/{topic}")
    assert 'method="post"' not in page.text
    assert "hx-" not in page.text
    assert "htmx" not in page.text
    for address in ("", f"/{item_id}", f"/{item_id}/delete", f"/{item_id}/restore"):
        answer = client.post(url(topic, section) + address, data={section.lead: "my words"})
        assert answer.status_code == 401
        assert "my words" in answer.text
        assert "Set-Cookie" not in answer.headers
    assert client.get(url(topic, section, item_id, "edit")).status_code == 401
    assert client.get(url(topic, section, "new")).status_code == 401
    assert len(items(way.browser, topic, section)) == 1


@KINDS
def test_an_unknown_item_is_404(way: Way, topic: str, section: Section) -> None:
    assert way.get(url(topic, section, 999, "edit")).status_code == 404
    assert way.post(url(topic, section, 999), {"base": "0"}).status_code == 404


@KINDS
def test_an_item_of_another_page_is_404(
    author: FlaskClient, way: Way, topic: str, section: Section
) -> None:
    item_id = add(way, topic, section)
    assert way.get(url("noise", section, item_id, "edit")).status_code == 404


@KINDS
def test_a_section_answers_alone_under_htmx_and_within_its_page_otherwise(
    way: Way, topic: str, section: Section
) -> None:
    answer = way.get(url(topic, section))
    assert f'<section id="{section.name}"' in answer.text
    assert ("<html" in answer.text) is not way.htmx
    assert "HX-Request" in answer.headers["Vary"]


@KINDS
def test_a_form_opens_with_the_focus_in_its_first_field(
    way: Way, topic: str, section: Section
) -> None:
    answer = way.get(url(topic, section, "new"))
    assert answer.text.count(" autofocus") == 1


@KINDS
def test_a_new_item_is_told_in_changes_in_the_feeds_and_by_its_change(
    app: Flask, way: Way, topic: str, section: Section
) -> None:
    let_settle(app)
    add(way, topic, section)
    sample = SAMPLES[section.name][0]
    words = "stance" if section.single else sample[section.lead]
    told = way.browser.get(f"/atlas/{topic}/changes").text
    assert words.lower() in told.lower()
    change = max(map(int, re.findall(r'href="/c/(\d+)"', told)))
    assert words.lower() in way.browser.get(f"/c/{change}").text.lower()
    for form in ("rss", "atom", "json"):
        assert words.lower() in way.browser.get(f"/atlas/{topic}/changes.{form}").text.lower()


@KINDS
def test_a_new_item_is_found_by_what_it_says_until_it_is_deleted(
    author: FlaskClient, topic: str, section: Section
) -> None:
    def found() -> list[dict[str, Any]]:
        asked = {"q": f'"{SAMPLES[section.name][0][said]}"', "kind": section.noun}
        results = author.get("/search.json", query_string=asked).get_json()["results"]
        return [result for result in results if topic in result["topics"]]

    said = next(name for name in section.model.__searched__ if SAMPLES[section.name][0].get(name))
    assert not found()
    item = add(Way(author, htmx=False), topic, section)
    (result,) = found()
    assert author.get(result["url"], follow_redirects=True).status_code == 200
    if not section.single:
        assert author.post(url(topic, section, item, "delete")).status_code == 303
        assert not found()
