"""An address that was read before is told of before it is added again."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.views.feed_reading import log

URL = "https://arxiv.org/abs/2403.05812"
SAME = "https://www.arxiv.org/pdf/2403.05812v3?utm_source=feed"
SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


def readings(author: FlaskClient) -> list[Any]:
    found: list[Any] = author.get("/atlas/compute.json").get_json()["sections"]["reading"]
    return found


@pytest.mark.parametrize("address", ["/atlas/compute/reading", "/reading/new"])
def test_a_known_address_is_told_of_with_the_text_kept_and_added_on_a_second_press(
    way: Way, topic: str, address: str
) -> None:
    first = log(way.browser, title="A paper", url=URL, read_on="2026-05-03")
    typed = {
        "url": SAME,
        "title": "Again",
        "takeaway": "My words",
        "topics": "Compute",
    }
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
    # A bookmarklet tells it before anything is typed.
    opened = author.get("/reading/new", query_string={"url": SAME, "title": "A paper"})
    assert opened.status_code == 200
    assert f"You read this{said}." in opened.text
    assert ">Add again</button>" in opened.text


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
    base = base_of(form)
    data = {"base": base, "url": URL, "title": "Renamed", "topics": "compute"}
    assert author.post(f"/reading/{first}/edit", data=data).status_code == 303
    author.post(f"/reading/{first}/delete")
    assert author.post("/atlas/compute/reading", data={"url": URL}).status_code == 303


def test_an_address_with_angle_brackets_or_a_space_is_kept_encoded_and_known_again(
    way: Way, topic: str
) -> None:
    kept = "https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E")
    for number, typed in enumerate((f"https://doi.org/{SICI}", "https://x.org/a b.pdf")):
        form = {"url": typed, "title": "A paper", "once": str(number)}
        assert way.post("/atlas/compute/reading", form).status_code == 200
    assert [item["url"] for item in readings(way.browser)] == ["https://x.org/a%20b.pdf", kept]
    again = {"url": f"doi:{SICI.lower()}", "title": "Again", "once": "again"}
    answer = way.post("/atlas/compute/reading", again)
    assert answer.status_code == 422
    assert "You read this in Compute." in answer.text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("x.org/a", "An address begins with http:// or https://."),
        ("https://x y.org/", "The name of a site holds no space, and no signs but dots"),
        ("https://x.org:99999/", "The port in an address is a number from 1 to 65535."),
    ],
)
def test_a_bad_address_is_refused_for_the_right_reason_with_what_was_typed(
    way: Way, topic: str, typed: str, reason: str
) -> None:
    form = {"url": typed, "title": "A paper", "takeaway": "My words", "once": "one"}
    answer = way.post("/atlas/compute/reading", form)
    assert answer.status_code == 422
    assert reason in answer.text
    assert f'value="{typed}"' in answer.text
    assert "My words</textarea>" in answer.text
    assert readings(way.browser) == []
