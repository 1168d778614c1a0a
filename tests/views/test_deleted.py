"""The author finds everything that was deleted, and restores it; visitors see none of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.prepared import Prepared
from wiki.journal import writer

THEN = datetime.now(UTC) - timedelta(days=3)
DAY = f"{THEN + timedelta(days=1):%Y-%m-%d}"


@pytest.fixture
def instance(prepared: Prepared, tmp_path: Path) -> Path:
    """Return a folder in which nothing is written yet: it is to be written in the past."""
    prepared.copy((), tmp_path / "instance")
    return tmp_path / "instance"


@pytest.fixture
def past(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let what is written be of three days ago, until this is undone."""
    with monkeypatch.context() as patch:
        patch.setattr(writer, "utc_now", lambda: THEN)
        yield patch


def steady(page: str) -> str:
    """Return what a page says; its head tells when it was changed last."""
    return page.partition("<main")[2] or page


def restore(author: FlaskClient, anchor: str, **asked: str) -> str:
    """Restore something and return the list as it is then."""
    answer = author.post("/deleted", data={"anchor": anchor} | asked)
    assert answer.status_code == 303, answer.text
    return unescape(author.get(answer.location).text)


def test_what_is_deleted_is_gone_for_visitors_and_comes_back_whole(
    app: Flask, past: pytest.MonkeyPatch, author: FlaskClient, topic: str
) -> None:
    page, visitor = "/atlas/compute", app.test_client()
    author.post(f"{page}/beliefs", data={"claim": "Gone claim", "credence": "90"})
    author.post(f"{page}/beliefs", data={"claim": "Stays", "credence": "60"})
    author.post(f"{page}/uncertainties", data={"question": "Gone question"})
    author.post(f"{page}/regions", data={"region": "Elsewhere", "reason": "Gone reason"})
    author.post(f"{page}/beliefs/1/retire", data={"outcome": "true", "ended_on": DAY})
    essay = {"title": "Gone essay", "body": "Gone words", "topics": "compute", "publish": "y"}
    author.post("/writing/new", data=essay)
    places = [page, f"{page}?at={DAY}", f"{page}/history", "/history", "/changes", "/record.csv"]
    places += [f"{page}.json?at={DAY}", f"/?at={DAY}", f"/beliefs?at={DAY}", "/changes.atom"]
    before = {path: visitor.get(path).text for path in [*places, "/record"]}
    assert "gone" in before[f"{page}?at={DAY}"].lower()
    past.undo()
    for path in ("beliefs/1", "uncertainties/1", "regions/1"):
        assert author.post(f"{page}/{path}/delete").status_code == 303
    author.post("/writing/gone-essay/delete")
    author.post("/areas/governance/delete")
    for path in places:
        told = visitor.get(path).text.lower()
        assert "gone" not in told, path
        assert "governance" not in told.replace("ai governance", ""), path
    assert "4 items were removed since" in visitor.get(f"{page}?at={DAY}").text
    since = visitor.get(f"{page}?since={DAY}").text
    assert "4 items were removed since" in since
    assert "did not change" not in since
    assert visitor.get(f"{page}.json?at={DAY}").get_json()["removed_since"] == 4
    assert "1 belief was removed since" in visitor.get(f"/beliefs?at={DAY}").text
    assert "1 resolved belief was deleted and is not counted" in visitor.get("/record").text
    assert visitor.get("/deleted").status_code == 401
    listed = unescape(author.get("/deleted").text)
    order = ["Governance", "Gone essay", "Compute and Elsewhere", "Gone question", "Gone claim"]
    assert sorted(order, key=listed.rindex) == order
    only = unescape(author.get("/deleted?kind=belief&region=compute").text)
    assert ("Gone claim" in only, "Gone question" in only) == (True, False)
    assert author.get("/deleted?kind=wish").status_code == 400
    assert "Restored belief “Gone claim”." in restore(author, "b-1", kind="belief")
    for anchor in ("q-1", "n-1", "e-1", "area:governance"):
        assert "Restored" in restore(author, anchor)
    assert "Nothing is deleted" in author.get("/deleted").text
    for path in [*places, "/record"]:
        if "history" not in path and "changes" not in path:  # they tell of the restoring too
            assert steady(visitor.get(path).text) == steady(before[path]), path
        assert ("gone" in visitor.get(path).text.lower()) == ("gone" in before[path].lower()), path


def test_a_deleted_region_comes_back_with_everything_on_its_page(
    app: Flask, past: pytest.MonkeyPatch, author: FlaskClient, topic: str
) -> None:
    page, visitor = "/atlas/compute", app.test_client()
    for claim in ("One", "Other", "Third"):
        author.post(f"{page}/beliefs", data={"claim": claim, "credence": "60"})
    past.undo()
    author.post(f"{page}/beliefs/3/delete")
    author.post(f"{page}/delete")
    assert "1 region was removed since" in visitor.get(f"/?at={DAY}").text
    listed = unescape(author.get("/deleted").text)
    assert "with 2 beliefs" in listed
    assert "Restore the region Compute first." in listed
    early = author.post("/deleted", data={"anchor": "b-3"})
    assert (early.status_code, "bring the region back first" in early.text) == (409, True)
    assert "Restored region “Compute”." in restore(author, "region:compute")
    assert "Restored belief “Third”." in restore(author, "b-3")
    claims = visitor.get(f"{page}.json").get_json()["sections"]["beliefs"]
    assert [one["claim"] for one in claims] == ["One", "Other", "Third"]


def test_a_title_is_told_as_readers_see_it(author: FlaskClient) -> None:
    author.post("/atlas/new", data={"title": "C*-algebras, *-rings"})
    author.post("/writing/new", data={"title": r"On snake\_case", "body": "Words"})
    told = author.post("/writing/on-snake-case/delete", follow_redirects=True).text
    assert "Deleted essay “On snake_case”." in told
    author.post("/atlas/c-algebras-rings/delete")
    assert "C*-algebras, *-rings" in author.get("/deleted").text
