"""An area is merged into another one, or emptied."""

from flask import Flask
from flask.testing import FlaskClient

from tests.views.test_relocating import check
from tests.writers import Writer, count_changes, inside, newest_id

ada = Writer()


def test_an_area_is_merged_or_emptied_and_one_undo_takes_it_back(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app):
        for title, area in (("Norms", "Rules"), ("Law", "Rules"), ("Chips", "Technical")):
            ada.topic(title, area=area)
        ada.topic("Secret plans", area="Hidden", visibility="private")
    form = author.get("/areas/rules/edit").text
    assert 'href="/areas/rules/merge"' in form
    assert 'action="/areas/rules/empty"' in form
    assert "<h1>Merge into another area</h1>" in author.get("/areas/rules/merge").text
    before = count_changes(app)
    assert author.post("/areas/hidden/edit", data={"title": "Hidden"}).status_code == 303
    for into, words in (
        ("", "Name the area to merge into."),
        ("rules", "An area cannot be merged with itself: name another one."),
        ("Nowhere", "There is no area called “Nowhere”."),
    ):
        answer = author.post("/areas/rules/merge", data={"into": into})
        assert answer.status_code == 422
        assert words in answer.text
    assert count_changes(app) == before
    assert author.post("/areas/rules/merge", data={"into": "Technical"}).status_code == 303
    page = client.get("/areas/technical").text
    assert all(title in page for title in ("Norms", "Law", "Chips"))
    assert client.get("/areas/rules").location == "/areas/technical"
    assert client.get("/areas/rules").status_code == 301
    assert "Merged area “Rules” into “Technical”" in client.get("/history").text
    assert "Rules" not in client.get("/").text
    check(app)
    # The name is free again, and the address stays with the area that had it.
    assert author.post("/areas/new", data={"title": "Rules"}).location == "/areas/rules-2"
    assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
    assert author.post(f"/c/{before + 1}/undo").status_code == 303
    assert client.get("/areas/rules").status_code == 200
    assert "Norms" not in client.get("/areas/technical").text
    check(app)
    author.post("/areas/hidden/merge", data={"into": "Rules"})
    assert client.get("/areas/hidden").status_code == 404
    assert author.get("/areas/hidden").location == "/areas/rules"
    assert "Hidden" not in client.get("/history").text
    assert "Secret" not in client.get("/areas/rules").text
    emptied = author.post("/areas/rules/empty")
    assert "3 regions have no area now." in author.get(emptied.location).text
    assert client.get("/areas/rules").status_code == 404
    assert "Norms" in client.get("/areas/none").text
    number = newest_id(app)
    again = author.get(author.post("/areas/rules/empty").location).text
    assert "The area is empty already." in again
    assert newest_id(app) == number
    assert author.post(f"/c/{number}/undo").status_code == 303
    assert "Norms" in client.get("/areas/rules").text
    check(app)
