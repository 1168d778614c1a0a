"""The cost of answers: processor time in `app.wsgi_app`, and the statements sent to SQLite.

    .venv/bin/python -m bench.answers [REGIONS]...

Atlases of 100, 1,000 and 10,000 regions are generated (see bench/generated.py). Every address is
requested by a visitor with an empty browser cache, without compression, alternately with a bare
Flask route that answers with the same bytes and headers. `again` is the median of repeated answers;
`first` the answer right after an edit of another region, median of a few. Both are in milliseconds
of processor time, of the thread that answers, and as a multiple of the bare route. The map is drawn
before its pages are measured. The last table compares the largest atlas with the smallest.
"""

import gzip
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
from flask import Flask, Response
from flask.testing import FlaskClient

from bench.figures import record_figure, sized
from bench.generated import make_atlas
from bench.views import counting
from wiki.db import begin_writing, db
from wiki.services.authors import main_author
from wiki.views.context import gate

SIZES = sized((100, 1_000, 10_000), (60, 120))
ROUNDS, EDITS = sized((15, 9), (3, 1))
VISITOR = (
    "/atlas/region-50",
    "/atlas/region-50?at=2023-05-01",
    "/",
    "/map",
    "/?at=2023-05-01",
    "/map?at=2023-05-01",
    "/changes",
    "/beliefs",
    "/triggers",
    "/reading",
    "/reading.rss",
    "/changes.rss",
    "/atlas/region-50/changes.rss",
    "/atlas/region-50/history",
    "/history",
    "/b/495/history",
)
AUTHOR = ("/review",)
# Common words, a rare one that is the name of a region, and one that is misspelt.
SEARCHES = tuple(f"/search?q={words}" for words in ("models", "models+labs", "region-50", "modle"))
AROUND = ("/atlas/region-50/links", "/map.json")
SAVE = "saving a belief, htmx"
REGION, MAPS = "/atlas/region-50", ("/", "/map")


@dataclass(frozen=True)
class Figures:
    """The figures of one address, in milliseconds, statements and bytes.

    `again` is for repeated answers, `first` for the one after an edit, `bare` for the bare route.
    `size` is the answer's length, and `packed` its length under gzip.
    """

    again: float
    first: float
    bare: float
    statements: int
    size: int
    packed: int

    @property
    def times(self) -> float:
        """Return the ratio of a repeated answer's time to that of the bare route."""
        return self.again / max(self.bare, 0.001)

    @property
    def times_first(self) -> float:
        """Return the ratio of the time after an edit to that of the bare route."""
        return self.first / max(self.bare, 0.001)


def timed(ask: Any) -> tuple[Any, float]:
    """Call `ask`; return its answer, and the milliseconds of processor time that it took."""
    begun = time.thread_time()
    answer = ask()
    answer.get_data()
    return answer, (time.thread_time() - begun) * 1000


def bare(answer: Any) -> FlaskClient:
    """Return a test client of a Flask application with one route that gives this same answer."""
    app = Flask("bare")
    body, headers = answer.get_data(), list(answer.headers)

    @app.get("/")
    def show() -> Response:
        return Response(body, headers=headers)

    return app.test_client()


def sign_in(app: Flask) -> FlaskClient:
    """Return a test client in which the author, made if need be, is signed in."""
    client = app.test_client()
    with app.app_context():
        begin_writing()
        author = main_author("The author")
        db.session.commit()
        author_id = author.id
    with app.test_request_context():
        token = gate().make_link(author_id)
    client.post(f"/sign-in/{token}")
    return client


def edit(author: FlaskClient, region: int, words: str) -> Any:
    """Open the form of a region's first belief; return a function that saves it with new words.

    The function sends the form as htmx does, and returns the answer.
    """
    item = (region - 1) * 10 + 1
    address = f"/atlas/region-{region}/beliefs/{item}"
    form = author.get(f"{address}/edit", headers={"HX-Request": "true"}).text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    data = {"base": base, "claim": f"The claim in {words}", "credence": "40", "why": words}
    return lambda: author.post(address, data=data, headers={"HX-Request": "true"})


def measure(app: Flask, client: FlaskClient, author: FlaskClient, address: str) -> Figures:
    """Return the figures of an address for a client. Raises SystemExit if it fails."""
    client.get(address)
    with counting() as statements:
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")
    other = bare(answer)
    other.get("/")
    again, plain = [], []
    for _ in range(ROUNDS):
        again.append(timed(lambda: client.get(address))[1])
        plain.append(timed(lambda: other.get("/"))[1])
    first = []
    for index in range(EDITS):
        edit(author, 20, f"round {index} for {address}")()
        first.append(timed(lambda: client.get(address))[1])
    return Figures(
        median(again), median(first), median(plain), len(statements), *sizes(answer.get_data())
    )


