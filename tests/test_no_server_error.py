"""Whatever is sent, by whomever, wherever: an answer below 500, and nothing written by mistake."""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ENVIRON
from tests.hostile import (
    ACCEPTS,
    BODIES,
    COOKIES,
    DATES,
    FIELDS,
    HEADERS,
    IDS,
    ODD_METHODS,
    ODD_PATHS,
    ODD_QUERIES,
    SLUGS,
    TAGS,
    TEXTS,
    TYPES,
    WORDS,
    Ask,
    address,
    arguments,
    asks,
    encoded,
    routes,
)
from tests.kept import Site
from wiki import create_app
from wiki.db import db

SOUND = {"credence": "70", "region": "Newer", "url": "", "kind": "related", "topics": "Newer"}
SOUND |= {"status": "", "visibility": "public", "read_on": "2026", "published_on": "2026"}
SOUND |= {"reviewed_on": "", "title": "Quite new", "slug": "quite-new", "body": ""}
ASKED = ["/reading", "/atlas/compute", "/atlas/compute/history", "/atlas/old", "/reading/new"]
ASKED += ["/atlas/compute/beliefs", "/sign-in", "/atlas/new", "/", "/map", "/atlas/compute.json"]
ASKED += ["/b/1/history", "/n/1/history", "/history", "/atlas/compute.md"]
FORMS = ["/sign-in", "/atlas/new", "/atlas/compute/beliefs", "/atlas/compute/note", "/reading/new"]
FORMS += ["/atlas/compute/writing/tags", "/c/1/undo", "/b/1/history/restore"]

QUERIES = ["page", "at", "since", "from", "to", "focus", "field", "title", "next", "topics"]


@pytest.fixture(scope="module")
def site(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile") / "instance"
    shutil.copytree(empty_instance, folder)
    app = create_app(folder, ENVIRON)
    app.testing = True  # an exception comes through, with its traceback
    made = Site(app, folder)
    yield made
    made.atlas.watch.close()
    made.gate.watch.close()
    with app.app_context():
        db.engine.dispose()


@given(st.data())
@settings(max_examples=700)
def test_nothing_an_author_sends_is_a_server_error(site: Site, data: st.DataObject) -> None:
    site.ask(data.draw(asks(site.app)), author=True)


@given(st.data())
@settings(max_examples=300)
def test_nothing_a_visitor_sends_is_a_server_error_or_a_write(
    site: Site, data: st.DataObject
) -> None:
    site.ask(data.draw(asks(site.app)), author=False)


def ordinary(site: Site) -> Iterator[tuple[str, str]]:
    """Return every route once, with words in it that lead somewhere."""
    for method, rule in routes(site.app):
        values = {name: choices[0] for name, choices in arguments(rule).items()}
        if rule.endpoint.startswith(("areas", "writing")) and "tags" not in rule.endpoint:
            values["slug"] = "governance" if rule.endpoint.startswith("areas") else "my-essay"
        yield method, address(rule, values)


def test_the_ordinary_addresses_are_all_there(site: Site) -> None:
    for method, path in ordinary(site):
        if method == "GET" and "tags" not in path and "/sign-in/" not in path:
            answer = site.ask(Ask("GET", path), author=True)
            assert answer.status_code in (200, 302, 303), (path, answer.status_code)


@cache
def base_of(site: Site, path: str) -> str:
    """Return the version that a form is opened on, where it is one that has a version."""
    form = path if path.endswith(("/edit", "/note")) else f"{path}/edit"
    found = re.search(r'name="base" value="(\d+)"', site.ask(Ask("GET", form), author=True).text)
    return found[1] if found else "0"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:12]))
