"""How long a visitor waits for the first answer after an edit, for every kind of page and feed.

    .venv/bin/python -m bench.first [REGIONS]

The atlas is a large generated one, with two essays. Before each answer the author saves a belief of
another region; only what stays cached through an edit is cached, and the whole map is drawn. The
printed book, which has every page in one, is left out.

Milliseconds are on the clock, in this process, without compression. Feeds are requested as programs
do.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import click
from flask.testing import FlaskClient

from bench.answers import edit, sign_in, wait_for_map
from bench.figures import record_figure, sized
from bench.generated import make_atlas
from bench.prepare import LARGE

ROUNDS = sized(4, 2)
REGION = "/atlas/region-50"
EDITED = 20
PAGES = (
    *("/", "/map", "/about", "/status", "/feeds", "/sitemap.xml"),
    *("/beliefs", "/beliefs?page=2", "/triggers", "/triggers?page=2", "/record"),
    *("/reading", "/reading?page=2", "/reading/250", "/writing", "/writing/a-first-essay"),
    *("/areas/area-3", "/changes", "/changes/2023-05", "/history", "/c/100", "/year/2023"),
    *("/search?q=evidence", "/map?at=2023-05-01", "/?at=2023-05-01", "/beliefs?at=2023-05-01"),
    *(REGION, f"{REGION}?at=2023-05-01", f"{REGION}?since=2023-05-01", f"{REGION}/history"),
    *(f"{REGION}/changes", f"{REGION}/links", f"{REGION}/cite", f"{REGION}/beliefs/history"),
    *("/b/495/history", "/b/495/cite"),
)
FEEDS = (
    *("/changes.rss", "/changes.atom", "/changes.json", "/reading.rss", "/reading.atom"),
    *("/reading.json", "/triggers.rss", "/triggers.atom", "/triggers/happened.json"),
    *("/writing.rss", "/writing.atom", "/writing.json"),
    *(f"{REGION}/changes.rss", f"{REGION}/reading.rss"),
)
ESSAYS = ("A first essay", "A second essay")


def write_essays(author: FlaskClient) -> None:
    """Publish ESSAYS as the author. Raises SystemExit where one is refused."""
    for title in ESSAYS:
        data = {"title": title, "body": "What was learned, in a few words.", "publish": "1"}
        answer = author.post("/writing/new", data=data)
        if answer.status_code != 303:
            raise SystemExit(f"Publishing an essay answered {answer.status_code}.")


def measure(visitor: FlaskClient, author: FlaskClient, address: str) -> list[float]:
    """Return the milliseconds of ROUNDS answers, each the first one after an edit."""
    times = []
    for index in range(ROUNDS + 1):
        edit(author, EDITED, f"round {index} before {address}")()
        begun = time.perf_counter()
        answer = visitor.get(address)
        answer.get_data()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}.")
    return times[1:]  # the first one reads and renders texts that are kept afterwards


def main() -> None:
    """Measure all pages and feeds, print the slowest first, and record the p99 of all answers."""
    regions = int(sys.argv[1]) if sys.argv[1:] else LARGE
    with tempfile.TemporaryDirectory() as folder:
        app = make_atlas(Path(folder), regions)
        visitor, author = app.test_client(), sign_in(app)
        write_essays(author)
        wait_for_map(visitor)
        found = {one: measure(visitor, author, one) for one in (*PAGES, *FEEDS)}
    click.echo(f"{regions:,} regions\n{'':40}{'median ms':>11}{'most ms':>10}")
    for address in sorted(found, key=lambda one: -median(found[one])):
        times = found[address]
        click.echo(f"{address:40}{median(times):>11.1f}{max(times):>10.1f}")
    every = [each for times in found.values() for each in times]
    slowest = max(found, key=lambda one: median(found[one]))
    last = quantiles(every, n=100)[98]
    click.echo(f"p50 {median(every):.1f} ms, p99 {last:.0f} ms")
    record_figure("first.p99", last, f"slowest {slowest}, {median(found[slowest]):.0f} ms")


if __name__ == "__main__":
    main()
