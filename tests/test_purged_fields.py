"""A purge takes an anchor out of the fields for anchors, and leaves words that look like one."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import ENVIRON, TODAY, base_of
from tests.writers import Writer, check_projections, inside
from wiki import create_app
from wiki.db import db
from wiki.forms.anchors import AnchorField
from wiki.forms.fields import UrlField
from wiki.journal import Revision
from wiki.models import NextVersion, Topic
from wiki.sections import SECTIONS, Section
from wiki.services.site import edit_site
from wiki.services.topics import edit_topic
from wiki.site_rows import SiteSettings

ITEMS = {"b-1": ("belief", 1), "e-1": ("essay", 1), "r-1": ("reading", 1)}
States = dict[int, tuple[tuple[str, int], Any]]


def purge(app: Flask, *names: str) -> None:
    done = app.test_cli_runner().invoke(args=["purge", *names, "--yes"])
    assert done.exit_code == 0, done.output


def write_likenesses(author: FlaskClient) -> None:
    """Write the first belief, essay and reading, and things that are called like them."""
    page = "/atlas/compute"
    for title in ("B-1", "E-1", "R-1"):
        front = {"title": title, "area": title, "summary": title.lower(), "short_title": "b-1"}
        assert author.post("/atlas/new", data=front).status_code == 303
    for claim in ("Goes", "b-1", "e-1"):
        author.post(f"{page}/beliefs", data={"claim": claim, "credence": "40", "why": "r-1"})
    author.post(f"{page}/uncertainties", data={"question": "b-1", "why_it_matters": "e-1"})
    author.post(f"{page}/triggers", data={"observation": "b-1", "effect": "r-1", "belief": "b-1"})
    for title in ("Goes", "b-1", "e-1", "r-1"):
        essay = {"title": title, "body": title, "publish": "1"}
        assert author.post("/writing/new", data=essay).status_code == 303
    kept = {"title": "r-1", "body": "e-1", "keep": "next", "reason": "b-1"}
    kept |= {"base": base_of(author.get("/writing/b-1/edit").text)}
    assert author.post("/writing/b-1/edit", data=kept).status_code == 303
    read = {"title": "Goes", "takeaway": "Goes"}
    assert author.post("/reading/new", data=read).status_code == 303
    read = {"title": "b-1", "takeaway": "e-1", "authors": "r-1", "citation_key": "b-1"}
    read |= {"quotes": "> b-1", "bears_1": "for", "bears_2": "against"}
    assert author.post(f"{page}/reading", data=read).status_code == 303


def states() -> States:
    """Return the item and the state of every revision."""
    db.session.rollback()
    columns = (Revision.id, Revision.kind, Revision.item_id, Revision.after)
    return {
        row.id: ((row.kind, row.item_id), row.after) for row in db.session.execute(select(*columns))
    }


@pytest.mark.parametrize("anchor", ITEMS)
def test_words_that_are_the_anchor_of_what_is_purged_stay_as_they_are(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, anchor: str
) -> None:
    write_likenesses(author)
    extra = {
        "front_matter": {anchor: anchor},
        "headings": [dict.fromkeys(("after", "title", "text"), anchor)],
    }
    with inside(app):
        with Writer().saving() as by:
            edit_topic(db.session.get_one(Topic, 1), {"extra": extra}, by)
        before, typed = states(), dict(db.session.scalars(select(NextVersion)).one().typed)
    purge(app, anchor)
    with inside(app):
        after = states()
        for number, (item, state) in before.items():
            gone = item == ITEMS[anchor]
            wanted = None if gone else state
            if wanted and anchor == "b-1" and item[0] == "reading":
                wanted |= {"bears": {a: w for a, w in wanted["bears"].items() if a != "b-1"}}
            if wanted and anchor == "b-1" and item[0] == "trigger":
                wanted |= {"belief": ""}
            assert after[number][1] == wanted, item
        assert db.session.scalars(select(NextVersion)).one().typed == typed
        check_projections()
    paths = ["/atlas/b-1", "/atlas/e-1", "/atlas/r-1", "/areas/b-1", "/writing/b-1", "/writing/r-1"]
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_of_addresses_in_their_own_fields_only_those_of_what_is_purged_go(
    app: Flask, tmp_path: Path, empty_instance: Path, author: FlaskClient, topic: str
) -> None:
    home, page = "http://localhost/atlas/bay", f"/atlas/{topic}"
    assert author.post("/atlas/new", data={"title": "Bay"}).status_code == 303
    with inside(app), Writer().saving() as by:
        links = f"https://a.example/\n{home}\nhttps://b.example/"
        edit_site({"contact": home, "links": links}, by)
    author.post(f"{page}/triggers", data={"observation": "Seen"})
    happened = {"happened_on": "2026-05-01", "cause": home}
    assert author.post(f"{page}/triggers/1/happened", data=happened).status_code == 303
    purge(app, "region:bay")
    with inside(app):
        kept = db.session.scalars(select(SiteSettings)).one()
        assert (kept.contact, kept.links) == ("", "https://a.example/\nhttps://b.example/")
    row = author.get(f"{page}.json").get_json()["sections"]["triggers"][0]
    assert (row["happened_on"], row["cause"]) == ("2026-05-01", None)
    run, out = app.test_cli_runner().invoke, tmp_path / "out"
    assert run(args=["export", "--all", str(out)]).exit_code == 0
    shutil.copytree(empty_instance, tmp_path / "other")
    other = create_app(tmp_path / "other", ENVIRON)
    back = other.test_cli_runner().invoke(args=["import", str(out)])
    assert back.exit_code == 0, back.output
    with other.app_context():
        check_projections()
        db.engine.dispose()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.name)
def test_each_kind_says_which_of_its_fields_hold_anchors_and_addresses(section: Section) -> None:
    model: Any = section.model
    fields = [field for field in section.entry_form(today=TODAY) if field.name in section.fields]
    assert section.anchor_fields == {*model.__anchors__, *getattr(model, "__links__", ())}
    holding = {
        field.name
        for field in fields
        if isinstance(field, UrlField) or (isinstance(field, AnchorField) and field.links)
    }
    assert holding == set(model.__addresses__)
