"""What came from a region or an area that was removed for good does not go back there."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import base_of

READING = {"title": "Read", "takeaway": "Said", "topics": "Elsewhere"}


def purge(author: FlaskClient, name: str) -> None:
    assert author.post("/purge", data={"anchor": name, "confirm": name}).status_code == 303


def restore_first(author: FlaskClient, place: str) -> tuple[int, str]:
    """Restore the oldest version of an item; return the status, and what is said then."""
    page = author.get(f"{place}/history").text
    oldest = page.rpartition('name="version" value="')[2].partition('"')[0]
    data = {"version": oldest, "base": base_of(page)}
    answer = author.post(f"{place}/history/restore", data=data)
    said = answer.text if answer.status_code != 303 else author.get(answer.location).text
    return answer.status_code, said


@pytest.mark.usefixtures("topic")
def test_what_a_purged_region_held_cannot_go_back_there(author: FlaskClient) -> None:
    author.post("/atlas/elsewhere/beliefs", data={"claim": "It moves", "credence": "40"})
    author.post("/reading/new", data=READING | {"publish": "1"})
    author.post("/atlas/elsewhere/beliefs/1/relocate", data={"region": "Compute"})
    edit = {"base": base_of(author.get("/reading/1/edit").text), "topics": "Compute"}
    assert author.post("/reading/1/edit", data=READING | edit).status_code == 303
    newest = author.get("/history").text.partition('href="/c/')[2]
    retagged = int(newest.partition('"')[0])
    purge(author, "elsewhere")
    for change in (retagged, retagged - 1):
        answer = author.post(f"/c/{change}/undo")
        assert answer.status_code == 410
        assert "It came from a region, which was removed for good" in answer.text
    status, said = restore_first(author, "/r/1")
    assert (status, "on a region that was removed for good" in said) == (410, True)
    told = "“It moves” from a region that was removed to Compute"
    assert told in author.get("/b/1/history").text
    moved = author.get(f"/c/{retagged - 1}").text
    assert "moved here" in moved
    assert "moved here from" not in moved


@pytest.mark.usefixtures("topic")
def test_a_region_cannot_go_back_to_a_purged_area(author: FlaskClient) -> None:
    edit = {"base": base_of(author.get("/atlas/compute/edit").text), "title": "Compute"}
    author.post("/atlas/compute/edit", data=edit | {"area": "Elsewhere"})
    moved = int(author.get("/history").text.partition('href="/c/')[2].partition('"')[0])
    purge(author, "area:governance")
    answer = author.post(f"/c/{moved}/undo")
    assert answer.status_code == 410
    assert "It came from an area, which was removed for good" in answer.text
    status, said = restore_first(author, "/atlas/compute/header")
    assert status == 303
    assert "The area that it had was removed for good: the region stays in the area" in said
