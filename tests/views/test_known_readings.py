"""An address that was read before is told of before it is added again."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way
from tests.views.feed_reading import log
from wiki.text import bare_url

URL = "https://arxiv.org/abs/2403.05812"
SAME = [
    URL,
    "http://arxiv.org/abs/2403.05812",
    "https://arxiv.org/abs/2403.05812v3",
    "https://arxiv.org/abs/2403.05812/",
    "https://ARXIV.org:443/abs/2403.05812?utm_source=feed&utm_medium=rss",
]
OTHER = [
    "https://arxiv.org/abs/2403.0581",
    "https://arxiv.org/abs/2403.05812?context=cs",
    "https://arxiv.org/pdf/2403.05812",
    "https://arxiv.org:8443/abs/2403.05812",
    "https://arxiv.org/abs/2403.05812#S2",
]


@pytest.mark.parametrize("url", SAME)
def test_an_address_is_the_same_however_it_is_written(url: str) -> None:
    assert bare_url(url) == bare_url(URL)


@pytest.mark.parametrize("url", OTHER)
def test_another_address_is_another_work(url: str) -> None:
    assert bare_url(url) != bare_url(URL)


def test_only_an_arxiv_paper_has_versions() -> None:
    assert bare_url("https://x.org/v2") != bare_url("https://x.org/v3")
    assert bare_url("https://[::1") == "https://[::1"


def readings(author: FlaskClient) -> list[Any]:
    found: list[Any] = author.get("/atlas/compute.json").get_json()["sections"]["reading"]
    return found


@pytest.mark.parametrize("address", ["/atlas/compute/reading", "/reading/new"])
def test_a_known_address_is_told_of_with_the_text_kept_and_added_on_a_second_press(
    way: Way, topic: str, address: str
) -> None:
    first = log(way.browser, title="A paper", url=URL, read_on="2026-05-03")
    typed = {"url": SAME[2], "title": "Again", "takeaway": "My words", "topics": "Compute"}
    answer = way.post(address, typed | {"once": "one"})
    assert answer.status_code == 422
    assert "You read this on 3 May 2026 in Compute." in answer.text
    assert f'href="/r/{first}">Open it</a>' in answer.text
    assert 'name="create" value="1" class="offer">Add again</button>' in answer.text
    assert "My words</textarea>" in answer.text
    assert 'name="once" value="one"' in answer.text
    assert len(readings(way.browser)) == 1
    assert way.browser.post(address, data=typed | {"create": "1"}).status_code == 303
    assert len(readings(way.browser)) == 2


@pytest.mark.parametrize(
    ("read_on", "topics", "said"),
    [("2026-05", "compute,elsewhere", " in May 2026 in Compute, Elsewhere"), ("", "", "")],
)
def test_it_says_as_much_as_is_known(
    author: FlaskClient, topic: str, read_on: str, topics: str, said: str
) -> None:
    log(author, title="A paper", url=URL, read_on=read_on, topics=topics)
    answer = author.post("/atlas/compute/reading", data={"url": URL})
    assert f"You read this{said}." in answer.text


@pytest.mark.parametrize("address", ["/atlas/compute/reading", "/reading/new"])
def test_a_form_sent_twice_is_no_second_reading(
    author: FlaskClient, topic: str, address: str
) -> None:
    typed = {"url": URL, "title": "A paper", "topics": "Compute", "once": "one"}
    for _ in range(2):
        assert author.post(address, data=typed).status_code == 303
    assert len(readings(author)) == 1


def test_a_deleted_reading_is_forgotten_and_an_edit_is_never_asked_about(
    author: FlaskClient, topic: str
) -> None:
    first = log(author, title="A paper", url=URL)
    form = author.get(f"/reading/{first}/edit").text
    base = re.search(r'name="base" value="(\d+)"', form)
    assert base
    data = {"base": base[1], "url": URL, "title": "Renamed", "topics": "compute"}
    assert author.post(f"/reading/{first}/edit", data=data).status_code == 303
    author.post(f"/reading/{first}/delete")
    assert author.post("/atlas/compute/reading", data={"url": URL}).status_code == 303
