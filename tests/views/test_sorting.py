"""Every list of regions by title stands as people sort: an accent or a capital moves nothing."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY, Once
from tests.new_pages import create_topic
from wiki.db import begin_writing, db, utc_now
from wiki.journal import Signature

TITLES = ["Zulu", "Part 10", "économie", "Part 9", "Élan", "eland", "Alpha"]
IN_ORDER = ["Alpha", "économie", "Élan", "eland", "Part 9", "Part 10", "Zulu"]


@pytest.fixture
def regions(app: Flask, author: FlaskClient, once: Once) -> None:
    once(lambda: write_regions(app, author))


def write_regions(app: Flask, author: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        made = [create_topic({"title": t, "area": "Words"}, Signature(None, TODAY)) for t in TITLES]
        slugs = [topic.slug for topic in made]
        db.session.commit()
    for slug in slugs:
        claim = f"Claim on {slug}"
        author.post(f"/atlas/{slug}/beliefs", data={"claim": claim, "credence": "60", "once": slug})
        author.post(f"/atlas/{slug}/triggers", data={"observation": claim, "once": f"t{slug}"})


def named(html: str) -> list[str]:
    """Return the titles in the order in which a page first names them."""
    places = {title: re.search(rf">\s*{title}\s*<|\"{title}\"", html) for title in TITLES}
    found = {title: match.start() for title, match in places.items() if match}
    return sorted(found, key=lambda title: found[title])


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    "address",
    [
        "/areas/words",
        "/feeds",
        "/beliefs?sort=region",
        "/beliefs?sort=region&at=today",
        "/?at=today",
        "/triggers",
        "/map?area=words",
        "/atlas/alpha/regions/new",
    ],
)
def test_a_list_stands_in_the_order_of_titles(author: FlaskClient, address: str) -> None:
    page = author.get(address.replace("today", f"{utc_now():%Y-%m-%d}")).text
    if "/map" in address:
        page = page.partition('id="list-title"')[2]
    assert named(page) == [title for title in IN_ORDER if title in named(page)]
    assert len(named(page)) >= len(TITLES) - 1


@pytest.mark.usefixtures("regions")
def test_the_sitemap_stands_in_the_order_of_titles(client: FlaskClient) -> None:
    found = re.findall(r"/atlas/([a-z0-9-]+)<", client.get("/sitemap.xml").text)
    assert found == ["alpha", "economie", "elan", "eland", "part-9", "part-10", "zulu"]


def test_the_regions_of_a_reading_stand_in_the_order_of_titles(
    app: Flask, author: FlaskClient, regions: None
) -> None:
    form = {"title": "Work", "topics": ", ".join(TITLES), "takeaway": "Told", "once": "r"}
    answer = author.post("/reading/new", data=form)
    assert answer.status_code == 303
    assert named(author.get("/reading").text) == IN_ORDER
