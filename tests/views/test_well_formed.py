"""The markup of pages: what every browser and screen reader takes alike."""

import re
from collections import Counter

import pytest
from flask import Flask

from tests.conftest import TODAY, signed_in
from wiki.db import begin_writing, db
from wiki.demo import fill
from wiki.journal import Signature

TAG = re.compile(r"<[a-z][a-z0-9]*\b[^<>]*>")
WELL_FORMED = re.compile(
    r"""<[a-z][a-z0-9]*(?:\s+[a-zA-Z:-]+(?:="[^"]*"|='[^']*'|=[^\s"'=>]+)?)*\s*/?>"""
)
READERS = [
    "/",
    "/map",
    "/atlas/compute-governance",
    "/atlas/compute-governance/history",
    "/r/33/cite",
    "/beliefs",
    "/triggers",
    "/reading",
    "/changes",
    "/record",
    f"/year/{TODAY.year}",
    "/history",
    "/status",
    "/sign-in",
]
AUTHORS = [
    "/atlas/new",
    "/atlas/compute-governance/edit",
    "/atlas/compute-governance/beliefs/new",
    "/atlas/timelines/beliefs/1/edit",
    "/atlas/timelines/beliefs/1/retire",
    "/atlas/compute-governance/triggers/new",
    "/atlas/compute-governance/reading/new",
    "/atlas/compute-governance/regions/new",
    "/atlas/compute-governance/writing/tags",
    "/atlas/compute-governance/note",
    "/reading/new",
    "/writing/new",
    "/areas/new",
    "/review",
]


@pytest.fixture
def demo(app: Flask) -> Flask:
    with app.app_context():
        begin_writing()
        fill(Signature(None, TODAY))
        db.session.commit()
    return app


def faults(page: str) -> list[str]:
    """Return the tags of a page that are badly formed, and the ids that it has more than once."""
    tags = [tag for tag in TAG.findall(page) if not WELL_FORMED.fullmatch(tag)]
    ids = Counter(re.findall(r'<[^<>]*\sid="([^"]+)"', page))
    return tags + [f"twice: {name}" for name, count in ids.items() if count > 1]


def test_attributes_stand_apart_and_every_id_is_there_once(demo: Flask) -> None:
    visitor, author = demo.test_client(), signed_in(demo, "Ada")
    for address in READERS:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        assert faults(answer.text) == [], address
    for address in READERS[:-1] + AUTHORS:
        answer = author.get(address)
        assert answer.status_code == 200, address
        assert faults(answer.text) == [], address


def test_the_markup_of_a_refused_form_is_as_good(demo: Flask) -> None:
    author, page = signed_in(demo, "Ada"), "/atlas/compute-governance"
    for address, sent in (
        (f"{page}/beliefs", {"claim": "", "credence": "0.7"}),
        (f"{page}/reading", {"title": "", "url": "x", "read_on": "soon"}),
        ("/atlas/new", {"title": "", "status": "Nowhere"}),
        ("/sign-in", {"name": "Ada", "password": "no", "next": "/"}),
    ):
        answer = author.post(address, data=sent | {"once": "o"})
        assert 400 <= answer.status_code < 500, address
        assert faults(answer.text) == [], address
