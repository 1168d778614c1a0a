"""The atlas beside other wikis and web servers with the same 1,000 pages, in one run.

    .venv/bin/python -m bench.peers --install DIR
    BENCH_PEERS=DIR .venv/bin/python -m bench.peers

The first line installs nginx, wrk, DokuWiki with PHP (Debian, as root), Otter Wiki and Datasette
(PyPI, below DIR). The second one measures those that are installed and names the others. Each
serves the same region, without compression, and gets requests from wrk on 16 connections, in turn,
a few seconds each time: requests a second, and microseconds of all its processes for one. Nginx,
the bare Flask route and the constant answer give the bytes of the atlas's page. Saves, one at a
time, by the atlas and DokuWiki in turn, are timed on the clock, without the form.
"""

import http.client
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import click

from bench.author import FORM, Author, link_for
from bench.cached import ANSWER, AT, keep_answer
from bench.figures import record_figure, sized
from bench.load import CONNECTIONS, SECONDS, Program, Server, ask, request
from bench.peer_servers import Missing, datasette, dokuwiki, find, install, nginx, otter_wiki
from wiki import create_app
from wiki.db import db
from wiki.exchange.exporting import export_topic
from wiki.queries.sources import source_for
from wiki.queries.topics import list_topics
from wiki.visibility import AUTHOR

REGIONS, REGION = sized(1_000, 60), 50
PAGE = f"/atlas/region-{REGION}"
ROUNDS, ASKING, SAVES = sized((3, 3, 60), (1, 1, 5))  # ASKING in seconds
KEPT, NOT_KEPT, FILE, DOKUWIKI = "kept page", "page not kept", "nginx, a file", "DokuWiki"
Speed = tuple[float, float]


@dataclass(frozen=True)
class Peer:
    """Something to measure: programs, the first of which listens on the port, and a path."""

    programs: list[Program]
    path: str

    @property
    def port(self) -> int:
        """Return the port to send requests to."""
        return self.programs[0].port


def texts_of(folder: Path) -> dict[str, str]:
    """Return the page document of every region of an atlas, by its slug."""
    with create_app(folder, {}).app_context():
        source = source_for(AUTHOR, UTC)
        found = {one.slug: export_topic(one, source) for one in list_topics(reader=AUTHOR)}
        db.engine.dispose()
    return found


@contextmanager
def started(folder: Path, texts: dict[str, str]) -> Iterator[dict[str, Peer]]:
    """Start all peers and yield them by title; name those that are missing; stop all at the end."""
    installed, name = Path(os.environ.get("BENCH_PEERS", "")), f"region-{REGION}"
    data = {"WIKI_DATA": str(folder / "atlas")}
    with ExitStack() as stack:
        found: dict[str, Peer] = {}

        def start(title: str, path: str, make: Callable[[], list[Program]]) -> None:
            try:
                found[title] = Peer(make(), path)
            except (Missing, SystemExit, OSError, subprocess.CalledProcessError) as error:
                click.echo(f"{title}: not measured ({error})")
                return
            for program in found[title].programs:
                stack.callback(program.stop)

        start(KEPT, PAGE, lambda: [Server("wiki:create_app", **data)])
        start(NOT_KEPT, PAGE, lambda: [Server("wiki:create_app", **data, WIKI_PAGE_CACHE="0")])
        answer = ask(found[KEPT].port, request(PAGE))
        same = {ANSWER: str(folder / "answer.json"), AT: PAGE}
        keep_answer(folder / "answer.json", answer.head, answer.body)
        file = folder / "files" / PAGE.lstrip("/")
        file.parent.mkdir(parents=True)
        file.write_bytes(answer.body)
        start("bare Flask route", PAGE, lambda: [Server("bench.cached:bare", **same)])
        start("constant answer", PAGE, lambda: [Server("bench.cached:constant", **same)])
        start(FILE, PAGE, lambda: [nginx(folder / "nginx", folder / "files")])
        start(DOKUWIKI, f"/doku.php?id={name}", lambda: dokuwiki(folder / "doku", texts))
        start("Otter Wiki", f"/{name}", lambda: otter_wiki(folder / "otter", texts, installed))
        row = f"/pages/pages/{name}"
        start("Datasette, a row", row, lambda: datasette(folder / "sette", texts, installed))
        yield found


def check(title: str, peer: Peer, words: str) -> None:
    """Raise SystemExit unless a peer's page has status 200 and contains `words`."""
    with closing(http.client.HTTPConnection("127.0.0.1", peer.port, timeout=SECONDS)) as one:
        one.request("GET", peer.path)
        answer = one.getresponse()
        body = answer.read().decode()
    if answer.status != 200 or words not in body:
        raise SystemExit(f"{title} answered {answer.status} without the text: {body[:300]}")


