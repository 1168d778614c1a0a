"""What the map costs: placing, drawing, and the page as sent, for 17, 300 and 3,000 regions.

    .venv/bin/python -m bench.map [NUMBER]...

Regions are made straight in the tables, without a journal; then all are placed, as an import does,
and `/map` is asked for twice: the first answer draws the map, the second finds it drawn.
"""

import gzip
import random
import sys
import tempfile
import time
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from wiki import create_app
from wiki.db import begin_writing, db
from wiki.journal import Signature
from wiki.models import Area, Relation, Topic
from wiki.services.places import lay_out_anew
from wiki.views.context import today

SIZES = (17, 300, 3_000)
STATUSES = ("Exploring", "Forming", "Settled", "")


def furnished(folder: Path, count: int) -> Flask:
    """Return the application over an atlas of so many regions, two relations for each."""
    app = create_app(folder, {})
    chance = random.Random(count)
    with app.app_context():
        upgrade()
        begin_writing()
        areas = [
            Area(slug=f"area-{n}", title=f"Area number {n}") for n in range(3 if count < 100 else 6)
        ]
        db.session.add_all(areas)
        db.session.flush()
        topics = [topic(n, areas, chance) for n in range(count)]
        db.session.add_all(topics)
        db.session.flush()
        pairs = {tuple(sorted(chance.sample(range(count), 2))) for _ in range(2 * count)}
        db.session.add_all(
            Relation(topic_id=topics[one].id, region_id=topics[other].id, kind="related")
            for one, other in sorted(pairs)
        )
        db.session.commit()
    return app


def topic(number: int, areas: list[Area], chance: random.Random) -> Topic:
    """Return a region; one in twenty has no area."""
    area = chance.choice(areas) if number % 20 else None
    return Topic(
        slug=f"region-{number}",
        title=f"Region with a name {number}",
        summary=f"What can be said of region {number} in one line.",
        status=chance.choice(STATUSES),
        area_id=area.id if area else None,
    )


def measure(count: int) -> None:
    """Print a line for so many regions."""
    with tempfile.TemporaryDirectory() as folder:
        app = furnished(Path(folder), count)
        with app.app_context():
            begin_writing()
            begun = time.perf_counter()
            lay_out_anew(Signature(None, today()))
            placed = time.perf_counter() - begun
            db.session.commit()
        times = []
        for _ in range(2):
            begun = time.perf_counter()
            page = app.test_client().get("/map").get_data()
            times.append(time.perf_counter() - begun)
    size = len(gzip.compress(page))
    click.echo(f"{count:>8,}{placed:>10.2f}{times[0]:>12.2f}{times[1]:>12.2f}{size:>12,}")


def main() -> None:
    """Measure and print."""
    click.echo(f"{'regions':>8}{'placing s':>10}{'first s':>12}{'again s':>12}{'gzip bytes':>12}")
    for count in map(int, sys.argv[1:] or SIZES):
        measure(count)


if __name__ == "__main__":
    main()
