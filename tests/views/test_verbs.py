"""What beliefs, triggers and uncertainties can do of their own: affirm, leave, happen, settle."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Once, Way, base_of

BELIEF = {"claim": "Chips can be counted", "credence": "55", "why": "", "once": "b"}
READING = {"title": "On counting", "url": "", "takeaway": "Count.", "once": "r"}


@pytest.fixture
def page(way: Way, topic: str, once: Once) -> str:
    """A region with a belief, a trigger bound to it, an uncertainty and a reading."""
    at = f"/atlas/{topic}"

    def write() -> None:
        way.post(f"{at}/beliefs", BELIEF)
        trigger = {"observation": "A miscount", "belief": "b-1", "size": "55 to 30", "once": "t"}
        assert way.post(f"{at}/triggers", trigger).status_code == 200
        way.post(f"{at}/uncertainties", {"question": "Who counts?", "once": "q"})
        way.post(f"{at}/reading", READING)

    once(write)
    return at


def part(client: FlaskClient, page: str, name: str) -> list[dict[str, Any]]:
    return list(client.get(f"{page}.json").get_json()["sections"][name])


def points(client: FlaskClient) -> list[str]:
    """Return the credences in the table of the first belief's history, newest first."""
    return re.findall(r"<td>([0-9.]+)%", client.get("/b/1/history").text)


def test_affirming_adds_a_point_with_the_same_number(
    way: Way, client: FlaskClient, page: str
) -> None:
    answer = way.post(f"{page}/beliefs/1/affirm")
    assert answer.status_code == 200
    assert "Still about 55 per cent." in answer.text
    assert ">Undo<" in answer.text
    assert points(client) == ["55", "55"]


@pytest.mark.parametrize("number", ["0", "0.5", "1", "100"])
def test_the_button_affirms_a_number_that_a_form_would_ask_about(
    way: Way, client: FlaskClient, page: str, number: str
) -> None:
    base = base_of(way.get(f"{page}/beliefs/1/edit").text)
    said = {"base": base, "credence": number, "take": number}
    assert way.post(f"{page}/beliefs/1", BELIEF | said).status_code == 200
    button = way.get(page).text.partition(f'action="{page}/beliefs/1/affirm"')[2]
    sent = re.findall(r'name="(\w+)" value="([^"]*)"', button.partition("</form>")[0])
    answer = way.post(f"{page}/beliefs/1/affirm", dict(sent))
    assert answer.status_code == 200
    assert points(client)[:2] == [number, number]


def test_an_affirmation_is_no_conflict_for_an_open_form(way: Way, page: str) -> None:
    form = way.get(f"{page}/beliefs/1/edit").text
    base = base_of(form)
    way.post(f"{page}/beliefs/1/affirm")
    data = BELIEF | {"claim": "Chips can well be counted", "base": base}
    assert way.post(f"{page}/beliefs/1", data).status_code == 200


def test_an_affirmation_is_undone_and_redone(way: Way, client: FlaskClient, page: str) -> None:
    answer = way.post(f"{page}/beliefs/1/affirm")
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    undone = way.post(undo[1], {"next": f"{page}/beliefs"})
    assert points(client) == ["55"]
    redo = re.search(r'action="(/c/\d+/undo)"', undone.text)
    assert redo
    way.post(redo[1], {"next": f"{page}/beliefs"})
    assert points(client) == ["55", "55"]


def test_nothing_without_a_number_is_affirmed(way: Way, page: str) -> None:
    way.post(f"{page}/beliefs", {"claim": "No number", "credence": "", "once": "b2"})
    answer = way.post(f"{page}/beliefs/2/affirm")
    assert answer.status_code == 422
    assert "There is no number to reaffirm." in answer.text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("dropped", "No longer held"),
        ("true", "Resolved true"),
        ("false", "Resolved false"),
        ("void", "Badly put"),
    ],
)
def test_a_belief_that_is_left_stands_among_the_former_ones(
    way: Way, client: FlaskClient, page: str, outcome: str, words: str
) -> None:
    answer = way.post(f"{page}/beliefs/1/retire", {"outcome": outcome, "on": "2026-05-01"})
    assert answer.status_code == 200
    assert f"{words}." in answer.text
    seen = client.get(page).text
    assert "Former beliefs (1)" in seen
    assert f"{words}, <time" in seen
    assert part(client, page, "beliefs") == []
    (former,) = part(client, page, "former_beliefs")
    assert (former["outcome"], former["ended_on"]) == (outcome, "2026-05-01")


