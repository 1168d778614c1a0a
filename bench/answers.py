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
from pathlib import Path
from statistics import median
from typing import Any

import click
from flask import Flask, Response
from flask.testing import FlaskClient

from bench.answer_figures import (
    AROUND,
    SAVE,
    SEARCHES,
    Figures,
    print_growth,
    print_table,
    record_figures,
)
from bench.figures import sized
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
