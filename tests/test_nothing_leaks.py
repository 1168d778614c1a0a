"""What is private stays private: an atlas full of secrets, read by visitors in every way."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.compiled_once import share_compiled
from tests.conftest import ENVIRON, signed_in
from tests.hostile import address, arguments, routes
from tests.planting import PLACEHOLDER, SECRET, Planted, plant
from wiki import create_app
from wiki.db import db
from wiki.journal import Change, Revision, writer
from wiki.models import Address, Topic
from wiki.related import select_whole
from wiki.sections import SECTIONS

pytestmark = pytest.mark.usefixtures("planted")
HTMX = {"HX-Request": "true"}
ELSE = {"User-Agent": "Else/1", "Accept-Language": "de"}
PARTS = "|".join(["header", *(section.name for section in SECTIONS)])
MAY_SHOW_SLOTS = re.compile(rf"/print|/atlas/[a-z-]+(\.md|\.json|/({PARTS}))?(\?at=[0-9-]+)?")
BEGUN, STEP = datetime(2026, 10, 1, 12, tzinfo=UTC), timedelta(hours=4)
PLAIN = ["/", "/status", "/feeds", "/sitemap.xml", "/robots.txt", "/map", "/map.json", "/map.svg"]
PLAIN += ["/changes", "/changes.rss", "/changes.atom", "/changes.json"]
PLAIN += ["/year/2026"]
PLAIN += ["/beliefs", "/beliefs.json", "/triggers", "/triggers.json", "/triggers.rss"]
PLAIN += ["/triggers.atom", "/triggers/happened.json", "/record", "/record.json", "/record.csv"]
PLAIN += [
    "/search?q=qua",
    "/search.json?q=qua",
    "/search?q=quaggo",
    "/search?is=stub",
    "/opensearch.xml",
    "/jump",
    "/jump?q=qua",
]
PLAIN += ["/reading", "/writing", "/reading.rss", "/reading.atom", "/reading.json", "/healthz"]
PLAIN += ["/writing.rss", "/writing.atom", "/writing.json"]


@pytest.fixture(scope="module")
def app(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("secrets") / "instance"
    shutil.copytree(empty_instance, folder)
    # So that whoever asks again gets what is kept, as a visitor would.
    made = create_app(folder, ENVIRON | {"WIKI_PAGE_CACHE": "200"})
    made.testing = True
    share_compiled(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def planted(app: Flask) -> Planted:
    """Plant everything, as over some weeks: each change comes hours after the one before."""
    hours = (BEGUN + number * STEP for number in count())
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "utc_now", lambda: next(hours))
        return plant()


@pytest.fixture(scope="module")
def everywhere(app: Flask, planted: Planted) -> list[str]:
    """Return the address of every GET route, with every slug and every id in it."""
    with app.app_context():
        slugs = sorted({row.slug for row in db.session.query(Address)})
        most = max(row.item_id for row in db.session.query(Revision))
        changes = max(row.change_id for row in db.session.query(Revision))
        days = sorted({row.at.date() for row in db.session.query(Change)})
        pairs = _pairs()
    found = set()
    for method, rule in routes(app):
        places = arguments(rule)
        if method != "GET" or "token" in places:
            continue
        every = {
            "slug": [*slugs, "nowhere"],
            "item_id": [str(n) for n in range(1, most + 2)],
            "change_id": [str(n) for n in range(1, changes + 2)],
            "month": [f"{datetime.now(UTC):%Y-%m}", "2020-01", "none"],
        }
        ways: list[dict[str, str]] = [{}]
        for name, choices in places.items():
            ways = [way | {name: word} for way in ways for word in every.get(name, choices)]
        if {"slug", "item_id"} <= places.keys():  # forms, which no visitor gets for any item
            ways = [way for way in ways if int(way["item_id"]) < 2]
        if rule.rule.endswith("/cite"):  # the files of a citation say less than its page
            cited = (address(rule, way) for way in ways)
            found |= {f"{path}?at={days[-2]}" for path in cited if PLACEHOLDER not in path}
        elif str(rule.endpoint).startswith("cite."):
            ways = [way for way in ways if way["form"] == "bib"]
        found |= {address(rule, way) for way in ways}
    found |= {f"/{page}?at={day}" for page in ("", "map") for day in days}
    for slug in (word for word in slugs if PLACEHOLDER not in word):
        found |= {f"/atlas/{slug}{form}?at={d}" for form in ("", ".json", ".md") for d in days[::3]}
        found |= {f"/atlas/{slug}?since={day}" for day in days[::3]}
    return sorted(found | pairs)


def _pairs() -> set[str]:
    """Return the address of every comparison of an item's version with the one before it."""
    letters = {section.kind: section.letter for section in SECTIONS}
    revisions = db.session.query(Revision).filter(Revision.previous_id.is_not(None))
    return {
        f"/{letters[row.kind]}/{row.item_id}/history?from={row.previous_id}&to={row.id}"
        for row in revisions
        if row.kind in letters
    }


