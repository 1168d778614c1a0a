"""One reading sets things off: triggers happen, beliefs move, and one save says all of it."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Once, Way, base_of

READING = {"title": "A count", "url": "", "takeaway": "They miscounted.", "once": "r"}


@pytest.fixture
def page(way: Way, topic: str, once: Once) -> str:
    at = f"/atlas/{topic}"

    def write() -> None:
        for number, claim in enumerate(("Chips can be counted", "Counting is enough"), 1):
            data = {"claim": claim, "credence": "55", "why": "", "once": f"b{number}"}
            way.post(f"{at}/beliefs", data)
        trigger = {"observation": "A miscount", "belief": "b-1", "size": "55 to 30", "once": "t"}
        way.post(f"{at}/triggers", trigger)

    once(write)
    return at


def part(client: FlaskClient, page: str, name: str) -> list[dict[str, Any]]:
    return list(client.get(f"{page}.json").get_json()["sections"][name])


ALL = READING | {
    "happened": "1",
    "bears_1": "against",
    "bears_2": "neutral",
    "credence_1": "30",
    "reason": "The count was off by a tenth",
    "read_on": "2026-06-03",
}


def test_a_reading_sets_off_all_it_says_in_one_change(
    way: Way, client: FlaskClient, page: str
) -> None:
    answer = way.post(f"{page}/reading", ALL)
    assert answer.status_code == 200, answer.text
    first, second = part(client, page, "beliefs")
    assert (first["credence"], second["credence"]) == (30, 55)
    (trigger,) = part(client, page, "triggers")
    assert (trigger["happened_on"], trigger["cause"]) == ("2026-06-03", "r-1")
    (reading,) = part(client, page, "reading")
    assert reading["bears"] == {"b-1": "against", "b-2": "neutral"}
    undo = re.search(r'action="/c/(\d+)/undo"', answer.text)
    assert undo
    told = client.get(f"/c/{undo[1]}").text
    assert "55% → 30%" in told
    assert "A miscount" in told
    assert "The count was off by a tenth" in told
    seen = " ".join(client.get(page).text.split())
    assert "moved one belief, 55% → 30%" in seen
    assert "→ 55% → 30%" in seen
    assert "1 reading against (Jun 2026)" in seen
    assert '<a href="/r/1">A count</a>' in client.get("/b/1/history").text


def test_one_undo_takes_back_all_of_it(way: Way, client: FlaskClient, page: str) -> None:
    before = client.get(f"{page}.json").get_json()
    answer = way.post(f"{page}/reading", ALL)
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    assert way.post(undo[1], {"next": f"{page}/reading"}).status_code == 200
    assert client.get(f"{page}.json").get_json() == before


def test_a_form_sent_twice_sets_off_nothing_twice(way: Way, client: FlaskClient, page: str) -> None:
    way.post(f"{page}/reading", ALL)
    history = client.get("/b/1/history").text
    assert way.post(f"{page}/reading", ALL).status_code == 200
    assert client.get("/b/1/history").text == history


def test_an_edited_reading_keeps_what_it_bears_on_and_may_say_more(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post(f"{page}/reading", ALL)
    form = way.get(f"{page}/reading/1/edit").text
    assert re.search(r'<option value="against" selected', form)
    base = base_of(form)
    data = READING | {"base": base, "bears_2": "for", "credence_2": "60"}
    assert way.post(f"{page}/reading/1", data).status_code == 200
    assert part(client, page, "reading")[0]["bears"] == {"b-1": "against", "b-2": "for"}
    assert part(client, page, "beliefs")[1]["credence"] == 60


@pytest.mark.parametrize(
    "sent",
    [
        {"happened": "99"},
        {"happened": "x"},
        {"bears_99": "for"},
        {"bears_1": "sideways"},
        {"credence_99": "70"},
        {"credence_1": "abc"},
        {"credence_1": "140"},
        {"bears_x": "for"},
    ],
)
def test_what_a_reading_cannot_set_off_is_refused_and_nothing_is_written(
    way: Way, client: FlaskClient, page: str, sent: dict[str, str]
) -> None:
    before = client.get(f"{page}.json").get_json()
    answer = way.post(f"{page}/reading", READING | sent)
    assert answer.status_code == 422
    assert "Error:" in answer.text
    assert "They miscounted." in answer.text
    assert client.get(f"{page}.json").get_json() == before


def test_a_number_that_could_be_a_slip_offers_what_was_meant_at_its_own_field(
    way: Way, client: FlaskClient, page: str
) -> None:
    answer = way.post(f"{page}/reading", READING | {"credence_1": "0.7"})
    assert answer.status_code == 422
    assert 'name="take_credence_1" value="70%"' in answer.text
    data = READING | {"credence_1": "0.7", "take_credence_1": "70%", "credence_2": "60"}
    assert way.post(f"{page}/reading", data).status_code == 200
    assert [belief["credence"] for belief in part(client, page, "beliefs")] == [70, 60]


def test_how_a_reading_bears_on_a_private_belief_is_hidden_from_visitors(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post("/atlas/new", {"title": "Hidden", "visibility": "private", "once": "h"})
    way.post("/atlas/hidden/beliefs", {"claim": "Quietly so", "credence": "9", "once": "hb"})
    way.post(f"{page}/reading", ALL | {"topics": "Hidden"})
    form = way.get("/atlas/hidden/reading/1/edit").text
    base = base_of(form)
    data = READING | {"base": base, "topics": "Compute,Hidden", "bears_3": "for"}
    assert way.post("/atlas/hidden/reading/1", data).status_code == 200
    own = way.browser.get(f"{page}.json").get_json()["sections"]["reading"][0]["bears"]
    assert own == {"b-1": "against", "b-2": "neutral", "b-3": "for"}
    assert part(client, page, "reading")[0]["bears"] == {"b-1": "against", "b-2": "neutral"}
    anchor = re.compile(r"\bb-3\b")  # and not a part of the atlas's id
    assert not anchor.search(client.get(f"{page}.md").text)
    assert anchor.search(way.browser.get(f"{page}.md").text)


def test_the_changelog_tells_the_move_by_itself_though_the_belief_was_just_written(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post(f"{page}/reading", ALL)
    told = client.get("/changes.json").get_json()["items"]
    (entry,) = [item for item in told if "A count" in item["content_html"]]
    for words in ("55% → 30%", "after reading", "A miscount"):
        assert words in entry["content_html"], words
    assert entry["url"].endswith(client.get(f"{page}/changes").text.split('href="/c/')[1][:1])


def test_a_range_that_does_not_hold_the_new_number_goes(
    way: Way, client: FlaskClient, page: str
) -> None:
    form = way.get(f"{page}/beliefs/1/edit").text
    base = base_of(form)
    data = {"claim": "Chips can be counted", "credence": "55", "range": "50-60"}
    assert way.post(f"{page}/beliefs/1", data | {"base": base}).status_code == 200
    assert way.post(f"{page}/reading", ALL).status_code == 200
    first = part(client, page, "beliefs")[0]
    assert (first["credence"], first["range"]) == (30, None)


@pytest.mark.parametrize("name", ["happened", "bears_1", "credence_99"])
def test_a_form_that_stands_on_no_page_refuses_to_set_things_off(
    way: Way, client: FlaskClient, page: str, name: str
) -> None:
    answer = way.post("/reading/new", READING | {name: "1"})
    assert answer.status_code == 422
    assert "is not on this page" in answer.text
    assert part(client, page, "reading") == []


def test_a_belief_left_meanwhile_is_no_hindrance_where_nothing_is_said_of_it(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post(f"{page}/beliefs/1/retire", {"outcome": "dropped"})
    sent = READING | {"bears_1": "", "credence_1": "", "bears_2": "for"}
    assert way.post(f"{page}/reading", sent).status_code == 200
    assert part(client, page, "reading")[0]["bears"] == {"b-2": "for"}


def test_a_number_that_moved_since_the_form_was_opened_is_not_overwritten_unseen(
    way: Way, client: FlaskClient, page: str
) -> None:
    assert 'name="seen_1" value="55"' in way.get(f"{page}/reading/new").text
    found = base_of(way.get(f"{page}/beliefs/1/edit").text)
    moved = {"claim": "Chips can be counted", "credence": "20", "base": found}
    assert way.post(f"{page}/beliefs/1", moved).status_code == 200
    answer = way.post(f"{page}/reading", ALL | {"seen_1": "55"})
    assert answer.status_code == 422
    assert "It is 20 now" in answer.text
    assert 'name="seen_1" value="20"' in answer.text
    assert part(client, page, "reading") == []
    assert way.post(f"{page}/reading", ALL | {"seen_1": "20"}).status_code == 200
    assert part(client, page, "beliefs")[0]["credence"] == 30


SETS_OFF: list[dict[str, str]] = [
    {"happened": "1"},
    {"credence_1": "30"},
    {"happened": "1", "promised": "1"},
]


@pytest.mark.parametrize("sent", SETS_OFF)
@pytest.mark.parametrize("button", [{"state": "draft"}, {"later": "1"}])
def test_what_is_not_published_sets_nothing_off_and_keeps_what_was_typed(
    author: FlaskClient,
    client: FlaskClient,
    page: str,
    sent: dict[str, str],
    button: dict[str, str],
) -> None:
    before = client.get(f"{page}.json").get_json()
    data = READING | {"topics": "Compute", "shown": "Compute", "seen_1": "55"} | sent
    answer = author.post("/reading/new", data=data | button)
    assert answer.status_code == 422, answer.text
    assert "A draft sets nothing off" in answer.text
    assert "They miscounted." in answer.text
    assert client.get(f"{page}.json").get_json() == before
    assert author.post("/reading/new", data=data | {"publish": "1"}).status_code == 303
    assert client.get(f"{page}.json").get_json() != before


def test_a_draft_is_saved_with_what_it_bears_on_and_what_it_set_off_before(
    author: FlaskClient, client: FlaskClient, page: str
) -> None:
    author.post(f"{page}/reading", data=ALL)
    before = part(client, page, "beliefs")
    base = base_of(author.get(f"{page}/reading/1/edit").text)
    again = ALL | {"base": base, "state": "draft", "takeaway": "Once more.", "bears_2": "for"}
    assert author.post(f"{page}/reading/1", data=again).status_code == 303
    beliefs = part(client, page, "beliefs")
    assert [one["credence"] for one in beliefs] == [one["credence"] for one in before]
    assert "Once more." in author.get("/reading/1").text