def measure_save(author: FlaskClient) -> Figures:
    """Return the figures of saving a belief. Raises SystemExit where a save is refused."""
    answer, times, counts, plain = edit(author, 50, "the first save")(), [], [], []
    other = bare(answer)
    other.get("/")
    for index in range(ROUNDS):
        save = edit(author, 50, f"save {index}")
        with counting() as statements:
            answer, took = timed(save)
        times.append(took)
        counts.append(len(statements))
        if answer.status_code != 200:
            raise SystemExit(f"Saving answered {answer.status_code}.")
        plain.append(timed(lambda: other.get("/"))[1])
    packed = sizes(answer.get_data())
    return Figures(median(times), times[0], median(plain), int(median(counts)), *packed)


def sizes(body: bytes) -> tuple[int, int]:
    """Return the number of bytes of a body, as it is and under gzip."""
    return len(body), len(gzip.compress(body))


def wait_for_map(client: FlaskClient) -> None:
    """Request the map until its picture is drawn; a large one is drawn in the background."""
    while b"map-sheet" not in client.get("/map").get_data():
        time.sleep(0.5)


def measure_atlas(app: Flask) -> dict[str, Figures]:
    """Return the figures of every address over one atlas, by address."""
    visitor, author = app.test_client(), sign_in(app)
    wait_for_map(visitor)
    addresses = (*VISITOR, *SEARCHES, *AROUND)
    found = {address: measure(app, visitor, author, address) for address in addresses}
    found |= {address: measure(app, author, author, address) for address in AUTHOR}
    return found | {SAVE: measure_save(author)}


def print_table(found: dict[str, Figures]) -> None:
    """Print the figures of every address over one atlas."""
    heads = ("again", "× bare", "first", "× bare", "bare", "statements", "bytes", "gzip")
    click.echo(f"{'':34}" + "".join(f"{head:>11}" for head in heads))
    for address, figures in found.items():
        row = [f"{figures.again:.1f}", f"{figures.times:.0f}", f"{figures.first:.1f}"]
        row += [f"{figures.times_first:.0f}", f"{figures.bare:.2f}", str(figures.statements)]
        row += [f"{figures.size:,}", f"{figures.packed:,}"]
        click.echo(f"{address:34}" + "".join(f"{cell:>11}" for cell in row))


def print_growth(small: dict[str, Figures], large: dict[str, Figures]) -> None:
    """Print the ratio of each answer's time in a large atlas to that in a small one."""
    click.echo(f"\n{'the largest against the smallest':34}{'again':>11}{'first':>11}")
    for address, figures in small.items():
        again, first = large[address].again / figures.again, large[address].first / figures.first
        click.echo(f"{address:34}{again:>11.1f}{first:>11.1f}")


def record_figures(small: dict[str, Figures], large: dict[str, Figures]) -> None:
    """Record the figures with a limit: costs in a small atlas, sizes and growth in a large one."""
    apart = (REGION, SAVE, *MAPS, *SEARCHES, *AROUND)
    lists = [address for address in small if address not in apart]
    for key, names in (("topic", [REGION]), ("save", [SAVE]), ("lists", lists)):
        growth = {one: large[one].again / small[one].again for one in names}
        grown = {one: large[one].first / small[one].first for one in names}
        full = f"answers.{key}"
        record_figure(full, *highest({one: small[one].times for one in names}))
        record_figure(f"{full}.first", *highest({one: small[one].times_first for one in names}))
        worst, name = highest(growth)
        note = f"{name}; {max(grown.values()):.1f} × after an edit"
        record_figure(f"{full}.growth", worst, note)
    record_figure("answers.topic.statements", small[REGION].statements)
    record_figure("answers.save.statements", small[SAVE].statements)
    record_figure("answers.home.size", *highest({one: large[one].packed / 1000 for one in MAPS}))
    record_figure("answers.home", *highest({one: large[one].again for one in MAPS}))
    record_figure("answers.search", *highest({one: large[one].again for one in SEARCHES}))
    record_figure("answers.around", *highest({one: large[one].again for one in (REGION, *AROUND)}))
    more = {
        one: large[one].statements - small[one].statements for one in (REGION, *SEARCHES, *AROUND)
    }
    record_figure("answers.more", *highest(more))


def highest(found: Mapping[str, float]) -> tuple[float, str]:
    """Return the highest value, and the name it has in `found`."""
    name = max(found, key=lambda one: found[one])
    return found[name], name


def main() -> None:
    """Generate atlases, print a table for each size, and the growth from the first to the last."""
    every = []
    for regions in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            app = make_atlas(Path(folder), regions)
            took = time.perf_counter() - begun
            click.echo(f"\n{regions:,} regions, generated in {took:.1f} s\n")
            every.append(measure_atlas(app))
            print_table(every[-1])
    if len(every) > 1:
        print_growth(every[0], every[-1])
        record_figures(every[0], every[-1])


if __name__ == "__main__":
    main()
