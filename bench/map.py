"""The cost of the map, for 17, 300 and 3,000 regions.

    .venv/bin/python -m bench.map [NUMBER]...

Regions are made by one change of the journal; then all get their places, as an import does it.
`drawing` is the time in which the server draws the whole map after a change, in the background if
there are many regions; `first` is for the first answer to `/map`, which may come without the
picture; `again` for an answer with it, and `paint` until Chromium, coming from another page of the
site, shows a part of that, the median of nine. Bytes are those of the HTML under gzip.
"""

import gzip
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import click
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from bench.chromium import FLAGS, find_chromium
from bench.figures import sized
from wiki import create_app
from wiki.db import begin_writing, db
from wiki.journal import Entry, Signature, record
from wiki.map import compose, sheet, terrain
from wiki.models import Area, Relation, Topic
from wiki.queries.map.graph import read_sketch
from wiki.recorded import Recorded
from wiki.services.places import lay_out_anew
from wiki.views.context import today
from wiki.visibility import VISITOR

SIZES = sized((17, 300, 3_000), (17, 100))
PAINTS = sized(9, 2)
PAINTED = "performance.getEntriesByType('paint').map((entry) => entry.startTime)"
STATUSES = ("Exploring", "Forming", "Settled", "")


def furnished(folder: Path, count: int) -> Flask:
    """Return the application over an atlas of `count` regions, with two relations for each."""
    app = create_app(folder, {"WIKI_PAGE_CACHE": "0"})
    chance = random.Random(count)
    with app.app_context():
        upgrade()
        begin_writing()
        areas = [
            Area(slug=f"area-{n}", title=f"Area number {n}") for n in range(3 if count < 100 else 6)
        ]
        with record(Signature(None, today())) as entry:
            add_all(entry, areas)
            topics = [topic(n, areas, chance) for n in range(count)]
            add_all(entry, topics)
            pairs = {tuple(sorted(chance.sample(range(count), 2))) for _ in range(2 * count)}
            relations = [
                Relation(topic_id=topics[one].id, region_id=topics[other].id, kind="related")
                for one, other in sorted(pairs)
            ]
            add_all(entry, relations)
        db.session.commit()
    return app


def add_all(entry: Entry, rows: Sequence[Recorded]) -> None:
    """Add rows to an entry, inserting all of them at once, so that they have their ids."""
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        entry.add(row, at_once=False)


def topic(number: int, areas: list[Area], chance: random.Random) -> Topic:
    """Return a new region, not yet added; one in twenty has no area."""
    area = chance.choice(areas) if number % 20 else None
    return Topic(
        slug=f"region-{number}",
        title=f"Region with a name {number}",
        summary=f"What can be said of region {number} in one line.",
        status=chance.choice(STATUSES),
        area_id=area.id if area else None,
    )


def paint(app: Flask) -> float:
    """Return the median milliseconds from a request for `/map` to Chromium's first paint."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    times = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium() or None, args=FLAGS)
        page = browser.new_page()
        for _ in range(PAINTS + 1):  # the first asks for the style sheets as well
            page.goto(f"http://127.0.0.1:{server.port}/status")
            page.goto(f"http://127.0.0.1:{server.port}/map")
            while not (seen := page.evaluate(PAINTED)):
                page.wait_for_timeout(20)
            times.append(float(min(seen)))
        browser.close()
    server.shutdown()
    return statistics.median(times[1:])


def draw_anew(app: Flask) -> float:
    """Return the seconds that drawing the whole map takes."""
    with app.app_context():
        sketch = read_sketch(reader=VISITOR, today=today())
    terrain.survey.cache_clear()
    sheet.lay_ground.cache_clear()
    begun = time.perf_counter()
    compose.draw(sketch)
    return time.perf_counter() - begun


def measure(count: int) -> None:
    """Measure the map of an atlas of `count` regions and print a line."""
    with tempfile.TemporaryDirectory() as folder:
        app = furnished(Path(folder), count)
        with app.app_context():
            begin_writing()
            begun = time.perf_counter()
            lay_out_anew(Signature(None, today()))
            placed = time.perf_counter() - begun
            db.session.commit()
        times = []
        page = b""
        while b"map-sheet" not in page:
            time.sleep(0.2)
            begun = time.perf_counter()
            page = app.test_client().get("/map").get_data()
            times.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        app.test_client().get("/map")
        again = time.perf_counter() - begun
        drawn, first = draw_anew(app), paint(app)
    figures = f"{placed:>10.2f}{drawn:>10.2f}{times[0]:>10.2f}{max(times):>10.2f}{again:>10.2f}"
    click.echo(f"{count:>8,}{figures}{first:>10.0f}{len(gzip.compress(page)):>10,}")


def main() -> None:
    """Measure the map for each number of regions and print a table."""
    names = ("placing s", "drawing s", "first s", "longest s", "again s", "paint ms", "bytes")
    click.echo(f"{'regions':>8}" + "".join(f"{name:>10}" for name in names))
    for count in map(int, sys.argv[1:] or SIZES):
        measure(count)


if __name__ == "__main__":
    main()