def test_a_former_belief_can_be_held_again(way: Way, client: FlaskClient, page: str) -> None:
    way.post(f"{page}/beliefs/1/retire", {"outcome": "dropped"})
    assert "Hold again" in way.get(page).text
    assert way.post(f"{page}/beliefs/1/retire", {"outcome": ""}).status_code == 200
    assert len(part(client, page, "beliefs")) == 1
    assert "Former beliefs" not in client.get(page).text


@pytest.mark.parametrize(
    "sent",
    [
        {"outcome": "nonsense"},
        {"outcome": "true", "on": "2999-01-01"},
        {"outcome": "true", "on": "soon"},
        {},
    ],
)
def test_a_belief_is_not_left_in_a_way_that_makes_no_sense(
    way: Way, client: FlaskClient, page: str, sent: dict[str, str]
) -> None:
    before = client.get(f"{page}/history").text
    answer = way.post(f"{page}/beliefs/1/retire", sent)
    assert answer.status_code == 422
    assert "Error:" in answer.text
    assert client.get(f"{page}/history").text == before


def test_a_number_held_in_the_past_leaves_todays_alone(
    way: Way, client: FlaskClient, page: str
) -> None:
    form = way.get(f"{page}/beliefs/1/edit").text
    base = base_of(form)
    data = BELIEF | {"credence": "40", "at": "2024-03", "reason": "I wrote so", "base": base}
    assert way.post(f"{page}/beliefs/1", data).status_code == 200
    assert part(client, page, "beliefs")[0]["credence"] == 55
    assert points(client) == ["55", "40"]
    history = client.get("/b/1/history").text
    assert '<time datetime="2024-03">Mar 2024</time>' in history
    assert "40%, held Mar 2024" in history
    assert "I wrote so" in history
    assert "I held 40% in March 2024" in client.get("/changes").text
    assert "from 40% · Mar 2024" in client.get(page).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("at", "2999-01-01", "That date is in the future."),
        ("at", "once", "as a date"),
        ("range", "80-60", "the lower first"),
        ("range", "much", "the lower first"),
        ("range", "60-80", "The range has to hold the number."),
        ("resolves_on", "soon", "I cannot read"),
        ("resolves_on", "30 February 2027", "February 2027 has 28 days."),
        ("range", "0-140", "A credence lies between 0 and 100"),
    ],
)
def test_a_range_or_a_day_that_cannot_be_is_refused_and_kept_as_typed(
    way: Way, client: FlaskClient, page: str, field: str, value: str, words: str
) -> None:
    before = client.get(f"{page}/history").text
    answer = way.post(f"{page}/beliefs/1", BELIEF | {"base": "1", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{value}"' in answer.text
    assert client.get(f"{page}/history").text == before


def test_a_range_stands_beside_the_number(way: Way, client: FlaskClient, page: str) -> None:
    base = base_of(way.get(f"{page}/beliefs/1/edit").text)
    way.post(f"{page}/beliefs/1", BELIEF | {"range": "40 to 80%", "base": base})
    assert part(client, page, "beliefs")[0]["range"] == "40-80"
    assert "40–80%" in client.get(page).text


def test_a_belief_says_by_when_it_resolves_until_it_is_left(
    way: Way, client: FlaskClient, page: str
) -> None:
    found = base_of(way.get(f"{page}/beliefs/1/edit").text)
    due = BELIEF | {"resolves_on": "May 2999", "base": found}
    assert way.post(f"{page}/beliefs/1", due).status_code == 200
    assert part(client, page, "beliefs")[0]["resolves_on"] == "2999-05"
    assert "resolves by <time" in client.get(page).text
    assert "resolves_on: 2999-05" in client.get(f"{page}.md").text
    way.post(f"{page}/beliefs/1/retire", {"outcome": "true"})
    assert "resolves by" not in client.get(page).text


def test_a_trigger_that_happened_opens_its_belief_with_the_promised_number(
    way: Way, client: FlaskClient, page: str
) -> None:
    answer = way.post(f"{page}/triggers/1/happened", {"happened_on": "2026-06-03", "cause": "r-1"})
    assert answer.status_code == 200
    assert 'name="take" value="30%"' in answer.text
    assert 'name="cause" value="t-1" checked' in answer.text
    assert 'value="55"' in answer.text
    form = base_of(answer.text)
    data = BELIEF | {"take": "30%", "cause": "t-1", "base": form}
    assert way.post(f"{page}/beliefs/1", data).status_code == 200
    seen = " ".join(client.get(page).text.split())
    assert "→ 55% → 30%" in seen
    assert "promised 55%" not in seen  # it moved exactly so
    assert 'seen in <a href="/r/1">On counting</a>' in seen


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Say when it happened."),
        ({"happened_on": "2999-01-01"}, "in the future"),
        ({"happened_on": "2026-06-03", "cause": "r-99"}, "Choose a reading of this region"),
        ({"happened_on": "2026-06-03", "cause": "b-1"}, "such as r-12"),
        ({"happened_on": "2026-06-03", "cause": "javascript:alert(1)"}, "such as r-12"),
        ({"happened_on": "2026-06-03", "cause": "https://x y.org"}, "The name of a site holds no"),
        ({"happened_on": "2026-06-31", "cause": "r-1"}, "June has 30 days."),
    ],
)
def test_a_trigger_does_not_happen_in_a_way_that_makes_no_sense(
    way: Way, client: FlaskClient, page: str, sent: dict[str, str], words: str
) -> None:
    answer = way.post(f"{page}/triggers/1/happened", sent)
    assert answer.status_code == 422
    assert words in answer.text
    assert part(client, page, "triggers")[0]["happened_on"] is None


