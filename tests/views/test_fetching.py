"""The title of a work is fetched where the operator allows it, and fills empty fields alone."""

from threading import Event

import pytest
from flask import Flask
from flask.testing import FlaskClient

from wiki.fetch import Fetcher, make_fetcher
from wiki.fetch.work import FoundWork

FOUND = FoundWork("On <counting>", "Ada Lovelace", "2024-03")
URL = "https://example.org/paper"


@pytest.fixture
def asked(app: Flask) -> list[str]:
    """Let titles be fetched; return the list of the addresses that were asked for."""
    seen: list[str] = []

    def find(url: str, _seconds: float) -> FoundWork | None:
        seen.append(url)
        return FOUND if url.startswith(URL) else None

    app.extensions["atlas.fetcher"] = Fetcher(find)
    return seen


def test_a_form_with_an_address_alone_comes_back_with_the_title_and_is_saved_the_next_time(
    author: FlaskClient, client: FlaskClient, asked: list[str]
) -> None:
    first = author.post("/reading/new", data={"url": URL, "takeaway": "Mine", "once": "a"})
    assert first.status_code == 422
    assert 'value="On &lt;counting&gt;"' in first.text
    assert "check it, then save again" in first.text
    assert 'name="authors" value="Ada Lovelace"' in first.text
    assert "Mine</textarea>" in first.text
    assert "Nothing logged yet" in client.get("/reading").text
    sent = {"url": URL, "title": "On counting", "takeaway": "Mine", "once": "a"}
    assert author.post("/reading/new", data=sent).status_code == 303
    assert asked == [URL]
    # What is known is told of without asking; a script that asked already is believed.
    assert "You read this" in author.post("/reading/new", data={"url": URL}).text
    again = {"url": f"{URL}/2", "fetched": "1", "once": "b"}
    assert author.post("/reading/new", data=again).status_code == 303
    # Where nothing is found, the address is the title, as it is without the optional part.
    plain = {"url": "https://nowhere.example/", "once": "c"}
    assert author.post("/reading/new", data=plain).status_code == 303
    assert asked == [URL, "https://nowhere.example/"]


def test_a_script_gets_what_was_found_or_a_sentence_and_a_visitor_nothing(
    app: Flask, author: FlaskClient, client: FlaskClient, asked: list[str]
) -> None:
    found = author.post("/reading/fetch", data={"url": URL})
    assert found.get_json() == vars(FOUND)
    assert 'data-fetch="/reading/fetch"' in author.get("/reading/new").text
    assert "js/fetching.js" in author.get("/reading/new").text
    for wrong in ("javascript:alert(1)", "", "https://nowhere.example/"):
        answer = author.post("/reading/fetch", data={"url": wrong})
        assert (answer.status_code, answer.get_json()["error"]) == (
            422,
            "Could not fetch the title, type it.",
        )
    assert client.post("/reading/fetch", data={"url": URL}).status_code == 401
    app.extensions["atlas.fetcher"] = make_fetcher(wanted=False)
    assert author.post("/reading/fetch", data={"url": URL}).status_code == 404
    assert "data-fetch" not in author.get("/reading/new").text
    assert author.post("/reading/new", data={"url": URL, "once": "a"}).status_code == 303


def test_an_author_has_one_request_on_its_way_and_waits_for_none_longer_than_the_limit() -> None:
    go_on = Event()
    slow = Fetcher(lambda url, _seconds: FOUND if go_on.wait(10) else None)
    assert slow.fetch(URL, 1, seconds=0.05) is None
    assert slow.fetch(URL, 1, seconds=5) is None  # at once: the first one is still on its way
    go_on.set()
    assert slow.fetch(URL, 2, seconds=5) == FOUND
