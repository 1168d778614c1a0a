"""Readers at a steady rate while the author saves: how long they wait, and the rate of cache hits.

    .venv/bin/python -m bench.zipf

500 requests a second are for 1,000 regions, the first ones most often (Zipf's law). Each has its
time to be sent, over one of 64 connections; if all of these wait for answers, a request is sent
later, but its wait counts from its time. Pages come in brotli, as browsers request them:
uncompressed, a thousand would not fit into the page cache. Each page was read before, so that both
workers keep it. First the author saves twice a second; then once, and a minute follows. Region 1
shows the number of the save: an answer with a lower one than was acknowledged when it was requested
is stale. `alone` is an answer that the page cache leaves to the application, without other requests
at the time.
"""

import asyncio
import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from urllib.request import urlopen

import brotli
import click

from bench.author import Author, link_for
from bench.figures import record_figure, sized
from bench.load import Server, ask, free_port, request, servers
from bench.visits import STAMP, RegionDraw, stamped

REGIONS, RATE = sized((1_000, 500), (100, 100))
BUSY_SECONDS, QUIET_SECONDS = sized((30, 60), (3, 5))
BETWEEN_SAVES = 0.5
ALONE, READERS = 50, 64
AT_ONCE = 4  # pages that are read before the readers begin
TIMES = 5  # that a page is asked for until both workers are likely to have it
COUNT = 'atlas_request_seconds_count{{cache="{}"}} '


def page_of(region: int, **headers: str) -> bytes:
    """Return a browser's request for the page of a region, as bytes."""
    return request(f"/atlas/region-{region}", Accept_Encoding="br", **headers)


