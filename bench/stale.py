"""Whether a visitor ever gets a text older than the last acknowledged save, under load.

    .venv/bin/python -m bench.stale [--requests N] [--regions N] [--workers N] [--saves N] [--html]

An author saves over HTTP, each time a number one higher, in one of a hundred regions after the
other; the saves are spread evenly over the answers. Meanwhile several processes read: every second
request is for a page that shows the number last saved in its region, the others are for any region;
of both, the first ones most often (Zipf's law). Pages come in brotli, as browsers request them:
uncompressed, a thousand would not fit into the page cache. Before each request a reader looks up
the number that was acknowledged last in that region; an answer with a lower one is stale. With
`--blind` the workers notice no commit, to show that stale answers are then counted. The memory is
that of the largest worker, after each tenth of the requests.

With `--html` only the pages of regions are read. Their JSON, Markdown and histories, which are read
as well otherwise, are made anew after each save, wherever it was, so that they take an hour for a
million requests.
"""

import http.client
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized, SynchronizedArray
from pathlib import Path
from queue import Empty
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import brotli
import click

from bench.author import Author, first_belief, link_for
from bench.figures import sized
from bench.load import SECONDS, Server, servers
from bench.visits import STAMP, RegionDraw, stamped
from wiki import create_app
from wiki.storage import commits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

READERS, PARTS, SAVED_IN = 4, 10, 100
REPORT_EVERY = 100  # answers until a reader says so
LOOK_SECONDS = 0.005  # how often that is looked at
Pages = Callable[[int], tuple[str, ...]]  # returns paths of pages about a region


@dataclass
class Seen:
    """What one reader counted: answers, stale ones and failed ones, and milliseconds of each."""

    answers: int
    stale: int
    failed: int
    times: list[float]

    def count(self, status: int, body: bytes, acknowledged: int | None) -> None:
        """Count an answer, which is stale if its number is lower than the one acknowledged last.

        For a page that shows no number, `acknowledged` is None.
        """
        self.answers += 1
        if status != 200:
            self.failed += 1
        elif acknowledged is not None:
            found = STAMP.search(brotli.decompress(body))
            self.failed += found is None
            self.stale += found is not None and int(found[1]) < acknowledged


def html_of(region: int) -> tuple[str, ...]:
    """Return the path of the page of a generated region, alone."""
    return (f"/atlas/region-{region}",)