def test_a_trigger_is_bound_to_a_belief_of_its_region_only(way: Way, page: str) -> None:
    data = {"observation": "Another", "belief": "b-99", "once": "t2"}
    assert way.post(f"{page}/triggers", data).status_code == 422


def test_what_settled_a_question_is_named_while_the_reader_may_see_it(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post(f"{page}/uncertainties/1/settle", {"state": "answered", "cause": "b-1"})
    day = datetime.now(UTC).date()
    way.post(f"{page}/triggers/1/happened", {"happened_on": str(day), "cause": "r-1"})
    for address in (page, f"{page}?at={day}"):
        seen = client.get(address).text
        assert 'Answered by <a href="/b/1">Chips can be counted</a>' in seen
        assert 'seen in <a href="/r/1">On counting</a>' in " ".join(seen.split())
    since = client.get(f"{page}?since={day}").text
    assert 'Answered by <a href="/b/1">Chips can be counted</a>' in since
    way.post(f"{page}/reading/1/delete", {})
    assert "On counting" not in client.get(page).text
    assert "seen in" not in client.get(page).text


def test_what_told_of_a_trigger_is_kept_as_every_address_is(
    way: Way, client: FlaskClient, page: str
) -> None:
    told = {"happened_on": "2026-06-03", "cause": "https://x.org/a <b>.pdf"}
    assert way.post(f"{page}/triggers/1/happened", told).status_code == 200
    assert part(client, page, "triggers")[0]["cause"] == "https://x.org/a%20%3Cb%3E.pdf"


@pytest.mark.parametrize("cause", ["", "r-1", "b-1"])
def test_an_uncertainty_is_settled_by_a_reading_or_a_belief_and_opened_again(
    way: Way, client: FlaskClient, page: str, cause: str
) -> None:
    settle = f"{page}/uncertainties/1/settle"
    assert way.post(settle, {"state": "answered", "cause": cause}).status_code == 200
    assert part(client, page, "uncertainties") == []
    (settled,) = part(client, page, "former_uncertainties")
    assert (settled["settled"], settled["cause"]) == ("answered", cause or None)
    assert "Settled uncertainties (1)" in client.get(page).text
    assert way.post(settle, {"state": "open"}).status_code == 200
    assert part(client, page, "uncertainties")[0]["settled"] is None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"state": "x"},
        {"state": "answered", "cause": "r-9"},
        {"state": "", "cause": ""},
    ],
)
def test_an_uncertainty_is_not_settled_in_a_way_that_makes_no_sense(
    way: Way, client: FlaskClient, page: str, sent: dict[str, str]
) -> None:
    assert way.post(f"{page}/uncertainties/1/settle", sent).status_code == 422
    assert len(part(client, page, "uncertainties")) == 1


