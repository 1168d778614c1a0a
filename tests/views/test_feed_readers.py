"""The feeds in real readers, newsboat and sfeed: nothing is announced twice."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from threading import Thread
from time import sleep, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.views.changelog_reading import change, let_settle, press, write
from tests.views.feed_reading import FEEDS, TAKEAWAY, TITLE, edit, log, rename

XML = [path for path in FEEDS if not path.endswith("json")]
NEWSBOAT, SFEED = shutil.which("newsboat"), shutil.which("sfeed_update")
in_newsboat = pytest.mark.skipif(NEWSBOAT is None, reason="newsboat is not installed")
in_sfeed = pytest.mark.skipif(SFEED is None, reason="sfeed is not installed")

EVERY = ["/reading", "/atlas/compute/reading", "/writing", "/atlas/compute/changes", "/changes"]
EVERY += ["/triggers", "/atlas/elsewhere/reading"]
BOTH = [f"{root}.{form}" for root, form in zip(EVERY, cycle(("rss", "atom")), strict=False)]
DOCS = (Path(__file__).parents[2] / "docs/author.md").read_text(encoding="utf-8")


def wait_a_second() -> None:
    """Let the second of the last edit be over, as newsboat compares whole seconds."""
    sleep(1.05)


class Newsboat:
    """A reader with a cache of its own, subscribed to some feeds."""

    def __init__(self, folder: Path, addresses: list[str]) -> None:
        self.folder, self.cache = folder, folder / "cache.db"
        folder.mkdir()
        (folder / "urls").write_text("\n".join(addresses) + "\n")

    def reload(self) -> None:
        """Fetch every feed, but what is not new."""
        assert NEWSBOAT
        files = ["-u", "urls", "-c", "cache.db", "-C", "/dev/null"]
        done = subprocess.run(
            [NEWSBOAT, *files, "-x", "reload"],
            cwd=self.folder,
            env=os.environ | {"HOME": str(self.folder), "no_proxy": "*"},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def rows(self, columns: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.cache)) as cache:
            return cache.execute(
                f"SELECT {columns} FROM rss_item ORDER BY feedurl, guid"
            ).fetchall()

    def read_all(self) -> None:
        with closing(sqlite3.connect(self.cache)) as cache:
            cache.execute("UPDATE rss_item SET unread = 0")
            cache.commit()


class Sfeed:
    """A reader with the functions that the documentation offers in its `sfeedrc`."""

    def __init__(self, folder: Path, addresses: list[str]) -> None:
        self.folder = folder
        folder.mkdir()
        found = re.search(r"```sh\n(fetch\(\).*?)```", DOCS, re.DOTALL)
        assert found
        feeds = "".join(f'feed "{number}" "{one}"\n' for number, one in enumerate(addresses))
        (folder / "sfeedrc").write_text(
            f'sfeedpath="{folder}/feeds"\nfeeds() {{\n{feeds}}}\n{found[1]}'
        )

    def reload(self) -> None:
        """Fetch every feed, but what is not new; fail where a feed cannot be fetched."""
        assert SFEED
        done = subprocess.run(
            [SFEED, "sfeedrc"],
            cwd=self.folder,
            env=os.environ | {"no_proxy": "*"},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def rows(self) -> list[tuple[str, str, str]]:
        """Return the feed, the id and the title of each entry that the reader shows."""
        lines = [
            (file.name, line.split("\t"))
            for file in sorted((self.folder / "feeds").glob("[0-9]*"))
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        return [(feed, fields[5], fields[1]) for feed, fields in lines]

    def ids(self) -> list[tuple[str, str]]:
        return [(feed, guid) for feed, guid, _ in self.rows()]


@pytest.fixture
def statuses(app: Flask) -> list[str]:
    """The statuses of all answers, as the server sends them."""
    seen: list[str] = []
    inner = app.wsgi_app

    def noting(environ: Any, start_response: Any) -> Any:
        def start(status: str, *more: Any) -> Any:
            seen.append(status)
            return start_response(status, *more)

        return inner(environ, start)

    app.wsgi_app = noting  # type: ignore[method-assign]
    return seen


@pytest.fixture
def server(app: Flask, statuses: list[str]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def write_something_for_each_feed(author: FlaskClient) -> list[int]:
    """Write readings, an essay, a belief and a trigger; return the numbers of the readings."""
    ids = [log(author, title=f"Work {number}", takeaway="Count.") for number in range(3)]
    essay = {"title": "An essay", "body": "Words.", "topics": "compute", "publish": "y"}
    assert author.post("/writing/new", data=essay).status_code == 303
    write(author, "beliefs", claim="Chips can be counted", credence="60")
    write(author, "triggers", observation="Somebody counts them")
    press(author, "triggers/1/happened", happened_on="2026-05-01", cause="")
    return ids


@in_newsboat
def test_newsboat_takes_every_feed(
    author: FlaskClient, topic: str, server: str, tmp_path: Path
) -> None:
    item_id = log(author, title=TITLE, takeaway=TAKEAWAY)
    log(author, title="Nothing taken from it")
    wait_a_second()
    for path in XML:
        newsboat = Newsboat(tmp_path / path.replace("/", "-"), [server + path])
        newsboat.reload()
        ((guid, title, url, content, unread, date),) = newsboat.rows(
            "guid, title, url, content, unread, pubDate"
        )
        assert str(guid).startswith("urn:uuid:")
        assert (title, unread) == (TITLE, 1)
        assert str(url).endswith(f"/r/{item_id}")
        assert "<em>can</em>" in str(content)
        assert abs(int(str(date)) - time()) < 60


@in_newsboat
def test_edits_new_names_tags_and_deleting_announce_nothing_twice_to_newsboat(
    author: FlaskClient, topic: str, server: str, tmp_path: Path, statuses: list[str]
) -> None:
    """Newsboat keeps one item for a guid, whichever of its feeds carries it."""
    newsboat = Newsboat(tmp_path / "newsboat", [server + path for path in BOTH])
    ids = write_something_for_each_feed(author)

    def kept() -> set[tuple[object, ...]]:
        """Return the items that are no changes, which are told of each thing that is done."""
        rows = newsboat.rows("guid, url, pubDate, unread")
        return {row for row in rows if "/c/" not in str(row[1])}

    def reload() -> None:
        wait_a_second()
        newsboat.reload()

    reload()
    newsboat.read_all()
    before, told = kept(), newsboat.rows("guid")
    assert len(before) == len(ids) + 2  # an essay and a trigger
    assert len(told) > len(before)
    edit(author, ids[0], takeaway="Recount.", title="Another title")
    change(author, "beliefs/1", claim="Chips can be counted well")
    reload()
    assert ("Another title",) in newsboat.rows("title")
    rename(author)
    edit(author, ids[1], topics="chips,elsewhere")  # it is in one more feed
    author.post(f"/reading/{ids[2]}/delete")
    reload()
    assert kept() == before
    assert len(set(newsboat.rows("guid"))) == len(newsboat.rows("guid"))
    statuses.clear()
    newsboat.reload()
    assert statuses.count("304 NOT MODIFIED") == len(BOTH)
    assert "200 OK" not in statuses
    log(author, title="News", takeaway="New.", topics="chips")
    reload()
    assert [row[3] for row in kept() - before] == [1]


@in_sfeed
def test_edits_new_names_tags_and_deleting_announce_nothing_twice_to_sfeed(
    app: Flask,
    author: FlaskClient,
    topic: str,
    server: str,
    tmp_path: Path,
    statuses: list[str],
) -> None:
    """With the functions of the documentation, sfeed keeps one entry for an id in each feed."""
    sfeed = Sfeed(tmp_path / "sfeed", [server + path for path in BOTH])
    ids = write_something_for_each_feed(author)
    let_settle(app)  # so that the belief has changes of its own
    sfeed.reload()
    first = sfeed.ids()
    edit(author, ids[0], takeaway="Recount.", title="Another title")
    change(author, "beliefs/1", claim="Chips can be counted well", credence="70")
    sfeed.reload()
    titles = [title for _, _, title in sfeed.rows()]
    assert "Another title" in titles
    assert "Work 0" not in titles
    assert "Compute: Chips can be counted well 60% → 70%, reworded" in titles
    told = sfeed.ids()
    change(author, "beliefs/1", credence="75")  # the same change, as it is within half an hour
    sfeed.reload()
    assert sfeed.ids() == told
    rename(author)
    edit(author, ids[1], topics="chips,elsewhere")  # it is in one more feed
    author.post(f"/reading/{ids[2]}/delete")
    sfeed.reload()
    assert len(set(sfeed.ids())) == len(sfeed.ids())
    assert set(first) < set(sfeed.ids())
    statuses.clear()
    sfeed.reload()
    assert statuses.count("304 NOT MODIFIED") == len(BOTH)
    assert "200 OK" not in statuses
