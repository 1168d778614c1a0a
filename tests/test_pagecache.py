"""The page cache: visitors get kept answers, and never one older than the last save."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Semaphore, Thread
from typing import Any
from zoneinfo import ZoneInfo

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.views import counting
from tests.conftest import ENVIRON, base_of, set_zone, signed_in
from tests.pictures import add_picture, drawing
from wiki import create_app, pagecache
from wiki.clock import start_of
from wiki.db import db
from wiki.pagecache import CachedAnswer, PageCache, PendingAnswer
from wiki.queries.map.graph import read_map
from wiki.storage import open_sqlite
from wiki.storage.commits import Commits
from wiki.views.cache_rules import Address
from wiki.views.finished_answers import Finished
from wiki.views.topic_page import render_topic

PAGE = "/atlas/compute"
RENDER = "wiki.views.topics.render_topic"
START = 1_000_000.0  # a moment, in seconds
BR = {"Accept-Encoding": "br"}


@pytest.fixture
def other(app: Flask, instance: Path) -> Iterator[Flask]:
    """Another process over the same database, as far as the cache can tell."""
    made = create_app(instance, ENVIRON)
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


def say(author: FlaskClient, claim: str) -> None:
    """Add a belief."""
    answer = author.post(f"{PAGE}/beliefs", data={"claim": claim, "credence": "60"})
    assert answer.status_code == 303


def is_kept(browser: FlaskClient, address: str, **sent: Any) -> bool:
    """Return whether an answer, asked for a second time, asks nothing of the database."""
    first = browser.get(address, **sent)
    with counting() as statements:
        again = browser.get(address, **sent)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    return not statements


def entries(app: Flask) -> int:
    """Return how many answers an application keeps."""
    return len(app.wsgi_app.cache._cached)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("topic")
def test_a_save_is_seen_at_once_by_every_process(
    app: Flask, other: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    elsewhere = other.test_client()
    addresses = (PAGE, "/", "/beliefs", f"{PAGE}.md", f"{PAGE}.json", "/changes.rss", "/map.json")
    for number in range(3):
        claim = f"Claim number {number}"
        say(author, claim)
        for browser in (client, elsewhere):
            assert all(is_kept(browser, address) for address in addresses)
            assert claim in browser.get(PAGE).text
            assert claim in browser.get(f"{PAGE}.md").text
            assert claim in browser.get("/beliefs").text
    assert entries(app) == entries(other) == len(addresses)


@pytest.mark.usefixtures("topic")
def test_what_is_made_private_is_gone_at_once_from_every_process(
    app: Flask, other: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    say(author, "Soon a secret")
    browsers = (client, other.test_client())
    lists = ("/", "/beliefs", "/changes.rss", "/map.json", "/sitemap.xml", "/search?q=secret")
    pages = (PAGE, f"{PAGE}.md", f"{PAGE}.json", f"{PAGE}/history", f"{PAGE}/changes.rss")
    for browser in browsers:
        assert all(browser.get(address).status_code == 200 for address in (*lists, *pages))
        assert "Soon a secret" in browser.get("/beliefs").text
    form = author.get(f"{PAGE}/edit").text
    sent = {"title": "Compute", "visibility": "private", "base": base_of(form)}
    assert author.post(f"{PAGE}/edit", data=sent).status_code == 303
    for browser in browsers:
        assert all(browser.get(address).status_code == 404 for address in pages)
        assert not any("Soon a" in browser.get(address).text for address in lists)


@pytest.mark.usefixtures("topic")
def test_an_answer_that_was_begun_before_a_save_is_not_kept_after_it(
    client: FlaskClient, other: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = signed_in(other, "Ada")
    claims = iter(["Said while the page was made"])

    def render_slowly(*args: Any, **more: Any) -> Any:
        made = render_topic(*args, **more)
        for claim in claims:
            say(author, claim)
        return made

    monkeypatch.setattr(RENDER, render_slowly)
    assert "Said while" not in client.get(PAGE).text
    assert "Said while" in client.get(PAGE).text
    assert is_kept(client, PAGE)


@pytest.mark.usefixtures("topic")
def test_only_requests_that_could_get_something_else_pass_the_cache_by(
    app: Flask, author: FlaskClient
) -> None:
    client = app.test_client(use_cookies=False)
    whole = client.get(PAGE)
    others = {"Cookie": "xatlas=1; theme=dark; atlas-device=2", "User-Agent": "x", "Accept": "*/*"}
    with counting() as statements:
        assert client.get(PAGE, headers=others).data == whole.data
        assert client.get(PAGE, headers={"Host": "evil.example"}).data == whole.data
        assert client.get(f"{PAGE}?utm_source=x&fbclid=%20y&utm_id=").data == whole.data
        head = client.head(PAGE)
        assert (head.data, head.headers) == (b"", whole.headers)
    assert not statements
    for headers in ({"Cookie": "x=1; atlas=made-up"}, {"HX-Request": "true"}):
        assert not is_kept(client, PAGE, headers=headers)
    assert not is_kept(author, PAGE)
    assert 'href="/atlas/compute/edit"' in author.get(PAGE).text
    assert client.get(PAGE).data == whole.data
    assert client.get(PAGE, headers={"Host": "no host"}).status_code == 400
    assert client.get(PAGE, headers={"Accept": "application/json"}).status_code == 303
    assert is_kept(client, "/map.json", headers={"Accept": "application/json"})
    # An address is first asked for at a host that is not ours, and under a name like our cookie.
    first = client.get("/atlas/elsewhere", headers={"Host": "evil.example", "Cookie": "atlas2=x"})
    assert "evil.example" not in first.text
    assert first.data == client.get("/atlas/elsewhere").data


@pytest.mark.usefixtures("topic")
def test_made_up_addresses_and_errors_do_not_fill_it(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    say(author, "A claim")
    today = client.get("/beliefs").headers  # one answer that is kept
    assert today["Cache-Control"] == "public, no-cache"
    for address in (
        *("/atlas/nowhere", "/b/1", "/sign-in", "/healthz", "/search?q=chips", "/c/99", "/review"),
        *(
            f"{PAGE}?x=1",
            f"{PAGE}?utm_id=1&x=1",
            f"{PAGE}?at=2020-01-01",
            f"{PAGE}?at=9999-01-01",
            f"{PAGE}?at=x",
        ),
        *("/beliefs?page=1", "/beliefs?page=2", "/beliefs?page=02", "/beliefs?sort=region"),
        *("/beliefs?page=1&page=1", "/map?focus=nowhere", "/changes?at=2026-01-01"),
        *("/map?area=Governance", "/map?box=1,2,3,4", "/static/css/atlas.css", f"{PAGE}?", "/?"),
    ):
        client.get(address, buffered=True)
    assert entries(app) == 3  # the two that end with a question mark are the plain ones
    client.get("/map?focus=compute")
    first_day = client.get("/changes.json").get_json()["items"][0]["date_published"][:10]
    client.get(f"/?at={first_day}")
    assert entries(app) == 6


@pytest.mark.usefixtures("topic")
def test_each_encoding_has_a_tag_that_is_answered_with_304(client: FlaskClient) -> None:
    wanted = {
        "gzip;q=0.5, br;q=0.2": gzip.decompress,
        "br;q=0.9, *;q=0.1": brotli.decompress,
        "br;q=0, gzip;q=0": bytes,
    }
    plain = client.get(PAGE).data
    tags = {}
    for header, read in wanted.items():
        answer = client.get(PAGE, headers={"Accept-Encoding": header})
        assert read(answer.data) == plain
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers["Vary"] == "Accept, Accept-Encoding"
        tags[header] = answer.headers["ETag"]
    assert len(set(tags.values())) == 3
    for header, tag in tags.items():
        for sent in (tag, f'"x", W/{tag}', "*"):
            again = {"Accept-Encoding": header, "If-None-Match": sent}
            kept = client.get(PAGE, headers=again)
            assert (kept.status_code, kept.data, kept.headers["ETag"]) == (304, b"", tag)
            assert kept.headers["Vary"] == "Accept, Accept-Encoding"
            assert set(kept.headers.keys()) == {"Cache-Control", "ETag", "Vary"}
        others = [other for other in tags.values() if other != tag]
        again = {"Accept-Encoding": header, "If-None-Match": ", ".join(others)}
        assert client.get(PAGE, headers=again).status_code == 200


class SharedCache:
    """A cache in front of the server, as strict as RFC 9111 asks: it validates what it stored."""

    def __init__(self) -> None:
        self.stored: dict[str, list[tuple[dict[str, str], TestResponse]]] = {}

    def get(self, browser: FlaskClient, address: str, **headers: str) -> TestResponse:
        """Ask through the cache."""
        for sent, kept in self.stored.get(address, []):
            varies = [name.strip() for name in kept.headers["Vary"].split(",")]
            if all(sent.get(name, "") == headers.get(name, "") for name in varies):
                again = headers | {"If-None-Match": kept.headers["ETag"]}
                answer = browser.get(address, headers=again)
                return kept if answer.status_code == 304 else self._store(address, headers, answer)
        return self._store(address, headers, browser.get(address, headers=headers))

    def _store(self, address: str, sent: dict[str, str], answer: TestResponse) -> TestResponse:
        if "public" in answer.headers["Cache-Control"] and "ETag" in answer.headers:
            self.stored.setdefault(address, []).insert(0, (sent, answer))
        return answer


@pytest.mark.usefixtures("topic")
@pytest.mark.parametrize("author_first", [True, False])
def test_a_shared_cache_gives_nobody_the_answer_of_another(
    client: FlaskClient, author: FlaskClient, *, author_first: bool
) -> None:
    shared, editing = SharedCache(), 'href="/atlas/compute/edit"'
    for round_number in range(2):
        for is_author in (author_first, not author_first) * 2:
            seen = shared.get(author if is_author else client, PAGE, **BR)
            assert (editing in brotli.decompress(seen.data).decode()) is is_author
            part = shared.get(client, f"{PAGE}/stance", **{"HX-Request": "true"})
            assert "<html" not in part.text
            assert "<html" in shared.get(client, f"{PAGE}/stance").text
            data = shared.get(client, PAGE, Accept="application/json")
            assert data.status_code == 303
        say(author, f"Said in round {round_number}")
        fresh = brotli.decompress(shared.get(client, PAGE, **BR).data).decode()
        assert f"Said in round {round_number}" in fresh
        author.get("/")  # shows the notice of the save, and forgets it


@pytest.mark.usefixtures("topic")
def test_one_thread_makes_an_answer_and_the_others_wait_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, go_on, made = Semaphore(0), Semaphore(0), []

    class Waited(PendingAnswer):
        def __init__(self, generation: int) -> None:
            super().__init__(generation)
            wait = self.done.wait
            self.done.wait = lambda timeout=None: (waiting.release(), wait(timeout))[1]  # type: ignore[method-assign,func-returns-value]

    def render_when_all_wait(*args: Any, **more: Any) -> Any:
        made.append(render_topic(*args, **more))
        assert go_on.acquire(timeout=20)
        return made[-1]

    monkeypatch.setattr(pagecache, "PendingAnswer", Waited)
    monkeypatch.setattr(RENDER, render_when_all_wait)
    answers: list[bytes] = []
    threads = [
        Thread(target=lambda: answers.append(app.test_client().get(PAGE).data)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert all(waiting.acquire(timeout=20) for _ in threads[1:])
    go_on.release()
    for thread in threads:
        thread.join(20)
    assert (len(made), len(answers), len(set(answers))) == (1, 4, 1)


def test_it_holds_no_more_than_its_limit_and_drops_what_is_used_least(tmp_path: Path) -> None:
    open_sqlite(tmp_path / "new.sqlite", may_make=True).close()
    with closing(Commits(tmp_path / "new.sqlite")) as commits:
        cache = PageCache(commits, 100_000)
        add = _adding(cache, until=float("inf"))
        for number in range(50):
            add(number)
            assert cache.look(_address(0))[1]
            assert cache.size <= 100_000
        kept = [number for number in range(50) if cache.look(_address(number))[1]]
        assert kept[0] == 0
        assert kept[1:] == list(range(51 - len(kept), 50))
        for encoding in ("br", "gzip"):
            for number in kept[-3:]:
                if found := cache.look(_address(number))[1]:
                    cache.encode(_address(number), found, encoding)
        assert cache.size <= 100_000
        assert cache.size == sum(one.answer.size for one in cache._cached.values())
        add(99, length=20_000)  # more than an eighth
        assert cache.look(_address(99))[1] is None


def test_it_sends_nothing_once_the_day_is_over_and_nothing_where_nobody_can_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_sqlite(tmp_path / "new.sqlite", may_make=True).close()
    with closing(Commits(tmp_path / "new.sqlite")) as commits:
        cache = PageCache(commits, 100_000)
        monkeypatch.setattr(pagecache, "now", lambda: START)
        _adding(cache, until=START + 100)(1)
        assert cache.look(_address(1))[1]
        monkeypatch.setattr(commits, "version", lambda: None)
        assert cache.look(_address(1)) == (0, None)
        monkeypatch.undo()
        monkeypatch.setattr(pagecache, "now", lambda: START)
        assert cache.look(_address(1))[1] is None
        _adding(cache, until=START + 100)(1)
        for moment in (START + 100, START - 1):  # a clock can also be set back
            _adding(cache, until=START + 100)(1)
            monkeypatch.setattr(pagecache, "now", lambda moment=moment: moment)
            assert cache.look(_address(1))[1] is None


@pytest.mark.usefixtures("topic")
def test_an_answer_is_for_the_day_of_the_atlas(app: Flask, client: FlaskClient) -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    set_zone(app, str(zone))
    client.get(PAGE)
    (kept,) = app.wsgi_app.cache._cached.values()  # type: ignore[attr-defined]
    today = datetime.now(zone).date()
    assert kept.since == start_of(today, zone).timestamp()
    assert kept.until == start_of(today + timedelta(days=1), zone).timestamp()


@pytest.mark.usefixtures("topic")
def test_what_changes_without_a_save_is_not_kept(
    client: FlaskClient, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = add_picture(author, drawing()).rpartition("/")[2]
    file = Path(client.application.extensions["atlas.pictures"].folder) / name
    content = file.read_bytes()
    file.unlink()
    body = f"![A square](/media/{name})"
    assert author.post(f"{PAGE}/stance", data={"body": body}).status_code == 303
    assert 'width="' not in client.get(PAGE).text.partition(name)[2].partition(">")[0]
    file.write_bytes(content)
    assert 'width="' in client.get(PAGE).text.partition(name)[2].partition(">")[0]

    late = [False, True]
    monkeypatch.setattr(
        "wiki.views.map.read_map", lambda **asked: replace(read_map(**asked), late=late.pop())
    )
    assert "the new one is being drawn" in client.get("/map").text
    assert "the new one is being drawn" not in client.get("/map").text
    assert is_kept(client, "/map")


def test_it_can_be_switched_off(instance: Path) -> None:
    bare = create_app(instance, ENVIRON | {"WIKI_PAGE_CACHE": "0"})
    assert not is_kept(bare.test_client(), "/status")
    with bare.app_context():
        db.engine.dispose()


def _address(number: int) -> Address:
    return (f"/{number}", "", True)


def _adding(cache: PageCache, *, until: float) -> Callable[..., None]:
    def add(number: int, length: int = 1_000) -> None:
        headers = [("Content-Type", "text/html"), ("ETag", f'"{number}"')]
        generation, _ = cache.look(_address(number))
        kept = CachedAnswer(Finished("200 OK", headers, b"x" * length), START, until)
        cache.store(_address(number), kept, generation)

    return add
