"""What a page tells its author beside the text, and no visitor."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way
from wiki.statuses import STATUSES
from wiki.text import count_sentences

LONG = "One. Two! Three? Four. Five."
NOTE = "sentences; three or four are enough"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("no end", 1),
        ("One. Two", 2),
        (LONG, 5),
        ("He said “No.” Then he left.", 2),
        ("Some, e.g. China, and Dr. Who at 3.5 per cent.", 1),
        ("Wait… what? Yes.", 2),
        ("See https://x.org/a.b?c=d. Then stop.", 2),
        ("Ends (so). Then “this”. 2026 began.", 3),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert count_sentences(text) == count


def test_a_long_stance_gets_a_note_that_no_visitor_sees(
    way: Way, client: FlaskClient, topic: str
) -> None:
    saved = way.post(f"/atlas/{topic}/stance", {"body": LONG})
    assert saved.status_code == 200
    assert f"5 {NOTE}" in saved.text
    assert NOTE not in client.get(f"/atlas/{topic}").text


def test_four_sentences_get_no_note(author: FlaskClient, topic: str) -> None:
    author.post(f"/atlas/{topic}/stance", data={"body": "One. Two. Three. Four."})
    assert NOTE not in author.get(f"/atlas/{topic}").text


def test_each_status_is_explained_under_its_select(author: FlaskClient, topic: str) -> None:
    for form in (f"/atlas/{topic}/edit", "/atlas/new"):
        text = author.get(form).text
        for status in STATUSES.values():
            assert f"<b>{status.name}:</b> {status.sentence}" in text
        assert '-status-meanings"' in text


@pytest.mark.parametrize(
    "essay",
    [
        {"title": "On it", "body": "Why compute matters."},
        {"title": "Compute, again", "body": "x"},
        {"title": "Linked", "body": "See [[compute|chips]]."},
    ],
)
def test_an_essay_that_names_the_topic_is_offered_to_be_tagged(
    author: FlaskClient, client: FlaskClient, topic: str, essay: dict[str, str]
) -> None:
    author.post("/writing/new", data={"title": "Else", "body": "Computers, precompute."})
    author.post("/writing/new", data=essay)
    page = author.get(f"/atlas/{topic}").text
    assert "1 essay mentions this topic." in page
    assert f'href="/atlas/{topic}/writing/tags?mentions=1">Tag it?</a>' in page
    assert "mentions this topic" not in client.get(f"/atlas/{topic}").text
    tags = author.get(f"/atlas/{topic}/writing/tags?mentions=1").text
    assert tags.count(" checked") == 1
    assert " checked" not in author.get(f"/atlas/{topic}/writing/tags").text
    author.post(f"/atlas/{topic}/writing/tags", data={"essay": "2"})
    assert "mentions this topic" not in author.get(f"/atlas/{topic}").text


def test_several_essays_are_offered_together(author: FlaskClient, topic: str) -> None:
    for number in range(3):
        author.post("/writing/new", data={"title": f"Essay {number}", "body": "On Compute."})
    assert "3 essays mention this topic. <a" in author.get(f"/atlas/{topic}").text
