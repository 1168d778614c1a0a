"""What pages weigh as sent: a topic page is one round trip, the author's tools little more."""

import re
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY, signed_in
from tests.test_archive import clock
from wiki.db import begin_writing, db
from wiki.demo import fill
from wiki.journal import Signature


def sent(client: FlaskClient, address: str) -> int:
    """Return how many bytes an answer has for a browser that takes brotli."""
    answer = client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    return len(answer.data)


def loaded(client: FlaskClient, address: str, kind: str) -> list[str]:
    """Return the addresses of the styles or scripts that a page loads at once."""
    page = re.sub(r"<link[^>]* disabled[^>]*>", "", client.get(address).text)
    return re.findall(rf'(?:href|src)="(/static/[^"]+\.{kind}\?[^"]*)"', page)


def test_a_full_topic_page_and_its_styles_are_one_round_trip(app: Flask) -> None:
    # The page says when its region was saved, which is shorter as a day that it names elsewhere.
    with app.app_context(), clock(datetime(2026, 11, 12, 12, tzinfo=UTC)):
        begin_writing()
        fill(Signature(None, TODAY))
        db.session.commit()
    visitor, page = app.test_client(), "/atlas/compute-governance"
    styles = loaded(visitor, page, "css")
    assert len(styles) == 1
    assert sent(visitor, page) + sent(visitor, styles[0]) < 14_500


def test_visitors_scripts_are_small_and_more_comes_only_when_it_is_asked_for(
    app: Flask, topic: str
) -> None:
    visitor, page = app.test_client(), f"/atlas/{topic}"
    scripts = loaded(visitor, page, "js")
    assert [re.sub(r".*/|\?.*", "", each) for each in scripts] == ["page.js"]
    assert sent(visitor, scripts[0]) < 3_500
    assert sent(visitor, "/static/js/preview.js") < 1_300
    found = re.search(r'data-jump="([^"]*)"', visitor.get(page).text)
    assert found
    assert sent(visitor, found[1]) < 2_000


def test_the_authors_script_and_style_and_htmx_stay_small(app: Flask, topic: str) -> None:
    author, visitor = signed_in(app, "Ada"), app.test_client()
    page = f"/atlas/{topic}"
    parts = [part for kind in ("css", "js") for part in loaded(author, page, kind)]
    besides = set(parts) - {p for kind in ("css", "js") for p in loaded(visitor, page, kind)}
    assert len(besides) == 10
    assert sum(sent(author, part) for part in besides) < 26_000
