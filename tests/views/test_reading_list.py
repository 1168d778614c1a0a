"""The reading list: what stands on it is nowhere else until it was read."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.exchange.made import run

EVERYWHERE = ["/", "/reading", "/reading.rss", "/reading.json", "/atlas/compute", "/changes"]
EVERYWHERE += ["/atlas/compute.json", "/atlas/compute.md", "/atlas/compute/reading.atom", "/feeds"]
EVERYWHERE += ["/atlas/compute/history", "/sitemap.xml", "/atlas/compute.bib", "/changes.rss"]


def press(author: FlaskClient, number: int, do: str) -> str:
    answer = author.post("/reading/list", data={"reading": number, "do": do})
    assert answer.status_code == 303
    return author.get(answer.location).text


def test_what_is_still_to_be_read_stands_on_the_list_alone_until_one_press(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    for number, title in enumerate(("First work", "Second work", "Third work")):
        sent = {"title": title, "topics": "Compute", "takeaway": f"Why {title}", "later": "1"}
        sent |= {"read_on": "2026-05-01", "once": str(number)}
        assert author.post("/reading/new", data=sent).status_code == 303
    page = author.get("/reading/list").text
    assert page.index("First work") < page.index("Second work") < page.index("Third work")
    author.post("/reading/publish")  # of drafts that were read and have a takeaway
    assert "Nothing on the list" in client.get("/reading/list").text
    press(author, 3, "up")
    for number in (1, 2, 3):
        press(author, number, "show")
    page = client.get("/reading/list").text
    assert page.index("First work") < page.index("Third work") < page.index("Second work")
    assert "<form method" not in page
    assert "reading list" in client.get("/reading").text
    for path in EVERYWHERE:
        assert "Third work" not in client.get(path).text, path
    for path in EVERYWHERE[:5]:
        assert "Third work" not in author.get(path).text, path
    assert "Nothing logged yet" in author.get("/reading").text
    assert client.get("/reading/3").status_code == client.get("/r/3").status_code == 404
    assert client.get("/search.json?q=third").get_json()["total"] == 0
    assert "No takeaway" not in author.get("/review").text
    known = author.post("/reading/new", data={"title": "X", "url": "https://example.org/x"})
    assert known.status_code == 303
    # One press makes it a reading of today, which is then told as any other.
    told = press(author, 3, "read")
    assert 'name="read_on" value="20' in told
    assert "Third work" not in client.get("/reading/list").text
    assert "Third work" in client.get("/reading").text
    for path in ("/atlas/compute", "/reading.rss", "/atlas/compute.json"):
        assert "Third work" in client.get(path).text, path
    undo = re.search(r'action="(/c/\d+/undo)"', told)
    assert undo
    author.post(undo[1], data={"next": "/reading/list"})
    assert "Third work" in client.get("/reading/list").text
    assert "Third work" not in client.get("/reading").text
    press(author, 3, "hide")
    assert "Third work" not in client.get("/reading/list").text
    # A day on which it was read takes it off the list as well.
    form = author.get("/reading/2/edit").text
    sent = {"base": base_of(form), "title": "Second work", "read_on": "2026-05"}
    assert author.post("/reading/2/edit", data=sent).status_code == 303
    assert "Second work" not in author.get("/reading/list").text
    refused = author.post("/reading/list", data={"reading": "1", "do": "burn"})
    assert refused.status_code == 422
    assert author.post("/reading/list", data={"reading": "99", "do": "up"}).status_code == 404
    assert client.post("/reading/list", data={"reading": "1", "do": "up"}).status_code == 401
    # It goes along where its region is merged into another one, and is as private as that.
    assert author.post("/atlas/compute/merge", data={"into": "Elsewhere"}).status_code == 303
    page = client.get("/reading/list").text
    assert "First work" in page
    assert '<a href="/atlas/elsewhere">Elsewhere</a>' in page
    form = author.get("/atlas/elsewhere/edit").text
    data = {"visibility": "private", "title": "Elsewhere", "base": base_of(form)}
    assert author.post("/atlas/elsewhere/edit", data=data).status_code == 303
    assert "First work" not in client.get("/reading/list").text


def test_works_that_came_to_have_one_place_can_be_moved_past_each_other(
    author: FlaskClient, topic: str
) -> None:
    def add(title: str) -> None:
        sent = {"title": title, "later": "1", "once": title}
        assert author.post("/reading/new", data=sent).status_code == 303

    def order() -> list[str]:
        return re.findall(r">(Work \w)<", author.get("/reading/list").text)

    for title in ("Work A", "Work B"):
        add(title)
    told = press(author, 2, "read")
    add("Work C")  # it gets the place that B had
    undo = re.search(r'action="(/c/\d+/undo)"', told)
    assert undo
    author.post(undo[1], data={"next": "/reading/list"})
    assert order() == ["Work A", "Work B", "Work C"]
    press(author, 3, "up")
    assert order() == ["Work A", "Work C", "Work B"]
    press(author, 3, "up")
    press(author, 2, "down")  # it is the last one
    assert order() == ["Work C", "Work A", "Work B"]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ('PRIVATE="1" TOREAD="1"', "private: 1"),
        ('TAGS="private,x" TOREAD="1"', "tags: private,x"),
    ],
)
def test_what_is_private_and_still_to_be_read_is_named_as_both(
    app: Flask, author: FlaskClient, tmp_path: Path, marks: str, said: str
) -> None:
    text = (
        f'<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF="https://example.org/1" {marks}>'
        'Diary</A><DT><A HREF="https://example.org/2" TOREAD="1">Peas</A></DL>'
    )
    (tmp_path / "marks.html").write_text(text)
    first, again = [run(app, "import", "--publish", tmp_path / "marks.html") for _ in range(2)]
    assert "2 known" in again
    assert first.splitlines()[1:] == [
        f"  line 1 new (Diary): Onto the reading list: toread. It is private: {said}.",
        "  line 1 new (Peas): Onto the reading list: toread.",
    ]
    page = author.get("/reading/list").text
    assert page.count("Private in its file") == 1
    mark = page.index(f"Private in its file ({said})")
    assert page.index("Diary</a>") < mark < page.index('aria-label="Show to visitors: Diary"')
    author.post("/reading/list", data={"reading": 1, "do": "show"})
    assert "Private in its file" not in author.get("/reading/list").text


def test_what_was_published_is_hidden_on_the_list_until_it_is_shown_and_undo_brings_it_back(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    sent = {"title": "A work", "topics": "Compute", "takeaway": "So", "read_on": "2026-05-01"}
    assert author.post("/reading/new", data=sent | {"publish": "1"}).status_code == 303
    before = author.get("/reading/1/edit").text
    assert "A work" in client.get("/reading").text
    told = press(author, 1, "add")
    assert "is on the reading list now, where only you see it." in told
    for path in ("/reading/list", *EVERYWHERE):
        assert "A work" not in client.get(path).text, path
    undo = re.search(r'action="(/c/\d+/undo)"', told)
    assert undo
    assert author.post(undo[1], data={"next": "/reading/list"}).status_code == 303
    assert "A work" in client.get("/atlas/compute").text
    assert 'name="read_on" value="2026-05-01"' in before
    assert 'name="read_on" value="2026-05-01"' in author.get("/reading/1/edit").text
    press(author, 1, "add")
    press(author, 1, "read")  # as private as it was on the list
    assert "A work" in author.get("/reading").text
    assert "A work" not in client.get("/reading").text
    press(author, 1, "add")
    press(author, 1, "show")
    assert "A work" in client.get("/reading/list").text
    press(author, 1, "read")
    assert "A work" in client.get("/reading").text


@pytest.mark.parametrize("do", ["show", "hide"])
def test_a_button_of_an_old_list_publishes_nothing_that_was_taken_off_it(
    author: FlaskClient, client: FlaskClient, do: str
) -> None:
    sent = {"title": "First work", "later": "1", "once": "a"}
    assert author.post("/reading/new", data=sent).status_code == 303
    press(author, 1, "read")
    form = author.get("/reading/1/edit").text
    said = {"base": base_of(form), "takeaway": "For my eyes", "state": "draft"}
    said = said if do == "show" else said | {"state": "published"}
    assert author.post("/reading/1/edit", data=said).status_code == 303
    assert "Nothing changed." in press(author, 1, do)
    assert ("For my eyes" in client.get("/reading").text) == (do == "hide")
