"""Whether a visitor ever gets a text older than the last acknowledged save, under load.

    .venv/bin/python -m bench.stale [REQUESTS [blind]]

Two workers serve; an author saves over HTTP, one save after the other, each with a number one
higher. Several processes read pages that show it. Before each request they look which number was
acknowledged last; an answer with a lower one is stale. With `blind` the
workers notice no commit, to show that stale answers are then counted.
"""

import http.client
import multiprocessing
import re
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from bench.generated import make_atlas
from bench.load import SECONDS, Server, servers
from wiki import create_app
from wiki.db import begin_writing, db
from wiki.services.authors import the_author
from wiki.storage import commits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REQUESTS, READERS, REGIONS = 20_000, 4, 20
ITEM = 1
REGION = "/atlas/region-1"
PAGES = (REGION, f"{REGION}.json", f"{REGION}.md", "/beliefs", "/beliefs.json")
STAMP = re.compile(rb"Stamp ([0-9]+) of")
PAUSE_SECONDS = 0.5  # between two saves
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Seen:
    """What one reader saw: answers, those that were stale or no answers, milliseconds of each."""

    answers: int
    stale: int
    failed: int
    times: list[float]


class Author:
    """The author in a browser: saves a belief with a number, and then the next one."""

    def __init__(self, port: int, link: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._cookie: dict[str, str] = {}
        answer, _ = self._ask("POST", link)
        cookies = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
        self._cookie = {"Cookie": "; ".join(cookies)}

    def save(self, number: int) -> None:
        """Save the belief. Raises SystemExit where it is refused."""
        place = f"{REGION}/beliefs/{ITEM}"
        _, form = self._ask("GET", f"{place}/edit")
        base = form.partition('name="base" value="')[2].partition('"')[0]
        claim = f"Stamp {number} of what is claimed"
        sent = {"base": base, "claim": claim, "credence": "40", "why": "It was saved"}
        answer, text = self._ask("POST", place, urlencode(sent))
        if answer.status != 303:
            raise SystemExit(f"Saving answered {answer.status}: {text[:300]}")

    def _ask(
        self, method: str, path: str, body: str | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        self._connection.request(method, path, body, self._cookie | (FORM if body else {}))
        answer = self._connection.getresponse()
        return answer, answer.read().decode()


def read_pages(port: int, count: int, saved: "Synchronized[int]", queue: Any) -> None:
    """Ask for the pages in turn, and put what was seen into a queue."""
    seen = Seen(0, 0, 0, [])
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        for number in range(count):
            acknowledged, begun = saved.value, time.perf_counter()
            connection.request("GET", PAGES[number % len(PAGES)])
            answer = connection.getresponse()
            found = STAMP.search(answer.read())
            seen.times.append((time.perf_counter() - begun) * 1000)
            seen.answers += 1
            if answer.status != 200 or found is None:
                seen.failed += 1
            elif int(found[1]) < acknowledged:
                seen.stale += 1
    queue.put(seen)


def link_for(folder: Path) -> str:
    """Return a link that signs the author in."""
    app = make_atlas(folder, REGIONS)
    with app.app_context():
        begin_writing()
        number = the_author("The author").id
        db.session.commit()
        token = app.extensions["atlas.gate"].make_link(number)
        db.engine.dispose()
    return f"/sign-in/{token}"


def run(server: Server, link: str, requests: int) -> tuple[int, list[Seen]]:
    """Save while others read; return how many saves there were and what each reader saw."""
    author = Author(server.port, link)
    context = multiprocessing.get_context("spawn")
    saved, queue = context.Value("q", 0), context.Queue()
    author.save(0)
    readers = [
        context.Process(target=read_pages, args=(server.port, requests // READERS, saved, queue))
        for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    while any(reader.is_alive() for reader in readers) and queue.empty():
        author.save(saved.value + 1)
        saved.value += 1
        time.sleep(PAUSE_SECONDS)
    return saved.value, [queue.get(timeout=SECONDS) for _ in readers]


def blind() -> "WSGIApplication":
    """Return the application with a page cache that notices no commit."""
    commits.Commits.version = lambda _self: (1, 1)  # type: ignore[method-assign,assignment]
    return create_app()


def main() -> None:
    """Count stale answers, print what was found, and exit with 1 where there was one."""
    requests = int(sys.argv[1]) if sys.argv[1:] else REQUESTS
    target = "bench.stale:blind" if "blind" in sys.argv else "wiki:create_app"
    with tempfile.TemporaryDirectory() as folder:
        link = link_for(Path(folder))
        with servers({"atlas": (target, {"WIKI_DATA": folder})}) as started:
            saves, every = run(started["atlas"], link, requests)
    times = [each for seen in every for each in seen.times]
    stale, failed = sum(seen.stale for seen in every), sum(seen.failed for seen in every)
    click.echo(f"{len(times):,} answers by 2 workers during {saves} saves")
    click.echo(f"stale: {stale}, failed: {failed}")
    hundredths = quantiles(times, n=100)
    click.echo(f"milliseconds: {median(times):.1f} median, {hundredths[98]:.0f} p99")
    sys.exit(1 if stale or failed else 0)


if __name__ == "__main__":
    main()
