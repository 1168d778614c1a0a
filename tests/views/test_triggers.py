"""Every trigger across regions, open and happened, and the feed of those that happen."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.feed_reading import content, entries
from tests.writers import Writer, inside
from wiki.queries.topics import get_topic
from wiki.visibility import AUTHOR

FEEDS = ["/triggers.rss", "/triggers.atom", "/triggers/happened.json"]


@pytest.fixture
def seen(author: FlaskClient, topic: str) -> str:
    """Two beliefs and three triggers: one open, one without a belief, and one that happened.

    The last was seen in a reading, which moved its belief from 70 to 55 where 50 was promised.
    """
    for claim, number in (("Chips count", "70"), ("Clouds do not", "40")):
        form = {"claim": claim, "credence": number, "once": claim}
        author.post(f"/atlas/{topic}/beliefs", data=form)
    for observation, more in (
        ("A ban", {"belief": "b-1", "size": "70 to 50"}),
        ("A leak", {"effect": "would push me *up*"}),
        ("A count", {"belief": "b-2"}),
    ):
        form = {"observation": observation, "once": observation} | more
        author.post(f"/atlas/{topic}/triggers", data=form)
    reading = {"title": "On bans", "read_on": "2026-06-03", "takeaway": "It came.", "once": "r"}
    reading |= {"happened": "1", "credence_1": "55", "bears_1": "against"}
    assert author.post(f"/atlas/{topic}/reading", data=reading).status_code == 303
    return topic


def data(client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get(f"/triggers.json?{query}").text)["triggers"]
    return found


def observations(client: FlaskClient, query: str = "") -> list[str]:
    """Return the observations in the order of the page, which is that of the data."""
    answer = client.get(f"/triggers?{query}")
    assert answer.status_code == 200
    found = re.findall(r'<p class="observation" dir="auto">(A \w+)', answer.text)
    assert [each["observation"] for each in data(client, query)] == found
    return found


def test_a_trigger_that_happened_shows_the_move_and_what_was_promised(
    client: FlaskClient, seen: str
) -> None:
    text = re.sub(r"\s+", " ", client.get("/triggers").text)
    assert re.search(r"Happened <time [^>]*>3 June 2026</time> → 70% → 55%", text)
    assert "promised 70% → 50%" in text
    assert '<a href="/b/1">Chips count</a>' in text
    assert '<a href="/r/1">seen in On bans</a>' in text
    assert f'<a href="/atlas/{seen}#t-1">Compute</a>' in text
    page = client.get(f"/atlas/{seen}").text.partition('id="t-1"')[2].partition("</li>")[0]
    words = " ".join(re.sub(r"<[^>]*>", "", page).split())
    assert "→ 70% → 55% (promised 70% → 50%) seen in On bans" in words


def test_a_promise_that_was_kept_exactly_is_not_told_beside_the_move(
    author: FlaskClient, client: FlaskClient, seen: str
) -> None:
    form = {"observation": "A pact", "belief": "b-2", "size": "40 to 62.5", "once": "p"}
    author.post(f"/atlas/{seen}/triggers", data=form)
    reading = {"title": "On pacts", "read_on": "2026-06-04", "takeaway": "Signed.", "once": "q"}
    reading |= {"happened": "4", "credence_2": "62.5", "bears_2": "for"}
    assert author.post(f"/atlas/{seen}/reading", data=reading).status_code == 303
    for address in (f"/atlas/{seen}", "/triggers", "/triggers.rss"):
        told = client.get(address).text
        assert "40% → 62.5%" in told
        assert "promised 40%" not in told
    assert data(client)[-2]["promised"] == {"from": 40, "to": 62.5}


def test_open_ones_come_first_and_happened_ones_after(client: FlaskClient, seen: str) -> None:
    assert observations(client) == ["A leak", "A count", "A ban"]
    assert "3 triggers" in client.get("/triggers").text


def test_the_data_says_the_same(client: FlaskClient, seen: str) -> None:
    assert data(client)[-1] == {
        "id": 1,
        "observation": "A ban",
        "effect": None,
        "topic": "compute",
        "title": "Compute",
        "area": "Governance",
        "belief": 1,
        "happened_on": "2026-06-03",
        "promised": {"from": 70, "to": 50},
        "moved": {"from": 70, "to": 55},
        "seen_in": "http://localhost/r/1",
        "url": "http://localhost/t/1",
    }
    assert data(client)[0]["effect"] == "would push me *up*"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", ["A leak", "A count"]),
        ("state=happened", ["A ban"]),
        ("belief=1", ["A ban"]),
        ("belief=2&state=open", ["A count"]),
        ("belief=2&state=happened", []),
        ("area=governance", ["A leak", "A count", "A ban"]),
        ("area=&belief=&state=&page=x", ["A leak", "A count", "A ban"]),
    ],
)
def test_what_is_asked_for_is_found(
    client: FlaskClient, seen: str, query: str, found: list[str]
) -> None:
    assert observations(client, query) == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("area=nowhere", "There is no such area."),
        ("belief=99", "There is no such belief."),
        ("belief=b-1", "There is no such belief."),
        ("belief=" + "9" * 5000, "There is no such belief."),
        ("belief=%C2%B2", "There is no such belief."),
        ("state=soon", "A trigger is open or happened."),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    client: FlaskClient, seen: str, query: str, said: str
) -> None:
    for address in ("/triggers", "/triggers.json"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert said in answer.text


def test_an_empty_atlas_is_calm(client: FlaskClient) -> None:
    assert "None written yet." in client.get("/triggers").text
    assert data(client) == []
    assert [entries(client, path) for path in FEEDS] == [[], [], []]


@pytest.mark.parametrize("typed", ["85 to 85", "85% → 85.0%", "from 17 in 20 to 85"])
def test_a_move_that_goes_nowhere_is_refused_and_one_from_before_stays(
    app: Flask, author: FlaskClient, topic: str, typed: str
) -> None:
    said = "A move leads from one number to another: write two that differ."
    form = {"observation": "A rule", "size": typed}
    answer = author.post(f"/atlas/{topic}/triggers", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    page = "---\ntitle: Norms\nvisibility: public\n---\n\n## What would update me\n\n- {}\n"
    file = Path(app.instance_path) / "norms.md"
    file.write_text(page.format("A rule\n  size: 85% to 85%"))
    result = app.test_cli_runner().invoke(args=["import", str(file)])
    assert (result.exit_code, result.output) == (1, f"Error: {file}, line 8: {said}\n")
    with inside(app):
        region = get_topic(topic, reader=AUTHOR)
        Writer().add(region, "triggers", observation="Old", effect="", size="85 to 85")
    base = base_of(author.get(f"/atlas/{topic}/triggers/1/edit").text)
    kept = {"observation": "Older", "size": "85 to 85", "base": base}
    assert author.post(f"/atlas/{topic}/triggers/1", data=kept).status_code == 303
    exported = author.get(f"/atlas/{topic}.md").text
    file.write_text(exported)
    assert app.test_cli_runner().invoke(args=["import", str(file)]).exit_code == 0
    file.write_text(exported.replace("85 to 85", "40 to 40"))
    result = app.test_cli_runner().invoke(args=["import", str(file)])
    assert result.output.endswith(f": {said}\n")


def test_undoing_what_a_reading_set_off_opens_the_trigger_again(
    client: FlaskClient, author: FlaskClient, seen: str
) -> None:
    undo = re.findall(r"/c/(\d+)/undo", author.get(f"/atlas/{seen}").text)
    assert author.post(f"/c/{undo[0]}/undo").status_code == 303
    assert observations(client, "state=happened") == []
    assert entries(client, FEEDS[0]) == []


@pytest.mark.parametrize("path", FEEDS)
def test_what_happens_is_fed_with_the_move(client: FlaskClient, seen: str, path: str) -> None:
    found = entries(client, path)
    assert [entry.title for entry in found] == ["A ban"]
    assert found[0].link == "http://localhost/t/1"
    assert found[0].id.startswith("urn:uuid:")
    told = re.sub(r"\s+", " ", content(found[0]))
    assert "→ 70% → 55%; promised 70% → 50%" in told
    assert 'href="http://localhost/b/1"' in told
    assert 'href="http://localhost/r/1"' in told


@pytest.mark.parametrize("path", FEEDS)
def test_what_happens_without_a_move_is_fed_with_the_promise(
    client: FlaskClient, author: FlaskClient, seen: str, path: str
) -> None:
    form = {"observation": "A rule", "belief": "b-2", "size": "40 to 60", "once": "rule"}
    author.post(f"/atlas/{seen}/triggers", data=form)
    base = base_of(author.get(f"/atlas/{seen}/triggers/4/happened").text)
    day = {"happened_on": "2026-06-04", "base": base}
    assert author.post(f"/atlas/{seen}/triggers/4/happened", data=day).status_code == 303
    assert "4 June 2026</time>; promised 40% → 60%" in content(entries(client, path)[0])


def test_an_entry_keeps_its_id_and_date_when_it_is_edited(
    client: FlaskClient, author: FlaskClient, seen: str
) -> None:
    before = entries(client, "/triggers.atom")[0]
    base = base_of(author.get("/atlas/compute/triggers/1/edit").text)
    form = {"observation": "A wider ban", "belief": "b-1", "size": "", "base": base}
    assert author.post("/atlas/compute/triggers/1", data=form).status_code == 303
    after = entries(client, "/triggers.atom")[0]
    assert (after.id, after.published) == (before.id, before.published)
    assert (after.title, before.title) == ("A wider ban", "A ban")


def test_what_is_private_is_not_named_to_visitors(
    app: Flask, client: FlaskClient, author: FlaskClient, seen: str
) -> None:
    with inside(app):
        hidden = Writer().topic("Hidden", visibility="private")
        Writer().add(hidden, "beliefs", claim="Nobody knows", credence=None, why="")
        Writer().add(hidden, "triggers", observation="A secret", effect="")
        reading = Writer().add(hidden, "reading", title="Hidden work", topics=["Hidden"]).item
        anchor = f"r-{reading.id}"
        trigger = Writer().add(hidden, "triggers", observation="An omen", effect="").item
        Writer().save(hidden, "triggers", trigger, happened_on="2026-06", cause=anchor)
    for path in ("/triggers", "/triggers.json", *FEEDS):
        text = client.get(path).text
        for word in ("Hidden", "Nobody", "secret", "omen"):
            assert word not in text
    assert client.get("/triggers?belief=3").status_code == 400
    assert author.get("/triggers?belief=3").status_code == 200
    text = author.get("/triggers").text
    assert text.count("<span>private</span>") == 2
    assert "seen in Hidden work" in text


def test_an_address_elsewhere_may_have_told_of_it(
    client: FlaskClient, author: FlaskClient, seen: str
) -> None:
    form = {"happened_on": "2026-05-01", "cause": "https://example.org/news"}
    assert author.post(f"/atlas/{seen}/triggers/2/happened", data=form).status_code == 303
    assert (
        '<a href="https://example.org/news" rel="noopener">seen here</a>'
        in client.get("/triggers").text
    )
    assert data(client, "state=happened")[1]["seen_in"] == "https://example.org/news"
    assert [entry.title for entry in entries(client, "/triggers.rss")] == ["A leak", "A ban"]


@pytest.mark.parametrize(
    ("observation", "effect", "shown"),
    [
        ("A word", "shorter timelines", "A word would move me toward shorter timelines"),
        ("A word", "toward rain", "A word would move me toward rain"),
        ("A word", "would push me up", "A word would push me up"),
        ("A word", "I’d wait", "A word I’d wait"),
        ("It is seen.", "rain", "It is seen. This would move me toward rain"),
        ("Is it seen?", "Towards rain", "Is it seen? This would move me Towards rain"),
        ("It is seen!", "might halve it", "It is seen! This might halve it"),
        ("It is seen.", "I’d wait", "It is seen. I’d wait"),
        ("A word", "<which way>", None),
    ],
)
def test_an_effect_stands_in_a_whole_sentence(
    author: FlaskClient,
    client: FlaskClient,
    topic: str,
    observation: str,
    effect: str,
    shown: str | None,
) -> None:
    form = {"observation": observation, "effect": effect, "happened_on": "2026-06-03", "once": "w"}
    author.post(f"/atlas/{topic}/triggers", data=form)
    author.post(f"/atlas/{topic}/triggers/1/happened", data={"happened_on": "2026-06-03"})
    for address in (f"/atlas/{topic}", "/triggers"):
        row = client.get(address).text.partition('id="t-1"')[2].partition("</p>")[0]
        words = " ".join(re.sub(r"<[^>]*>", "", row.partition(">")[2]).split())
        assert words == shown if shown else "would move" not in words
    assert not shown or shown in content(entries(client, "/triggers.rss")[0])


def test_words_of_the_page_keep_their_order_between_words_from_right_to_left(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/triggers", data={"observation": "דליפה", "effect": "גשם"})
    for address in (f"/atlas/{topic}", "/triggers"):
        row = client.get(address).text.partition('id="t-1"')[2].partition("</p>")[0]
        rest = '<span class="effect" dir="ltr">would move me toward <bdi>גשם</bdi></span>'
        assert f"דליפה {rest}" in row, address


def test_an_open_trigger_says_what_it_would_do_to_which_claim(
    author: FlaskClient, client: FlaskClient, seen: str
) -> None:
    form = {"observation": "A pact", "belief": "b-2", "size": "40 to 62.5", "once": "p"}
    author.post(f"/atlas/{seen}/triggers", data=form)
    page = client.get(f"/atlas/{seen}").text.partition('id="t-4"')[2].partition("</li>")[0]
    assert "would take <em>Clouds do not</em> from 40% to 62.5%" in page
    listed = client.get("/triggers").text.partition('id="t-4"')[2].partition("</li>")[0]
    assert "would take it from 40% to 62.5%" in listed
