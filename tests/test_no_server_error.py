"""Whatever is sent, by whomever, wherever: an answer below 500, and nothing written by mistake."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule

from tests.compiled_once import share_compiled
from tests.conftest import ENVIRON, SAMPLES
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
    texts,
)
from tests.kept import Site
from tests.sent_forms import SentForm, read_forms
from wiki import create_app
from wiki.db import db
from wiki.sections import SECTIONS

ASKED = ["/reading", "/atlas/compute", "/atlas/compute/history", "/atlas/old", "/reading/new"]
ASKED += ["/atlas/compute/beliefs", "/sign-in", "/atlas/new", "/", "/map", "/atlas/compute.json"]
ASKED += ["/b/1/history", "/n/1/history", "/history", "/atlas/compute.md"]
ASKED += ["/jump", "/atlas/compute/card"]
ASKED += ["/r/1/cite", "/b/1.bib", "/atlas/compute.csl.json"]
FORMS = ["/sign-in", "/atlas/new", "/atlas/compute/beliefs", "/atlas/compute/note", "/reading/new"]
FORMS += ["/atlas/compute/writing/tags", "/c/1/undo", "/b/1/history/restore"]

MORE_PAGES = [
    "/atlas/gone",
    "/purge?anchor=b-1",
    "/atlas/newer/links",
    "/atlas/compute/beliefs/new?answers=q-1",
]
MORE_PAGES += [f"/{letter}/1/history" for letter in "sbqtren"]
# What a form may be sent with that it does not have.
EXTRA = ["preview", "once", "base", "minor", "create", "again", "take", "cause", "nothing_of_ours"]

QUERIES = ["q", "page", "at", "since", "from", "to", "focus", "field", "title", "next", "topics"]

SIGN_IN = "/sign-in"
LONG = "x" * 60_000  # SQLite takes no pattern of LIKE above 50,000 bytes
TOO_LONG = "Too long: 60,000 of 2,000 characters."


@pytest.fixture(scope="module")
def site(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile") / "instance"
    shutil.copytree(empty_instance, folder)
    # Whoever asks is taken for a proxy, so that what it says is forwarded is read.
    app = create_app(folder, ENVIRON | {"WIKI_TRUSTED_PROXIES": "127.0.0.1"})
    app.testing = True  # an exception comes through, with its traceback
    share_compiled(app)
    made = Site(app, folder)
    yield made
    made.atlas.watch.close()
    made.gate.watch.close()
    with app.app_context():
        db.engine.dispose()


@given(st.data())
@settings(max_examples=500)
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
        yield method, address(rule, usual(rule))


def usual(rule: Rule) -> dict[str, str]:
    """Return words for the places of a route that lead somewhere."""
    values = {name: choices[0] for name, choices in arguments(rule).items()}
    if rule.rule.startswith(("/areas/", "/writing/")) and "tags" not in rule.endpoint:
        values["slug"] = "governance" if rule.rule.startswith("/areas/") else "my-essay"
    if "year" in values:
        values["year"] = f"{datetime.now(UTC):%Y}"
    if rule.rule.endswith("/relocate"):
        values["section"] = "beliefs"  # a stance stays on its page
    return values


@pytest.fixture(scope="module")
def forms(site: Site) -> list[SentForm]:
    """Return every form of every page that an author or a visitor sees."""
    answers = []
    for method, rule in routes(site.app):
        for name in arguments(rule).get("section", [""]) if method == "GET" else []:
            values = usual(rule) | {"section": name}
            asked = Ask("GET", address(rule, values))
            answers += [site.ask(asked, author=author) for author in (True, False)]
    for path in MORE_PAGES:
        page, _, query = path.partition("?")
        answers.append(site.ask(Ask("GET", page, query), author=True))
    found = read_forms(answer.text for answer in answers if answer.mimetype == "text/html")
    alike = {(*_taken_by(site, form), *form.names): form for form in reversed(found)}
    return list(alike.values())


def _taken_by(site: Site, form: SentForm) -> tuple[str, str]:
    """Return which view takes a form, and of which section it is."""
    endpoint, places = site.app.url_map.bind("localhost").match(form.address, "POST")
    section = places.get("section")
    return str(endpoint), section.name if section else ""


def test_every_address_that_takes_a_form_has_one_on_a_page(
    site: Site, forms: list[SentForm]
) -> None:
    taken = {_taken_by(site, form)[0] for form in forms}
    there = {rule.endpoint for method, rule in routes(site.app) if method == "POST"}
    # A link to sign in by is not on a page; what is sent again after a slip stands elsewhere, this
    # atlas is not the demo, no text in it has a next version, and programs send readings.
    others = {"sign_in.follow", "sections.restore", "start.start", "start.bring_demo_back"}
    others |= {"next_version.discard", "next_version.restore", "api.add_reading"}
    others |= {"fetching.fetch", "preview.show"}  # a script sends these
    assert there - taken <= others


def test_every_form_is_taken_as_it_stands_on_its_page(site: Site, forms: list[SentForm]) -> None:
    for form in forms:
        site.ask(Ask("POST", form.address, body=encoded(form.pairs)), author=True)


def test_every_field_may_be_missing_or_odd_or_sent_often(site: Site, forms: list[SentForm]) -> None:
    turn, ways = cycle(TEXTS), cycle([{}, {"HX-Request": "true"}, {}])
    for place, form in enumerate(forms):
        sent = [form.without(name) for name in form.names]
        for name in [*form.names, *EXTRA[place % 3 :: 3]]:
            often = [(name, next(turn)) for _ in "123"]
            sent += [[*often, *form.without(name)]]
        for pairs in [*sent, [*form.pairs, *form.pairs]]:
            ask = Ask("POST", form.address, headers=next(ways), body=encoded(pairs))
            site.ask(ask, author=form.address != "/sign-in")


def test_every_field_may_be_longer_than_any_text_of_a_query(
    site: Site, forms: list[SentForm]
) -> None:
    for form in forms:
        for name in form.names:
            body = encoded([(name, LONG), *form.without(name)])
            answer = site.ask(Ask("POST", form.address, body=body), author=form.address != SIGN_IN)
            assert answer.status_code != 413 or TOO_LONG in answer.text, (form.address, name)


def test_every_query_parameter_may_be_longer_than_any_text_of_a_query(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()

    class Noting(ImmutableMultiDict[str, str]):
        """Parameters of a query that note which of them a view asks for."""

        def get(self, key: str, *rest: Any, **options: Any) -> Any:
            asked.add(key)
            return super().get(key, *rest, **options)

        def __contains__(self, key: object) -> bool:
            asked.add(str(key))
            return super().__contains__(key)

    monkeypatch.setattr(site.app.request_class, "parameter_storage_class", Noting, raising=False)
    tried = set()
    for method, path in ordinary(site):
        if method != "GET":
            continue
        asked.clear()
        site.ask(Ask("GET", path), author=True)
        for name in sorted(asked):
            site.ask(Ask("GET", path, encoded([(name, LONG)]).decode()), author=True)
        tried |= asked
    assert tried >= {"q", "author", "topic", "belief", "area", "at", "since", "title", "region"}


@given(st.data())
@settings(max_examples=250)
def test_forms_with_several_odd_fields_are_answered(
    site: Site, forms: list[SentForm], data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(forms))
    names = st.sampled_from([*form.names, *EXTRA])
    odd = data.draw(st.lists(st.tuples(names, texts()), min_size=1, max_size=4))
    kept = [pair for pair in form.pairs if pair[0] not in dict(odd)]
    htmx = data.draw(st.booleans())
    headers = {"HX-Request": "true"} if htmx else {}
    ask = Ask("POST", form.address, headers=headers, body=encoded([*odd, *kept]))
    site.ask(ask, author=form.address != "/sign-in")


def test_a_preview_of_what_has_none_leaves_the_form_open_and_saves_nothing(site: Site) -> None:
    written = site.writes
    for section in SECTIONS:
        fields = [*SAMPLES[section.name][1].items(), ("preview", "1"), ("once", "a")]
        for item in ("", "/1"):
            path = f"/atlas/compute/{section.name}{item}"
            if not item or not section.single:
                answer = site.ask(Ask("POST", path, body=encoded(fields)), author=True)
                assert answer.status_code == 200
                assert f"form-{section.kind}" in answer.text
    assert site.writes == written


def test_the_ordinary_addresses_are_all_there(site: Site) -> None:
    for method, path in ordinary(site):
        if method == "GET" and path != "/start" and not re.search("tags|/sign-in/|/cards/|'", path):
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
    turn = TEXTS.index(text)
    for place, (method, path) in enumerate(ordinary(site)):
        if method == "POST" and (place // 2 + turn) % 5 == 0:  # each text goes to a fifth of them
            names = [n for n in FIELDS if n not in ("again", "create", "base") or place % 2]
            headers = {"HX-Request": "true"} if place % 3 else {}
            fields = [("base", base_of(site, path)), *((n, text) for n in names)]
            site.ask(Ask(method, path, "", headers, body=encoded(fields)), author=True)
    assert text != "Elsewhere" or site.writes - written >= 5


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_is_taken_calmly(site: Site, name: str) -> None:
    texts = [*TEXTS[:50:3], "1e9", str(10**30), "-" + "9" * 30, "1&page=2"]
    for place, path in enumerate(ASKED):
        for text in texts[place % 5 :: 5]:  # each text is sent to a fifth of the pages
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


def test_every_page_takes_numbers_that_no_database_holds(site: Site) -> None:
    for method, path in ordinary(site):
        if method == "GET":
            query = f"page={10**17}&before={10**19}&after={10**19}&reading={10**19}"
            site.ask(Ask(method, path, query), author=True)


@pytest.mark.parametrize("name", HEADERS)
def test_every_header_is_taken_calmly(site: Site, name: str) -> None:
    for method, path in list(ordinary(site))[sorted(HEADERS).index(name) % 5 :: 5]:
        for value in HEADERS[name]:
            site.ask(Ask(method, path, headers={name: value}), author=False)


@pytest.mark.parametrize("content_type", TYPES, ids=range(len(TYPES)))
def test_every_body_is_taken_calmly(site: Site, content_type: str) -> None:
    for body in BODIES:
        for path in FORMS:
            ask = Ask("POST", path, content_type=content_type, body=body)
            answer = site.ask(ask, author=True)
            assert len(body) < 2 * 2**20 or answer.status_code in (413, 415, 422, 409)


def test_every_wrong_word_in_every_place_of_an_address_is_an_answer(site: Site) -> None:
    strays = set()  # what leads to no view is the same answer wherever it stands
    for place, (method, rule) in enumerate(routes(site.app)):
        places = arguments(rule)
        for name in places:
            for word in [*WORDS, *IDS, *SLUGS][place % 2 :: 2]:  # each word goes to half of them
                values = {other: choices[0] for other, choices in places.items()} | {name: word}
                path = address(rule, values)
                stray = None if leads_to_view(site, path, method) else (method, word)
                if stray not in strays:
                    site.ask(Ask(method, path), author=word != "new")
                if stray:
                    strays.add(stray)


def leads_to_view(site: Site, path: str, method: str) -> bool:
    try:
        site.app.url_map.bind("localhost").match(unquote(path), method)
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True


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


@pytest.mark.parametrize("path", ["//::", "//x:y/", "//[", "//%ff//", "//localhost:80/map"])
def test_a_path_that_reads_like_a_host_is_taken_calmly(site: Site, path: str) -> None:
    for author in (False, True):
        site.ask(Ask("GET", path, "", {}), author=author)