def test_a_trigger_that_did_not_happen_after_all_is_open_again_also_after_an_edit(
    way: Way, client: FlaskClient, page: str
) -> None:
    words = "It did not happen after all"
    assert words not in way.get(page).text
    way.post(f"{page}/triggers/1/happened", {"happened_on": "2026-06-03", "cause": "r-1"})
    edited = {"base": base_of(way.get(f"{page}/triggers/1/edit").text), "observation": "A recount"}
    assert way.post(f"{page}/triggers/1", edited).status_code == 200
    assert words in way.browser.get(page).text
    answer = way.post(f"{page}/triggers/1/not-happened")
    assert "Open again." in answer.text
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    (one,) = part(client, page, "triggers")
    assert (one["observation"], one["happened_on"], one["cause"]) == ("A recount", None, None)
    again = way.post(f"{page}/triggers/1/not-happened")
    assert "/undo" not in again.text  # pressed twice, it alters nothing
    way.browser.post(undo[1], data={"next": page})
    assert part(client, page, "triggers")[0]["happened_on"] == "2026-06-03"


VERBS = ["beliefs/1/affirm", "beliefs/1/retire", "triggers/1/happened", "uncertainties/1/settle"]
VERBS += ["triggers/1/not-happened"]


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_a_form_and_is_for_authors_alone(
    way: Way, client: FlaskClient, page: str, verb: str
) -> None:
    form = way.get(f"{page}/{verb}")
    assert form.status_code == 200
    assert f'action="{page}/{verb}' in form.text
    assert client.get(f"{page}/{verb}").status_code == 401
    assert client.post(f"{page}/{verb}", data={"state": "my words"}).status_code == 401


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_is_done_to_a_deleted_item(way: Way, page: str, verb: str) -> None:
    name = verb.split("/", maxsplit=1)[0]
    way.post(f"{page}/{name}/1/delete")
    assert way.post(f"{page}/{verb}").status_code == 409
    assert way.get(f"{page}/{verb}").status_code == 404


def test_a_kind_has_no_verb_of_another(way: Way, page: str) -> None:
    for verb in ("triggers/1/affirm", "beliefs/1/happened", "reading/1/retire"):
        assert way.post(f"{page}/{verb}").status_code == 404


def test_a_question_turned_into_a_belief_is_answered_by_it(
    way: Way, client: FlaskClient, page: str
) -> None:
    form = way.get(f"{page}/beliefs/new?answers=q-1&claim=Who+counts%3F").text
    assert 'name="answers" value="q-1"' in form
    assert "Who counts?</textarea>" in form
    data = {"claim": "Auditors count", "credence": "60", "answers": "q-1", "once": "new"}
    answer = way.post(f"{page}/beliefs", data)
    assert answer.status_code == 200
    (settled,) = part(client, page, "former_uncertainties")
    assert (settled["settled"], settled["cause"]) == ("answered", "b-2")
    assert "Settled uncertainties (1)" in answer.text


@pytest.mark.parametrize("question", ["q-9", "b-1", "x"])
def test_a_belief_answers_only_a_question_of_its_page(
    way: Way, client: FlaskClient, page: str, question: str
) -> None:
    data = {"claim": "Auditors count", "credence": "60", "answers": question, "once": "new"}
    assert way.post(f"{page}/beliefs", data).status_code == 422
    assert len(part(client, page, "beliefs")) == 1


def test_a_range_left_as_it_was_gives_way_to_a_number_outside_it(
    way: Way, client: FlaskClient, page: str
) -> None:
    def base() -> str:
        found = base_of(way.get(f"{page}/beliefs/1/edit").text)
        return found

    ranged = BELIEF | {"range": "50-60"}
    assert way.post(f"{page}/beliefs/1", ranged | {"base": base()}).status_code == 200
    past = ranged | {"credence": "40", "at": "2024-03", "base": base()}
    assert way.post(f"{page}/beliefs/1", past).status_code == 200
    assert part(client, page, "beliefs")[0]["range"] == "50-60"
    moved = ranged | {"take": "30%", "base": base()}
    assert way.post(f"{page}/beliefs/1", moved).status_code == 200
    now = part(client, page, "beliefs")[0]
    assert (now["credence"], now["range"]) == (30, None)