def pages_of(region: int) -> tuple[str, ...]:
    """Return the paths of the pages that show the first belief of a generated region."""
    (address,) = html_of(region)
    return (address, f"{address}.json", f"{address}.md", f"/b/{first_belief(region)}/history")


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """Return the status and the body of a page in brotli. Raises HTTPException, OSError."""
    connection.request("GET", path, headers={"Accept-Encoding": "br"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def read_pages(
    port: int,
    count: int,
    regions: int,
    shared: "tuple[SynchronizedArray[int], Synchronized[int]]",
    queue: Any,
    pages: Pages,
) -> None:
    """Request `count` pages, and put a `Seen` of the answers into a queue.

    Of a region that is saved in, it requests one of `pages`, of any other its page.
    `shared` has the number that was acknowledged last in each region that is saved in, the first
    one first, and how many answers there were.
    """
    saved, answered = shared
    chance = Random(os.getpid())
    seen, any_region = Seen(0, 0, 0, []), RegionDraw(regions, chance)
    saved_region = RegionDraw(len(saved), chance)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as connection:
        for index in range(count):
            shows = index % 2 == 0
            region = (saved_region if shows else any_region).draw()
            path = chance.choice((pages if shows else html_of)(region))
            acknowledged = saved[region - 1] if shows else None
            begun = time.perf_counter()
            try:
                status, body = ask(connection, path)
            except (http.client.HTTPException, OSError):
                seen.failed += 1
                connection.close()  # it opens again with the next request
                continue
            seen.times.append((time.perf_counter() - begun) * 1000)
            seen.count(status, body, acknowledged)
            if index % REPORT_EVERY == 0:
                with answered:
                    answered.value += REPORT_EVERY
    queue.put(seen)


@dataclass
class Found:
    """What one run found: the number of saves, what each reader counted, and memory.

    `memory` is megabytes of the largest worker, after each part of the requests and at the end.
    """

    saves: int
    seen: list[Seen]
    memory: list[float]


def run(server: Server, link: str, requests: int, regions: int, wanted: int, pages: Pages) -> Found:
    """Save `wanted` times, while readers send `requests` requests for pages of the regions."""
    author = Author(server.port, link)
    context = multiprocessing.get_context("spawn")
    saved, answered = context.Array("q", min(regions, SAVED_IN)), context.Value("q", 0)
    queue = context.Queue()
    for region in range(1, len(saved) + 1):
        author.save(region, stamped(0))
    shared = (saved, answered)
    each = (server.port, requests // READERS, regions, shared, queue, pages)
    readers = [context.Process(target=read_pages, args=each) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    memory: list[float] = []
    seen: list[Seen] = []
    saves = 0
    while len(seen) < READERS and any(reader.is_alive() for reader in readers):
        with suppress(Empty):
            seen.append(queue.get_nowait())
        if saves * requests <= answered.value * wanted:
            index = saves % len(saved)
            saves += 1
            author.save(index + 1, stamped(saves))
            saved[index] = saves
        if answered.value * PARTS > requests * (len(memory) + 1):
            memory.append(server.memory())
            click.echo(f"{answered.value:,} answers, {saves} saves", err=True)
        time.sleep(LOOK_SECONDS)
    seen += [queue.get(timeout=SECONDS) for _ in readers[len(seen) :]]
    return Found(saves, seen, [*memory, server.memory()])


def blind() -> "WSGIApplication":
    """Return the application with a page cache that notices no commit."""
    seen = commits.Seen((1, 1), frozenset())
    commits.Commits.version = lambda _self: seen.version  # type: ignore[method-assign,assignment]
    commits.Commits.see = lambda _self: seen  # type: ignore[method-assign,assignment]
    return create_app()


@click.command()
@click.option("--requests", default=sized(20_000, 1_000), help="How many answers there are to be.")
@click.option("--regions", default=20, help="How many regions are read.")
@click.option("--workers", default=2, help="How many workers serve.")
@click.option("--saves", default=sized(100, 10), help="How often the author saves meanwhile.")
@click.option("--blind", "is_blind", is_flag=True, help="The workers notice no commit.")
@click.option("--html", "only_html", is_flag=True, help="Only the pages of regions are read.")
def main(
    requests: int, regions: int, workers: int, saves: int, *, is_blind: bool, only_html: bool
) -> None:
    """Count stale answers, print what was found, and exit with 1 where there was one."""
    target = "bench.stale:blind" if is_blind else "wiki:create_app"
    with tempfile.TemporaryDirectory() as folder:
        link = link_for(Path(folder), regions)
        environ = {"WIKI_DATA": folder, "BENCH_WORKERS": str(workers)}
        with servers({"atlas": (target, environ)}) as started:
            pages = html_of if only_html else pages_of
            found = run(started["atlas"], link, requests, regions, saves, pages)
    times = [each for seen in found.seen for each in seen.times]
    stale, failed = sum(seen.stale for seen in found.seen), sum(seen.failed for seen in found.seen)
    click.echo(f"{len(times):,} answers by {workers} workers during {found.saves} saves")
    click.echo(f"stale: {stale}, failed: {failed}")
    hundredths = quantiles(times, n=100)
    click.echo(f"milliseconds: {median(times):.1f} median, {hundredths[98]:.0f} p99")
    click.echo(f"memory of a worker: {', '.join(f'{one:.0f}' for one in found.memory)} MB")
    sys.exit(1 if stale or failed else 0)


if __name__ == "__main__":
    main()
