"""A value that is not on the list is refused with the list."""

from flask.testing import FlaskClient

from tests.conftest import Way


def test_an_unknown_kind_of_relation_is_refused_with_the_kinds_there_are(
    way: Way, topic: str
) -> None:
    answer = way.post(f"/atlas/{topic}/regions", {"region": "Elsewhere", "kind": "near"})
    assert answer.status_code == 422
    kinds = "related, part of, leans on, in tension with, has part, supports"
    assert f"It is one of {kinds}." in answer.text
    assert 'value="Elsewhere"' in answer.text
    assert not way.get(f"/atlas/{topic}.json").get_json()["sections"]["regions"]


def test_an_unknown_status_is_refused_with_the_ladder(author: FlaskClient, topic: str) -> None:
    answer = author.post(f"/atlas/{topic}/edit", data={"title": "Compute", "status": "Sure"})
    assert answer.status_code == 422
    assert "It is one of Exploring, Forming, Settled, Dormant, or empty." in answer.text