def test_every_field_of_every_form_takes_any_text(site: Site, text: str) -> None:
    written = site.writes
    for place, (method, path) in enumerate(ordinary(site)):
        if method == "POST":
            names = [n for n in FIELDS if n not in ("again", "create", "base") or place % 2]
            headers = {"HX-Request": "true"} if place % 3 else {}
            fields = [("base", base_of(site, path)), *((n, text) for n in names)]
            site.ask(Ask(method, path, "", headers, body=encoded(fields)), author=True)
    assert text != "Elsewhere" or site.writes - written > 10


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_may_be_missing_or_sent_often(site: Site, name: str) -> None:
    sound = dict.fromkeys(FIELDS, "x") | SOUND
    for method, path in ordinary(site):
        if method == "POST" and ("/atlas/" in path or name in ("slug", "topics", "title")):
            sound["base"] = base_of(site, path)
            left = [(n, v) for n, v in sound.items() if n != name]
            site.ask(Ask(method, path, body=encoded(left)), author=True)
            often = [*left, *((name, text) for text in TEXTS[:20])]
            site.ask(Ask(method, path, body=encoded(often)), author=True)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_taken_calmly(site: Site, name: str) -> None:
    for text in [*TEXTS[:50:3], "1e9", str(10**30), "-" + "9" * 30, "1&page=2"]:
        for path in ASKED:
            query = encoded([(name, text)]).decode()
            site.ask(Ask("GET", path, query), author=len(path) % 2 == 0)


@pytest.mark.parametrize("method", ODD_METHODS)
def test_every_method_is_taken_calmly_at_every_address(site: Site, method: str) -> None:
    paths = [path for _, path in ordinary(site)][len(method) % 4 :: 4]
    for path in [*paths, *ODD_PATHS, "/static/css/atlas.css"]:
        answer = site.ask(Ask(method, path), author=len(path) % 2 == 0)
        assert answer.status_code != 200 or method in ("get", "OPTIONS")


@pytest.mark.parametrize("path", ODD_PATHS, ids=ascii)
def test_every_odd_address_and_query_is_taken_calmly(site: Site, path: str) -> None:
    for query in ["", *ODD_QUERIES]:
        for method in ("GET", "HEAD", "POST"):
            site.ask(Ask(method, path, query), author=method == "POST")


@pytest.mark.parametrize("name", HEADERS)
def test_every_header_is_taken_calmly(site: Site, name: str) -> None:
    for method, path in list(ordinary(site))[len(name) % 2 :: 2]:
        for value in HEADERS[name]:
            site.ask(Ask(method, path, headers={name: value}), author=False)


@pytest.mark.parametrize("content_type", TYPES, ids=range(len(TYPES)))
def test_every_body_is_taken_calmly(site: Site, content_type: str) -> None:
    for body in BODIES:
        for path in FORMS:
            ask = Ask("POST", path, content_type=content_type, body=body)
            answer = site.ask(ask, author=True)
            assert len(body) < 2 * 2**20 or answer.status_code in (413, 422, 409)


def test_every_wrong_word_in_every_place_of_an_address_is_an_answer(site: Site) -> None:
    for method, rule in routes(site.app):
        places = arguments(rule)
        for name in places:
            for word in [*WORDS, *IDS, *SLUGS]:
                values = {other: choices[0] for other, choices in places.items()} | {name: word}
                site.ask(Ask(method, address(rule, values)), author=word != "new")


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_cookie_that_is_none_is_a_visitors(site: Site, cookie: str) -> None:
    for path in ("/", "/atlas/compute", "/sign-in", "/atlas/compute/edit"):
        answer = site.ask(Ask("GET", path), author=False, cookie=cookie)
        assert answer.status_code == (401 if path.endswith("edit") else 200)


@pytest.mark.parametrize("value", [*ACCEPTS, *TAGS, *DATES])
def test_conditions_that_make_no_sense_answer_the_page(site: Site, value: str) -> None:
    for name in ("If-None-Match", "If-Modified-Since", "Accept"):
        for path in ("/atlas/compute", "/reading.rss", "/map.json"):
            answer = site.ask(Ask("GET", path, headers={name: value}), author=False)
            assert answer.status_code in (200, 303, 304)