@dataclass(frozen=True)
class Told:
    """What a visitor was told at an address, and what may be wrong with it."""

    path: str
    status: int
    around_secret: str
    has_slot: bool
    sets_cookie: bool


@pytest.fixture(scope="module")
def told(app: Flask, everywhere: list[str]) -> list[Told]:
    """Ask for every address as a visitor, as a page and as a fragment.

    Of the addresses with a question, which are those of many days, and of those that answer a
    visitor with no page, every third as a fragment.
    """
    visitor = app.test_client()
    pages = [_told(path, visitor.get(path, buffered=True)) for path in everywhere]
    few = [page.path for page in pages if "?" in page.path or page.status in (401, 404)]
    fragments = [*sorted(set(everywhere) - set(few)), *few[::3]]
    return pages + [
        _told(path, visitor.get(path, headers=HTMX, buffered=True)) for path in fragments
    ]


def _told(path: str, answer: TestResponse) -> Told:
    text = answer.data.decode("utf-8", "replace")
    said = text + str(answer.headers)
    if SECRET in path:  # what was asked for is said again, and nothing more
        said = said.replace(path, "").replace(re.split("[.?]", path.split("/")[2])[0], "")
        said = re.sub(rf"/sign-in\?next=\S*{SECRET}\S*", "", said)
    around = _around(said, SECRET) if SECRET in said.lower() else ""
    has_slot = PLACEHOLDER in text.replace(path, "")
    return Told(path, answer.status_code, around, has_slot, "Set-Cookie" in answer.headers)


def test_no_visitor_finds_a_secret_anywhere(told: list[Told]) -> None:
    for answer in told:
        assert not answer.around_secret, answer
        assert not answer.sets_cookie, answer
        assert SECRET not in answer.path or answer.status in (401, 404), answer
    assert sum(answer.status == 200 for answer in told) > 100


def test_an_author_finds_the_secrets(app: Flask, planted: Planted) -> None:
    author = signed_in(app, "Ada")
    places = ["/", "/reading", "/writing", "/beliefs", "/triggers", "/changes", "/map.json"]
    for path in [*places, "/atlas/compute.md", "/atlas/compute"]:
        assert SECRET in author.get(path).text.lower(), path
    for slug in planted.secret:
        status = 404 if "gone" in slug else 301 if "merged" in slug else 200
        assert author.get(f"/atlas/{slug}").status_code == status, slug


def test_placeholders_are_seen_only_on_the_page_and_its_forms(told: list[Told]) -> None:
    shown = {answer.path for answer in told if answer.has_slot}
    assert [path for path in shown if not MAY_SHOW_SLOTS.fullmatch(path)] == []
    assert {"/atlas/elsewhere", "/atlas/elsewhere.md", "/atlas/elsewhere/beliefs"} <= shown


def addresses(data: object) -> Iterator[str]:
    """Return every address of this site that stands in an answer."""
    if isinstance(data, dict):
        data = list(data.values())
    for value in data if isinstance(data, list) else []:
        if isinstance(value, str) and value.startswith(ENVIRON["WIKI_BASE_URL"]):
            yield value
        yield from addresses(value)


