"""What an undo brings back fits what is there by now: it is on a page, whole, and as private."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of, signed_in
from tests.views.test_relocating import check
from tests.writers import newest_id

Save = Callable[..., int]
Undo = Callable[..., int]


@pytest.fixture
def save(app: Flask, author: FlaskClient) -> Save:
    """Return what sends a form and returns the change that it made."""

    def send(path: str, **form: str) -> int:
        if path.endswith("/edit") or re.search(r"/\d+$", path):
            opened = path if path.endswith("/edit") else f"{path}/edit"
            form = {"base": base_of(author.get(opened).text)} | form
        answer = author.post(path, data=form)
        assert answer.status_code == 303, answer.text
        return newest_id(app)

    return send


@pytest.fixture
def undo(app: Flask, author: FlaskClient) -> Undo:
    """Return what undoes a change and returns the change that does, 409 where it is refused."""

    def send(change: int, *, says: str = "") -> int:
        answer = author.post(f"/c/{change}/undo")
        if says:
            assert answer.status_code == 409
            assert says in answer.text
            return 409
        assert answer.status_code == 303, answer.text
        return newest_id(app)

    return send


@pytest.fixture(autouse=True)
def _regions(save: Save) -> None:
    for title in ("Chips", "Labs", "Norms"):
        save("/atlas/new", title=title, visibility="public")


@pytest.fixture(autouse=True)
def _checked(app: Flask) -> Iterator[None]:
    yield
    check(app)


SINCE = "Something was changed since"


def test_an_edit_made_in_private_is_not_done_again_where_visitors_read(
    client: FlaskClient, save: Save, undo: Undo
) -> None:
    save("/atlas/new", title="Plans", visibility="private")
    save("/atlas/chips/beliefs", claim="Open claim", credence="40")
    went = save("/atlas/chips/beliefs/1/relocate", region="Plans")
    edited = save("/atlas/plans/beliefs/1", claim="Secret claim")
    undone = undo(edited)
    undo(went)
    undo(undone, says=SINCE)
    assert "Secret claim" not in client.get("/atlas/chips").text


def test_an_edit_is_not_done_again_on_what_it_never_stood_on(
    author: FlaskClient, save: Save, undo: Undo
) -> None:
    save("/atlas/chips/beliefs", claim="Chips count", credence="50", range="40-60")
    widened = save("/atlas/chips/beliefs/1", claim="Chips count", credence="50", range="40-80")
    moved = save("/atlas/chips/beliefs/1", claim="Chips count", credence="70", range="40-80")
    undone = undo(moved)
    undo(widened)
    undo(undone, says=SINCE)
    assert author.get("/atlas/chips/document").status_code == 200


def test_what_is_deleted_by_an_undo_comes_back_by_no_other(
    client: FlaskClient, save: Save, undo: Undo
) -> None:
    made = save("/atlas/chips/beliefs", claim="Chips count")
    moved = save("/atlas/chips/beliefs/1", claim="Chips count", credence="50")
    undone = undo(moved)
    undo(made)
    undo(undone, says=SINCE)
    assert "Chips count" not in client.get("/atlas/chips").text


def test_the_edit_that_stands_in_the_way_is_named_and_not_one_that_was_undone(
    author: FlaskClient, save: Save, undo: Undo
) -> None:
    first = save("/atlas/chips/beliefs", claim="One")
    second = save("/atlas/chips/beliefs/1", claim="Two")
    third = save("/atlas/chips/beliefs/1", claim="Three")
    undo(third)
    undo(first, says=f'href="/c/{second}" dir="auto"')


def test_what_was_made_is_undone_wherever_it_stands_among_others(
    author: FlaskClient, save: Save, undo: Undo
) -> None:
    save("/atlas/chips/beliefs", claim="One")
    made = save("/atlas/chips/beliefs", claim="Two")
    save("/atlas/chips/beliefs/2/move", direction="up")
    undo(made)
    (left,) = author.get("/atlas/chips.json").get_json()["sections"]["beliefs"]
    assert left["claim"] == "One"


def test_a_number_that_was_reaffirmed_stays_until_that_is_undone(save: Save, undo: Undo) -> None:
    save("/atlas/chips/beliefs", claim="Chips count", credence="40")
    moved = save("/atlas/chips/beliefs/1", claim="Chips count", credence="60")
    said = save("/atlas/chips/beliefs/1/affirm")
    undo(moved, says=f'href="/c/{said}" dir="auto"')
    withdrawn = undo(said)
    back = undo(moved)
    undo(withdrawn, says=SINCE)  # it would reaffirm what is not held
    undo(back)
    undo(withdrawn)
    undo(moved, says=f'href="/c/{said}" dir="auto"')


def test_a_number_reaffirmed_before_stands_in_no_ones_way(
    author: FlaskClient, save: Save, undo: Undo
) -> None:
    save("/atlas/chips/beliefs", claim="Chips count", credence="40")
    said = save("/atlas/chips/beliefs/1/affirm")
    moved = save("/atlas/chips/beliefs/1", claim="Chips count", credence="60")
    withdrawn = undo(said)
    back = undo(moved)
    undo(withdrawn)
    undo(back)
    assert "~60%" in author.get("/atlas/chips").text


class TestMergedAgain:
    """A merge that was undone is done again only where nothing would be left behind."""

    @pytest.mark.parametrize(
        ("path", "form"),
        [
            ("beliefs", {"claim": "New"}),
            ("stance", {"body": "New"}),
            ("note", {"body": "New", "base": "0"}),
            ("regions", {"region": "Norms"}),
        ],
    )
    def test_an_item_that_came_since_stands_in_its_way(
        self, author: FlaskClient, save: Save, undo: Undo, path: str, form: dict[str, str]
    ) -> None:
        save("/atlas/chips/beliefs", claim="Old")
        undone = undo(save("/atlas/chips/merge", into="Labs"))
        save(f"/atlas/chips/{path}", **form)
        undo(undone, says="Something was added to “Chips” since its merge was undone")
        assert author.get("/atlas/chips").status_code == 200

    def test_a_reading_that_came_since_stands_in_its_way(self, save: Save, undo: Undo) -> None:
        undone = undo(save("/atlas/chips/merge", into="Labs"))
        save("/reading/new", title="Work", takeaway="Words", topics="Chips", once="a")
        undo(undone, says="Something was added to “Chips” since its merge was undone")

    def test_nothing_stands_in_its_way_where_nothing_came(
        self, author: FlaskClient, save: Save, undo: Undo
    ) -> None:
        save("/atlas/chips/beliefs", claim="Old")
        undo(undo(save("/atlas/chips/merge", into="Labs")))
        assert "Old" in author.get("/atlas/labs").text

    def test_regions_that_came_into_an_area_since_go_with_it(
        self, author: FlaskClient, save: Save, undo: Undo
    ) -> None:
        for title in ("First", "Second"):
            save("/areas/new", title=title)
        undone = undo(save("/areas/first/merge", into="Second"))
        save("/atlas/new", title="Rules", area="First")
        undo(undone)
        assert author.get("/atlas/rules.json").get_json()["area"] == "Second"


class TestMergedMeanwhile:
    """What comes back to a region that was merged meanwhile is on the page of the other one."""

    def test_an_undone_deletion_brings_an_item_to_the_other_region(
        self, author: FlaskClient, save: Save, undo: Undo
    ) -> None:
        save("/atlas/labs/beliefs", claim="There already")
        save("/atlas/chips/beliefs", claim="Deleted")
        deleted = save("/atlas/chips/beliefs/2/delete")
        save("/atlas/chips/merge", into="Labs")
        undo(deleted)
        beliefs = author.get("/atlas/labs.json").get_json()["sections"]["beliefs"]
        assert [one["claim"] for one in beliefs] == ["There already", "Deleted"]

    def test_so_does_restoring_from_the_list_of_what_was_deleted(
        self, author: FlaskClient, save: Save
    ) -> None:
        save("/atlas/chips/beliefs", claim="Deleted")
        save("/reading/new", title="Work", takeaway="Words", topics="Chips", once="a")
        save("/atlas/chips/beliefs/1/delete")
        save("/reading/1/delete")
        save("/atlas/chips/merge", into="Labs")
        for anchor in ("b-1", "r-1"):
            save("/deleted", anchor=anchor)
        page = author.get("/atlas/labs").text
        assert "Deleted" in page
        assert "Work" in page

    def test_a_relation_leads_to_the_other_region(
        self, author: FlaskClient, save: Save, undo: Undo
    ) -> None:
        save("/atlas/norms/regions", region="Chips", reason="Because")
        deleted = save("/atlas/norms/regions/1/delete")
        save("/atlas/chips/merge", into="Labs")
        undo(deleted)
        assert "Because" in author.get("/atlas/norms").text
        assert 'href="/atlas/norms"' in author.get("/atlas/labs").text

    def test_a_reading_stays_public(self, client: FlaskClient, save: Save, undo: Undo) -> None:
        save("/reading/new", title="Work", takeaway="Words", topics="Chips", once="a")
        moved = save("/reading/1/edit", title="Work", takeaway="Words", topics="Norms")
        save("/atlas/chips/merge", into="Labs")
        undo(moved)
        assert client.get("/reading/1").status_code == 200
        assert "Work" in client.get("/atlas/labs").text

    @pytest.mark.parametrize("way", ["undo", "restore"])
    @pytest.mark.parametrize("kind", ["belief", "relation", "reading"])
    def test_what_was_private_is_not_brought_to_visitors(
        self, author: FlaskClient, client: FlaskClient, save: Save, way: str, kind: str
    ) -> None:
        save("/atlas/new", title="Plans", visibility="private")
        if kind == "belief":
            save("/atlas/plans/beliefs", claim="Secret words")
            deleted = save("/atlas/plans/beliefs/1/delete")
        elif kind == "relation":
            save("/atlas/norms/regions", region="Plans", reason="Secret words")
            deleted = save("/atlas/norms/regions/1/delete")
        else:
            save("/reading/new", title="Secret words", takeaway="x", topics="Plans", once="a")
            deleted = save("/reading/1/delete")
        save("/atlas/plans/merge", into="Labs", publish="1")
        path = f"/c/{deleted}/undo" if way == "undo" else "/deleted"
        anchor = {"belief": "b-1", "relation": "n-1", "reading": "r-1"}[kind]
        refused = author.post(path, data={"anchor": anchor})
        assert refused.status_code == 409
        assert "make “Labs” private first" in refused.text
        page = "/atlas/norms" if kind == "relation" else "/atlas/labs"
        assert "Secret words" not in client.get(page).text
        save("/atlas/labs/edit", title="Labs", visibility="private")
        assert author.post(path, data={"anchor": anchor}).status_code == 303
        assert "Secret words" in author.get(page).text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/atlas/visas/beliefs", {"claim": "New"}),
        ("/atlas/visas/note", {"body": "New", "base": "0"}),
        ("/atlas/norms/regions", {"region": "Visas"}),
    ],
)
def test_undoing_a_new_region_takes_nothing_of_another_author_along(
    app: Flask, author: FlaskClient, save: Save, undo: Undo, path: str, form: dict[str, str]
) -> None:
    added = save("/atlas/new", title="Visas", visibility="public")
    grace = signed_in(app, "Grace")
    assert grace.post(path, data=form).status_code == 303
    written = newest_id(app)
    undo(added, says="Another author has written in “Visas” since it was added")
    assert author.get("/atlas/visas").status_code == 200
    assert grace.post(f"/c/{written}/undo").status_code == 303
    save("/atlas/visas/uncertainties", question="Of my own")
    undo(added)
    assert author.get("/atlas/visas").status_code == 404


def test_a_work_of_another_author_does_not_go_with_a_new_region(
    app: Flask, save: Save, undo: Undo
) -> None:
    added = save("/atlas/new", title="Visas", visibility="public")
    work = {"title": "Work", "takeaway": "Words", "topics": "Visas"}
    grace = signed_in(app, "Grace")
    assert grace.post("/reading/new", data=work).status_code == 303
    undo(added)
    assert grace.get("/r/1").status_code != 404
