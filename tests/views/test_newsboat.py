"""The feeds in a real reader, newsboat: nothing is announced twice."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import sleep, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.views.feed_reading import FEEDS, TAKEAWAY, TITLE, edit, log, rename

XML = [path for path in FEEDS if not path.endswith("json")]
PROGRAM = shutil.which("newsboat")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="newsboat is not installed")


class Newsboat:
    """A reader with a cache of its own, subscribed to some feeds."""

    def __init__(self, folder: Path, addresses: list[str]) -> None:
        self.folder, self.cache = folder, folder / "cache.db"
        folder.mkdir()
        (folder / "urls").write_text("\n".join(addresses) + "\n")

    def reload(self) -> None:
        """Fetch once the second of the last edit is over, as newsboat compares whole seconds."""
        assert PROGRAM
        sleep(1.05)
        files = ["-u", "urls", "-c", "cache.db", "-C", "/dev/null"]
        done = subprocess.run(
            [PROGRAM, *files, "-x", "reload"],
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


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", XML)
def test_newsboat_takes_every_feed(
    author: FlaskClient, topic: str, server: str, tmp_path: Path, path: str
) -> None:
    newsboat = Newsboat(tmp_path / "newsboat", [server + path])
    item_id = log(author, title=TITLE, takeaway=TAKEAWAY)
    log(author, title="Nothing taken from it")
    newsboat.reload()
    ((guid, title, url, content, unread, date),) = newsboat.rows(
        "guid, title, url, content, unread, pubDate"
    )
    assert str(guid).startswith("urn:uuid:")
    assert (title, unread) == (TITLE, 1)
    assert str(url).endswith(f"/r/{item_id}")
    assert "<em>can</em>" in str(content)
    assert abs(int(str(date)) - time()) < 60


def test_an_edit_and_a_new_name_announce_nothing_twice_to_newsboat(
    author: FlaskClient, topic: str, server: str, tmp_path: Path
) -> None:
    """Newsboat keeps one item for a guid, whichever of its feeds carries it."""
    newsboat = Newsboat(tmp_path / "newsboat", [server + path for path in XML])
    ids = [log(author, title=f"Work {number}", takeaway="Count.") for number in range(3)]
    newsboat.reload()
    newsboat.read_all()
    before = newsboat.rows("guid, url, pubDate, unread")
    assert len(before) == len(ids)
    edit(author, ids[0], takeaway="Recount.", title="Another title")
    newsboat.reload()
    rename(author)
    newsboat.reload()
    assert newsboat.rows("guid, url, pubDate, unread") == before
    assert ("Another title",) in newsboat.rows("title")
    log(author, title="News", takeaway="New.", topics="chips")
    newsboat.reload()
    fresh = [row for row in newsboat.rows("guid, url, pubDate, unread") if row not in before]
    assert [row[3] for row in fresh] == [1]