@pytest.mark.parametrize("slug", ["compute", "elsewhere", "opened"])
def test_every_address_in_the_data_of_a_page_answers_a_visitor(app: Flask, slug: str) -> None:
    visitor = app.test_client()
    found = list(addresses(visitor.get(f"/atlas/{slug}.json").get_json()))
    assert found
    for there in found:
        path = there.removeprefix(ENVIRON["WIKI_BASE_URL"]).partition("#")[0]
        assert visitor.get(path).status_code in (200, 302), there


def test_the_collections_of_views_hold_what_is_public_and_nothing_else(app: Flask) -> None:
    visitor = app.test_client()
    assert visitor.get("/record.json").get_json()["n"] == 1
    assert "plainly" in visitor.get("/record.csv").text
    assert "plainly seen" in visitor.get("/triggers.rss").text
    told = {row["observation"]: row for row in visitor.get("/triggers.json").get_json()["triggers"]}
    assert told["plainly seen"]["seen_in"] is None
    assert told["Bound to what is hidden"]["belief"] is None
    claims = {"plain words", "Now said openly", "Moved by a slot", "Read on in secret"}
    assert claims | {"Moved here"} == {
        row["claim"] for row in visitor.get("/beliefs.json").get_json()["beliefs"]
    }


def test_what_was_a_draft_once_is_found_and_nothing_counts_what_is_one_still(app: Flask) -> None:
    author, visitor = signed_in(app, "Ada"), app.test_client()
    assert "Said at last" in visitor.get("/reading.rss").text
    assert "/writing/out-at-last" in visitor.get("/sitemap.xml").text
    told = visitor.get("/changes").text
    assert ("Said at last" in told, "Out by writing" in told) == (True, True)
    page = {who: who.get("/atlas/compute").text for who in (author, visitor)}
    assert "against" in _row(page[author], "Read on in secret")
    assert "against" not in _row(page[visitor], "Read on in secret")
    assert SECRET in _row(author.get("/triggers").text, "Seen in a draft")
    assert {
        row["observation"]: row for row in visitor.get("/triggers.json").get_json()["triggers"]
    }["Seen in a draft"]["seen_in"] is None


def test_a_link_to_a_private_region_reads_as_one_to_a_region_not_written(app: Flask) -> None:
    author, visitor = signed_in(app, "Ada"), app.test_client()
    body = "See [[Secluded shoal]] and [[Nowhere shoal]]."
    author.post("/atlas/new", data={"title": "Secluded shoal", "visibility": "private"})
    author.post("/atlas/opened/stance", data={"body": body})
    section = visitor.get("/atlas/opened/stance", headers=HTMX).text
    links = re.findall(r"<a [^>]*shoal.*?</a>", section)
    assert links[0] == links[1].replace("nowhere", "secluded").replace("Nowhere", "Secluded")
    assert "(not written yet)" in links[0]
    # Each says who links to it, the words of its own link in bold.
    same = [visitor.get(f"/atlas/{slug}-shoal").text for slug in ("secluded", "nowhere")]
    one, other = (re.sub("</?b>|[Ss]ecluded|[Nn]owhere", "", page) for page in same)
    assert one == other


def test_a_private_region_answers_as_one_that_does_not_exist(app: Flask, planted: Planted) -> None:
    visitor = app.test_client()
    for slug in planted.secret:
        none = "x" * len(slug)
        for method, rule in routes(app):
            if "slug" not in rule.arguments or not rule.rule.startswith("/atlas/"):
                continue
            words = {name: choices[0] for name, choices in arguments(rule).items()}
            for headers in ({}, HTMX):
                pair = [
                    visitor.open(
                        address(rule, words | {"slug": name}),
                        method=method,
                        headers=headers,
                        data={"title": "mine"} if method == "POST" else None,
                    )
                    for name in (slug, none)
                ]
                assert pair[0].status_code in ((401,) if method == "POST" else (401, 404))
                assert pair[0].status_code == pair[1].status_code
                assert pair[0].text.replace(slug, none) == pair[1].text
                assert _steady(pair[0]) == _steady(pair[1])