def test_a_number_recalled_because_of_a_trigger_is_no_move_of_it(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post(f"{page}/triggers/1/happened", {"happened_on": "2026-06-03"})
    found = base_of(way.get(f"{page}/beliefs/1/edit").text)
    past = BELIEF | {"credence": "41", "at": "2024-03", "cause": "t-1", "base": found}
    assert way.post(f"{page}/beliefs/1", past).status_code == 200
    assert client.get("/triggers.json").get_json()["triggers"][0]["moved"] is None


@pytest.mark.parametrize(
    ("verb", "theirs", "mine"),
    [
        ("beliefs/1/retire", {"outcome": "true"}, {"outcome": "false"}),
        ("triggers/1/happened", {"happened_on": "2026-06-03"}, {"happened_on": "2026-06-04"}),
        ("uncertainties/1/settle", {"state": "answered"}, {"state": "void"}),
    ],
)
def test_a_verb_done_in_two_windows_is_a_conflict_that_shows_both(
    way: Way, page: str, verb: str, theirs: dict[str, str], mine: dict[str, str]
) -> None:
    found = base_of(way.get(f"{page}/{verb}").text)
    assert way.post(f"{page}/{verb}", theirs | {"base": found}).status_code == 200
    answer = way.post(f"{page}/{verb}", mine | {"base": found})
    assert answer.status_code == 409
    assert "in another window" in answer.text
    again = base_of(answer.text)
    assert way.post(f"{page}/{verb}", mine | {"base": again}).status_code == 200


def test_a_number_that_moved_meanwhile_is_not_affirmed(
    way: Way, client: FlaskClient, page: str
) -> None:
    assert 'name="credence" value="55"' in way.get(page).text
    found = base_of(way.get(f"{page}/beliefs/1/edit").text)
    way.post(f"{page}/beliefs/1", BELIEF | {"credence": "20", "base": found})
    answer = way.post(f"{page}/beliefs/1/affirm", {"credence": "55"})
    assert answer.status_code == 422
    assert "it is 20% now" in answer.text
    assert points(client) == ["20", "55"]


def test_what_resolves_today_is_scored_by_what_was_held_today(
    way: Way, client: FlaskClient, page: str
) -> None:
    assert way.post(f"{page}/beliefs/1/retire", {"outcome": "true"}).status_code == 200
    record = client.get("/record.json").get_json()
    assert record["n"] == 1
    assert record["brier"] == pytest.approx(0.45**2)


def test_a_history_links_visitors_to_nothing_that_is_gone(
    way: Way, client: FlaskClient, page: str
) -> None:
    way.post(f"{page}/beliefs/1/delete")
    told = client.get("/history").text
    assert "Deleted belief" not in told
    assert "/b/1/history" not in told
    assert "/b/1/history" in way.browser.get("/history").text


def test_an_item_moves_past_its_neighbour_on_the_page_and_not_a_former_one(
    way: Way, client: FlaskClient, page: str
) -> None:
    for number in (2, 3, 4):
        sent = {"claim": f"Claim {number}", "credence": "60", "once": f"b{number}"}
        way.post(f"{page}/beliefs", sent)
    for number in (2, 3):
        way.post(f"{page}/beliefs/{number}/retire", {"outcome": "dropped"})

    def order(name: str) -> list[int]:
        return [one["id"] for one in part(client, page, name)]

    assert (order("beliefs"), order("former_beliefs")) == ([1, 4], [2, 3])
    answer = way.post(f"{page}/beliefs/4/move", {"direction": "up"})
    assert "Moved to position 1 of 2." in answer.text
    assert (order("beliefs"), order("former_beliefs")) == ([4, 1], [2, 3])
    way.post(f"{page}/beliefs/4/move", {"direction": "down"})
    assert order("beliefs") == [1, 4]
    way.post(f"{page}/beliefs/3/move", {"direction": "up"})
    assert order("former_beliefs") == [3, 2]
    assert order("beliefs") == [1, 4]


def test_the_form_of_an_outcome_keeps_a_cause_that_is_not_offered_any_more(
    way: Way, client: FlaskClient, page: str
) -> None:
    settled = {"state": "answered", "cause": "r-1"}
    assert way.post(f"{page}/uncertainties/1/settle", settled).status_code == 200
    way.post(f"{page}/reading/1/delete")
    form = way.get(f"{page}/uncertainties/1/settle").text
    assert re.findall(r'<option value="([^"]*)" selected', form.partition('name="cause"')[2])[
        :1
    ] == ["r-1"]
    changed = {"state": "void", "cause": "r-1"}
    assert way.post(f"{page}/uncertainties/1/settle", changed).status_code == 200
    (former,) = part(client, page, "former_uncertainties")
    assert former["settled"] == "void"
