"""A region that is deleted while somebody writes on it, and brought back."""

from flask.testing import FlaskClient


def test_a_form_on_a_deleted_region_gives_the_text_back(author: FlaskClient, topic: str) -> None:
    author.post(f"/atlas/{topic}/delete")
    answer = author.post(f"/atlas/{topic}/beliefs", data={"claim": "Not to be lost", "once": "x"})
    assert answer.status_code == 409
    assert "Not to be lost" in answer.text
    assert "Your text is kept below" in answer.text


def test_htmx_leaves_the_form_where_it_is(author: FlaskClient, topic: str) -> None:
    author.post(f"/atlas/{topic}/delete")
    headers = {"HX-Request": "true"}
    answer = author.post(f"/atlas/{topic}/beliefs", data={"claim": "x"}, headers=headers)
    assert answer.status_code == 404


def test_a_deleted_region_is_restored_from_its_own_address(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/delete")
    gone = author.get(f"/atlas/{topic}")
    assert gone.status_code == 404
    assert f'action="/atlas/{topic}/restore"' in gone.text
    assert "restore" not in client.get(f"/atlas/{topic}").text
    assert author.post(f"/atlas/{topic}/restore").status_code == 303
    assert client.get(f"/atlas/{topic}").status_code == 200


def test_deleting_a_region_can_be_undone_at_once(author: FlaskClient, topic: str) -> None:
    answer = author.post(f"/atlas/{topic}/delete")
    assert ">Undo<" in author.get(answer.location).text