def test_an_item_of_hidden_regions_alone_has_no_permanent_link(
    app: Flask, planted: Planted
) -> None:
    visitor, hidden = app.test_client(), 0
    with app.app_context():
        slugs = {topic.id: topic.slug for topic in db.session.query(Topic)}
        for section in SECTIONS:
            for item in db.session.scalars(select_whole(section.model)).unique():
                places = {slugs[topic_id] for topic_id in item.topic_ids()}
                if section.letter in "bqtre" and places and places <= set(planted.secret):
                    hidden += 1
                    assert visitor.get(f"/{section.letter}/{item.id}").status_code == 404
    assert hidden > 14


def test_every_link_a_visitor_is_given_leads_somewhere(app: Flask) -> None:
    visitor, waiting, seen = app.test_client(), list(PLAIN), set(PLAIN)
    while waiting:
        path = waiting.pop()
        answer = visitor.get(path, buffered=True)
        assert answer.status_code in (200, 301, 302, 303), path
        if answer.mimetype != "text/html":
            continue
        text = re.sub(r'<a class="unwritten".*?</a>', "", answer.text)
        for link in re.findall(r'(?:href|src|action)="([^"]+)"', text):
            link = unescape(link).removeprefix("http://localhost").partition("#")[0]
            if link.startswith("/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    assert len(seen) > 40


@pytest.mark.parametrize(("headers", "step"), [({}, 1), (HTMX, 4)], ids=["plain", "htmx"])
def test_every_visitor_gets_the_same_bytes_and_may_keep_them(
    app: Flask, told: list[Told], headers: dict[str, str], step: int
) -> None:
    one, other = app.test_client(), app.test_client()
    there = sorted({answer.path for answer in told if answer.status < 400})
    for path in there[::step]:
        answer = one.get(path, headers=headers, buffered=True)
        assert "Set-Cookie" not in answer.headers, path
        if path in ("/sign-in", "/favicon.ico") or answer.status_code != 200:
            continue
        again = other.get(path, headers=ELSE | headers, buffered=True)
        assert again.data == answer.data, path
        _check_kept(one, path, answer, headers)


def test_what_an_author_gets_is_kept_by_nobody(app: Flask, everywhere: list[str]) -> None:
    author = signed_in(app, "Ada")
    for path in [p for p in everywhere if "/edit" not in p][::6]:
        answer = author.get(path, buffered=True)
        if path != "/favicon.ico":
            assert answer.headers["Cache-Control"] == "private, no-store", path
            assert "ETag" not in answer.headers


def _check_kept(
    client: FlaskClient, path: str, answer: TestResponse, headers: dict[str, str]
) -> None:
    assert answer.headers["Cache-Control"] == "public, no-cache", path
    vary = {name.strip().lower() for name in answer.headers["Vary"].split(",")}
    assert "accept-encoding" in vary, path
    assert "cookie" not in vary, path
    tag = answer.headers["ETag"]
    assert tag.startswith('"'), path
    same = client.get(path, headers=headers | {"If-None-Match": tag}, buffered=True)
    assert (same.status_code, same.data) == (304, b""), path
    head = client.head(path, headers=headers, buffered=True)
    assert (head.status_code, head.data) == (200, b""), path
    assert head.headers["ETag"] == tag, path
    assert head.headers["Content-Length"] == str(len(answer.data)), path


def _steady(answer: TestResponse) -> list[tuple[str, str]]:
    return [pair for pair in answer.headers if pair[0] not in ("Date", "Content-Length")]


def _row(page: str, words: str) -> str:
    """Return the row of a page in which some words stand."""
    return page.partition(words)[2].partition("</li>")[0]


def _around(text: str, word: str) -> str:
    place = text.lower().index(word)
    return text[max(0, place - 200) : place + 100]