class Readers:
    """Sends requests at a rate, over READERS connections, and counts stale and failed answers."""

    def __init__(self, port: int, saved: "Synchronized[int]") -> None:
        self._port, self._saved = port, saved
        self._regions = RegionDraw(REGIONS, Random(1))
        self.times: list[float] = []
        self.stale = self.failed = 0

    async def read(self, seconds: float) -> None:
        """Send requests for `seconds`; give up after twice the time, if answers come too slowly."""
        begun = time.perf_counter()
        dues = (begun + number / RATE for number in range(int(seconds * RATE)))
        readers = (self._read(dues, begun + 2 * seconds) for _ in range(READERS))
        await asyncio.gather(*readers)

    async def _read(self, dues: Iterator[float], end: float) -> None:
        """Send requests on one connection, each at the next due time, until `end`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        for due in dues:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            if time.perf_counter() > end:
                break
            region = self._regions.draw()
            acknowledged = self._saved.value
            try:
                writer.write(page_of(region))
                status, body = await answer(reader)
            except (OSError, asyncio.IncompleteReadError):
                self.failed += 1
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                continue
            self.times.append((time.perf_counter() - due) * 1000)
            found = STAMP.search(brotli.decompress(body)) if region == 1 else None
            self.failed += status != 200 or (region == 1 and found is None)
            self.stale += bool(found and int(found[1]) < acknowledged)
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return the status and the body of the next answer on a connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    body = await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split(b" ", 2)[1]), body


def read_pages(port: int, seconds: float, saved: "Synchronized[int]", queue: Any) -> None:
    """Read pages for `seconds`, and put times, stale and failed answers into a queue.

    It is run in a process of its own.
    """
    readers = Readers(port, saved)
    asyncio.run(readers.read(seconds))
    queue.put((readers.times, readers.stale, readers.failed))


class Phase:
    """A time in which readers read while the author saves; it prints and keeps what they saw."""

    def __init__(self, server: Server, author: Author, first: int) -> None:
        self._server, self._author = server, author
        self._context = multiprocessing.get_context("spawn")
        self.saved = self._context.Value("q", first)
        self.late = 0.0
        self.bad = 0
        self.hits = 0.0

    def run(self, title: str, seconds: float, pause: float) -> None:
        """Save, let readers read for `seconds`, and save again after each `pause` (in seconds)."""
        self._save()
        before, queue = hits_and_misses(self._server), self._context.Queue()
        arguments = (self._server.port, seconds, self.saved, queue)
        reading = self._context.Process(target=read_pages, args=arguments)
        reading.start()
        saves, due = 1, time.monotonic() + pause
        while queue.empty() and reading.is_alive():
            if time.monotonic() >= due:
                self._save()
                saves, due = saves + 1, due + pause
            time.sleep(0.01)
        times, stale, failed = queue.get(timeout=60)
        reading.join()
        hits, misses = (
            after - earlier
            for after, earlier in zip(hits_and_misses(self._server), before, strict=True)
        )
        self.late, self.bad = quantiles(times, n=100)[98], stale + failed
        self.hits = hits / max(1, hits + misses) * 100
        click.echo(f"\n{title}: {len(times):,} answers, {saves} saves")
        click.echo(f"milliseconds: {median(times):.1f} p50, {self.late:.0f} p99")
        click.echo(f"stale: {stale}, failed: {failed}, hits: {self.hits:.1f} %")

    def _save(self) -> None:
        save_number = self.saved.value + 1
        self._author.save(1, stamped(save_number))
        self.saved.value = save_number


def hits_and_misses(server: Server) -> tuple[int, int]:
    """Return how many answers of all workers came from the page cache, and how many were made."""
    with urlopen(f"http://127.0.0.1:{server.metrics_port}/metrics", timeout=60) as answer:
        text = answer.read().decode()
    hits, misses = (
        float(text.partition(COUNT.format(state))[2].split("\n")[0] or 0)
        for state in ("hit", "miss")
    )
    return int(hits), int(misses)


def read_all(port: int) -> None:
    """Request each page until both workers are likely to keep it, several pages at a time."""

    def read(region: int) -> None:
        for _ in range(TIMES):
            ask(port, page_of(region))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(read, range(1, REGIONS + 1)))


def time_alone(port: int) -> float:
    """Return the median milliseconds of answers that are not kept, requested one after the other.

    The pages are the last ones that were read, whose local maps are still drawn.
    """
    times = []
    for region in range(REGIONS - ALONE, REGIONS):
        begun = time.perf_counter()
        ask(port, page_of(region, Cookie="atlas=of-nobody"))
        times.append((time.perf_counter() - begun) * 1000)
    return median(times)


def main() -> None:
    """Measure both phases, print and record the figures; exit with 1 where an answer was stale."""
    with tempfile.TemporaryDirectory() as folder:
        link = link_for(Path(folder), REGIONS)
        target = ("wiki:create_app", {"WIKI_DATA": folder, "BENCH_METRICS": str(free_port())})
        with servers({"atlas": target}) as started:
            server = started["atlas"]
            with closing(Author(server.port, link)) as author:
                # The first move of a credence marks its region on every map: no page stays kept.
                author.save(1, stamped(0))
                read_all(server.port)
                alone = time_alone(server.port)
                click.echo(f"{REGIONS:,} regions, {RATE} requests a second; alone {alone:.1f} ms")
                busy = Phase(server, author, 0)
                busy.run("two saves a second", BUSY_SECONDS, BETWEEN_SAVES)
                quiet = Phase(server, author, busy.saved.value)
                quiet.run("one save", QUIET_SECONDS, 10 * QUIET_SECONDS)
    note = f"p99 {busy.late:.0f} ms, one answer {alone:.0f} ms; {busy.hits:.0f} % hits"
    record_figure("zipf.late", busy.late - alone, note)
    record_figure("zipf.stale", busy.bad + quiet.bad)
    record_figure("zipf.hits", quiet.hits, f"p99 {quiet.late:.0f} ms")
    sys.exit(1 if busy.bad or quiet.bad else 0)


if __name__ == "__main__":
    main()