def speed(wrk: str, peer: Peer) -> Speed:
    """Return the requests per second that a peer answers, and the microseconds of each.

    `wrk` is the path of that program. Raises SystemExit where answers are errors.
    """
    worked = sum(program.processor_seconds() for program in peer.programs)
    address = f"http://127.0.0.1:{peer.port}{peer.path}"
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{ASKING}s", address]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    count = re.search(r"(\d+) requests in", printed)
    rate = re.search(r"Requests/sec:\s*(\S+)", printed)
    if "Non-2xx" in printed or not count or not rate:
        raise SystemExit(f"{address} failed: {printed}")
    worked = sum(program.processor_seconds() for program in peer.programs) - worked
    return float(rate[1]), worked * 1_000_000 / max(1, int(count[1]))


def compare(peers: dict[str, Peer]) -> None:
    """Measure all peers in turn, print a table, and record the ratios with a limit."""
    wrk = find("wrk")
    for title, peer in list(peers.items()):
        try:
            speed(wrk, peer)  # warm, and all its answers are good
        except SystemExit as error:
            click.echo(f"{title}: left out ({error})")
            del peers[title]
    rounds = [{title: speed(wrk, peer) for title, peer in peers.items()} for _ in range(ROUNDS)]
    click.echo(f"\n{'':24}{'requests/s':>12}{'µs each':>10}{'kept page is':>14}")
    for title in peers:
        rate, cost = (median(one[title][index] for one in rounds) for index in (0, 1))
        times, _ = ratio(rounds, KEPT, title)
        click.echo(f"{title:24}{rate:>12,.0f}{cost:>10,.0f}{times:>12.2f} ×")
    for key, one, other in (
        ("peers.dokuwiki", KEPT, DOKUWIKI),
        ("peers.dokuwiki.uncached", NOT_KEPT, DOKUWIKI),
        ("peers.nginx", KEPT, FILE),
    ):
        if other in peers:
            times, work = ratio(rounds, one, other)
            record_figure(key, times, f"requests a second; {work:.2f} × by processor time")


def ratio(rounds: list[dict[str, Speed]], one: str, other: str) -> Speed:
    """Return how many times as fast `one` is as `other`: by request rate, and by processor time."""
    return (
        median(speeds[one][0] / speeds[other][0] for speeds in rounds),
        median(speeds[other][1] / max(0.001, speeds[one][1]) for speeds in rounds),
    )


def save_in_dokuwiki(connection: http.client.HTTPConnection, index: int) -> float:
    """Add a line to a page of DokuWiki; return the milliseconds. Raises SystemExit if refused."""
    connection.request("GET", f"/doku.php?id=region-{1 + index}&do=edit")
    answer = connection.getresponse()
    form, cookie = answer.read().decode(), answer.headers.get("Set-Cookie", "").partition(";")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    text = form.partition('name="wikitext"')[2].partition(">")[2].partition("</textarea>")[0]
    sent = fields | {"wikitext": f"{text}\nWhat save {index} adds", "do[save]": "1"}
    headers = FORM | ({"Cookie": cookie} if cookie else {})
    begun = time.perf_counter()
    connection.request("POST", f"/doku.php?id=region-{1 + index}", urlencode(sent), headers)
    answer = connection.getresponse()
    body, took = answer.read().decode(), (time.perf_counter() - begun) * 1000
    if answer.status not in (302, 303):
        raise SystemExit(f"DokuWiki's save answered {answer.status}: {body[:300]}")
    return took


def compare_saves(peers: dict[str, Peer], link: str) -> None:
    """Save in the atlas and in DokuWiki in turn, print both medians and record their ratio."""
    with (
        closing(Author(peers[KEPT].port, link)) as author,
        closing(http.client.HTTPConnection("127.0.0.1", peers[DOKUWIKI].port)) as other,
    ):
        pairs = [
            (author.save(1 + index % REGIONS, f"What save {index} claims"), save(other, index))
            for save in [save_in_dokuwiki]
            for index in range(SAVES)
        ]
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    click.echo(f"\na save, p50: {ours:.1f} ms, DokuWiki {theirs:.1f} ms")
    record_figure("peers.save", ours / theirs, f"{ours:.1f} ms against {theirs:.1f} ms")


@click.command()
@click.option("--install", "target", type=click.Path(path_type=Path), help="Install the peers.")
def main(target: Path | None) -> None:
    """Measure all peers and print tables, or with --install install them into a folder."""
    if target:
        install(target.absolute())
        return
    with tempfile.TemporaryDirectory(prefix="bench-peers-") as name:
        folder = Path(name)
        link = link_for(folder / "atlas", REGIONS)
        texts = texts_of(folder / "atlas")
        first = next(line for line in texts[f"region-{REGION}"].splitlines() if "%" in line)
        words = max(re.findall(r"[a-z]+(?: [a-z]+){3,6}", first), key=len)
        with started(folder, texts) as peers:
            for title, peer in peers.items():
                check(title, peer, words)
            try:
                compare(peers)
            except Missing as error:
                click.echo(f"\nno speeds: {error} is not installed")
            if DOKUWIKI in peers:
                compare_saves(peers, link)


if __name__ == "__main__":
    main()
