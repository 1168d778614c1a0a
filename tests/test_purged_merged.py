"""What was merged into a region or an area is removed with it, and leaves no dead end."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.test_purged_fields import purge
from tests.test_purging import files_with
from tests.writers import Writer, check_projections, inside
from wiki.db import db
from wiki.models import Topic
from wiki.queries.purging import plan_purge

WORD = "quagga"


def merge(author: FlaskClient, one: str, into: str, *, of: str = "atlas") -> None:
    answer = author.post(f"/{of}/{one}/merge", data={"into": into})
    assert answer.status_code == 303


def test_a_region_goes_with_those_that_were_merged_into_it(
    app: Flask, instance: Path, author: FlaskClient
) -> None:
    for title in ("Aa", "Bb", "Cc", "Dd"):
        front = {"title": title, "summary": "" if title == "Dd" else f"{WORD} summary"}
        assert author.post("/atlas/new", data=front).status_code == 303
    for slug in ("aa", "bb"):
        page = f"/atlas/{slug}"
        author.post(f"{page}/stance", data={"body": f"{WORD} stance"})
        author.post(f"{page}/beliefs", data={"claim": f"{WORD} claim", "credence": "70"})
        author.post(f"{page}/regions", data={"region": "Dd", "reason": f"{WORD} reason"})
    author.post("/atlas/aa/beliefs", data={"claim": f"{WORD} deleted", "credence": "70"})
    author.post("/atlas/aa/beliefs/3/delete")
    merge(author, "aa", "Bb")
    merge(author, "bb", "Cc")
    shown = author.get("/purge?anchor=region:cc").text
    assert [f'<li dir="auto">Region: {title}</li>' in shown for title in ("Aa", "Bb", "Dd")] == [
        True,
        True,
        False,
    ]
    purge(app, "region:cc")
    assert files_with(instance, WORD.encode()) == []
    assert author.get("/atlas/dd").status_code == 200
    for title in ("Aa", "Bb"):  # the name and the address are free
        made = author.post("/atlas/new", data={"title": title})
        assert (made.status_code, made.location) == (303, f"/atlas/{title.lower()}")
    with app.app_context():
        check_projections()


def test_one_that_was_merged_is_removed_alone_where_it_is_named(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    for title in ("Aa", "Bb"):
        author.post("/atlas/new", data={"title": title})
    merge(author, "aa", "Bb")
    purge(app, "region:aa")
    assert (client.get("/atlas/aa").status_code, client.get("/atlas/bb").status_code) == (404, 200)


def test_an_area_goes_with_those_that_were_merged_into_it(app: Flask, author: FlaskClient) -> None:
    for title in ("Old", "Fresh"):
        author.post("/areas/new", data={"title": title})
    author.post("/atlas/new", data={"title": "Aa", "area": "Old"})
    merge(author, "old", "Fresh", of="areas")
    purge(app, "area:fresh")
    made = author.post("/areas/new", data={"title": "Old"})
    assert (made.status_code, made.location) == (303, "/areas/old")
    assert author.get("/atlas/aa").status_code == 200
    with app.app_context():
        check_projections()


def test_regions_that_lead_in_a_circle_are_found_once(app: Flask) -> None:
    ada = Writer()
    with inside(app):
        first, second = ada.topic("Aa"), ada.topic("Bb")
        with ada.saving():
            first, second = db.session.scalars(select(Topic).order_by(Topic.id)).all()
            first.merged_into, second.merged_into = second.id, first.id
        assert [item.label for item in plan_purge(["region:aa"]).items] == ["Aa", "Bb"]
