"""Names that addresses and links need for themselves."""

import pytest
from flask.testing import FlaskClient


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
    author.post("/writing/new", data={"title": "New", "body": "Some words.", "once": "a"})
    assert client.get("/writing/new-2").status_code == 200


def test_two_regions_cannot_have_one_title(author: FlaskClient, topic: str) -> None:
    answer = author.post("/atlas/new", data={"title": "elsewhere", "slug": "other", "once": "a"})
    assert answer.status_code == 422
    assert "called “Elsewhere” already" in answer.text


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_styles_are_compressed_for_every_reader(client: FlaskClient, encoding: str) -> None:
    answer = client.get("/static/css/atlas.css", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
