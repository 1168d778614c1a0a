"""The author's queue lists what waits to be published: drafts, and next versions."""

from flask.testing import FlaskClient

from tests.views.test_review import queue
from wiki.views.next_form import FIRST_SAVED

TITLE = "Drafts that wait"


def saved(author: FlaskClient, address: str, **typed: str) -> None:
    """Send a form for something new."""
    answer = author.post(address, data=typed | {"once": typed.get("title", "one")})
    assert answer.status_code == 303, answer.text


def write_drafts(author: FlaskClient) -> None:
    """Write a draft of each kind."""
    saved(author, "/atlas/compute/stance", body="Half a view", keep="next")
    assert FIRST_SAVED in author.get("/atlas/compute").text
    essay = {"title": "On chips", "body": "Once", "topics": "Compute"}
    saved(author, "/writing/new", **essay, state="draft")
    work = {"title": "A count", "takeaway": "They count.", "topics": "Compute"}
    saved(author, "/reading/new", **work, state="draft")


def test_drafts_of_every_kind_wait_in_the_queue_with_the_way_to_their_forms(
    author: FlaskClient, topic: str
) -> None:
    write_drafts(author)
    assert queue(author, TITLE) == [
        "Where I currently stand Compute · draft",
        "On chips Compute · draft",
        "A count Compute · draft",
    ]
    page = author.get("/review").text
    assert '<data class="left" value="3">3</data> things to look at' in page
    for address, words in (
        ("/atlas/compute/stance/1/edit?next=1", "Half a view"),
        ("/writing/on-chips/edit", "Once"),
        ("/reading/1/edit", "They count."),
    ):
        assert f'href="{address}"' in page
        assert words in author.get(address).text


def test_what_is_published_discarded_or_deleted_waits_no_more(
    author: FlaskClient, topic: str
) -> None:
    write_drafts(author)
    author.post("/next/stance/1/discard", data={"next_version": "1"})
    author.post("/reading/1/delete")
    author.post("/writing/on-chips/delete")
    assert queue(author, TITLE) == []


def test_a_next_version_of_an_essay_waits_and_a_work_to_be_read_does_not(
    author: FlaskClient, topic: str
) -> None:
    essay = {"title": "On chips", "body": "Once", "topics": "Compute"}
    saved(author, "/writing/new", **essay, publish="1")
    saved(author, "/reading/new", title="Later", later="1")
    assert queue(author, TITLE) == []
    base = author.get("/writing/on-chips/edit").text.split('name="base" value="')[1].split('"')[0]
    author.post("/writing/on-chips/edit", data=essay | {"body": "Twice", "base": base, "keep": "1"})
    assert queue(author, TITLE) == ["On chips Compute · next version"]
