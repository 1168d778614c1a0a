"""Names that addresses and links need for themselves."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import base_of


@pytest.mark.parametrize("title", ["History", "new", "Reading"])
def test_a_stub_named_by_a_reserved_word_gets_the_next_free_address(
    author: FlaskClient, topic: str, title: str
) -> None:
    form = {"region": title, "create": "1", "once": "a"}
    answer = author.post(f"/atlas/{topic}/regions", data=form)
    assert answer.status_code == 303
    assert f">{title}</h1>" in author.get(f"/atlas/{title.lower()}-2").text


def test_an_essay_called_new_has_an_address_of_its_own(
    author: FlaskClient, client: FlaskClient
) -> None:
    essay = {"title": "New", "body": "Some words.", "once": "a", "publish": "1"}
    author.post("/writing/new", data=essay)
    assert client.get("/writing/new-2").status_code == 200


def test_two_regions_cannot_have_one_title(author: FlaskClient, topic: str) -> None:
    answer = author.post("/atlas/new", data={"title": "elsewhere", "slug": "other", "once": "a"})
    assert answer.status_code == 422
    assert "called “Elsewhere” already" in answer.text


def test_a_link_to_what_is_not_written_never_leads_to_another_region(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "C++", "once": "a"})
    author.post(f"/atlas/{topic}/stance", data={"body": "See [[C#]] and ![[C++]].", "once": "b"})
    page = client.get(f"/atlas/{topic}").text
    assert '<a class="unwritten" href="/atlas/c?title=C%23">C#<' in page
    assert 'and <a href="/atlas/c">C++</a>.' in page
    answer = client.get("/atlas/c?title=C%23")
    assert answer.status_code == 404
    assert '<a href="/atlas/c">C++</a>' in answer.text
    assert 'href="/atlas/new?title=C%23">Create it with' in author.get("/atlas/c?title=C%23").text
    made = author.post("/atlas/new", data={"title": "C#", "slug": "c-2", "once": "c"})
    assert made.location == "/atlas/c-2"
    assert '<a href="/atlas/c-2">C#</a>' in client.get(f"/atlas/{topic}").text
    assert client.get("/atlas/c?title=c%2B%2B").status_code == 200


def test_a_title_with_a_bar_is_linked_whole_and_other_bars_begin_words(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "A|B", "once": "a"})
    body = "[[A|B]], [[Compute|words]], [[Elsewhere#beliefs|there]]"
    author.post(f"/atlas/{topic}/stance", data={"body": body, "once": "b"})
    page = client.get(f"/atlas/{topic}").text
    assert '<a href="/atlas/a-b">A|B</a>' in page
    assert '<a href="/atlas/compute">words</a>' in page
    assert '<a href="/atlas/elsewhere#beliefs">there</a>' in page


def test_a_taken_address_is_refused_at_its_field_with_the_next_free_one_filled_in(
    author: FlaskClient, topic: str
) -> None:
    for title, free in (("Compute!", "compute-2"), ("History", "history-2")):
        answer = author.post("/atlas/new", data={"title": title, "summary": "Kept", "slug": ""})
        assert answer.status_code == 422
        assert f'name="slug" value="{free}"' in answer.text
        assert 'id="slug-error"' in answer.text
        assert 'id="title-error"' not in answer.text
        assert 'value="Kept"' in answer.text
        made = author.post("/atlas/new", data={"title": title, "slug": free})
        assert made.location == f"/atlas/{free}"


def test_an_address_that_a_renamed_region_had_stays_its_own(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    base = base_of(author.get(f"/atlas/{topic}/edit").text)
    form = {"base": base, "title": "Chips", "change_address": "y", "slug": ""}
    assert author.post(f"/atlas/{topic}/edit", data=form).location == "/atlas/chips"
    answer = author.post("/atlas/new", data={"title": "Compute"})
    assert answer.status_code == 422
    assert "`compute` is the address of Chips" in answer.text
    assert 'name="slug" value="compute-2"' in answer.text
    assert client.get("/atlas/compute").location == "/atlas/chips"


def test_an_essays_typed_address_that_is_taken_is_refused_with_the_next_free_one(
    author: FlaskClient,
) -> None:
    author.post("/writing/new", data={"title": "On C", "body": "Words.", "once": "a"})
    author.post("/writing/on-c/delete")
    form = {"title": "Other", "body": "Kept words.", "slug": "on-c", "once": "b"}
    answer = author.post("/writing/new", data=form)
    assert answer.status_code == 422
    assert "which was deleted" in answer.text
    assert 'name="slug" value="on-c-2"' in answer.text
    assert "Kept words." in answer.text
    again = author.post("/writing/new", data=form | {"slug": "on-c-2"})
    assert again.status_code == 303
    assert "Kept words." in author.get("/writing/on-c-2").text


def test_a_region_whose_title_is_in_angle_brackets_is_found_cited_and_linked(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "<Canvas>", "once": "a"})
    author.post(f"/atlas/{topic}/stance", data={"body": "See [[<Canvas>]].", "once": "b"})
    found = client.get("/search.json?q=canvas").get_json()["results"]
    assert {one["heading"] for one in found} >= {"<Canvas>"}
    assert client.get("/atlas/canvas.csl.json").get_json()[0]["title"] == "<Canvas>"
    assert client.get("/atlas/canvas/cite").status_code == 200
    assert '<a href="/atlas/canvas">&lt;Canvas&gt;</a>' in client.get(f"/atlas/{topic}").text
