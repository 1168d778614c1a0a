"""The cost of a long history: 20,000 credences over 1,000 beliefs, imported and then read.

    .venv/bin/python -m bench.views

One region has 200 of the beliefs. Each page is requested ROUNDS times in this process, whole and by
a visitor with an empty browser cache; the first answer, which reads its texts for the first time,
is printed separately. Processor time is printed too, for machines that are busy, and the number of
queries, which is the same for any number of rows.
"""

import csv
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import click
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.figures import sized
from wiki import create_app
from wiki.exchange.forecasts import COLUMNS

BELIEFS, EACH, LARGE = sized(1_000, 50), 20, sized(200, 10)
PAGES = ("/b/1/history", "/beliefs", "/record", "/atlas/large", "/beliefs.json", "/record.json")
ROUNDS = sized(25, 3)
START = date(2022, 1, 1)


def write_forecasts(file: Path) -> None:
    """Write a CSV file of forecasts: for each belief a random walk of credences, most resolved."""
    chance = random.Random(4)
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for index in range(BELIEFS):
            topic = "Large" if index < LARGE else f"Region {index % 40}"
            claim = f"What belief {index} claims holds for as long as anybody looks"
            rows.writerows([topic, claim, *row] for row in history(chance))


def history(chance: random.Random) -> Iterator[list[object]]:
    """Yield the further columns of a row for each credence of one belief."""
    share, day = chance.uniform(0.02, 0.98), START + timedelta(days=chance.randrange(700))
    ended = chance.random() < 0.6
    resolved = day + timedelta(days=EACH * 20) if ended else ""
    outcome = str(chance.random() < share).lower() if ended else ""
    for step in range(EACH):
        share = min(0.99, max(0.01, share + chance.gauss(0, 0.05)))
        at = day + timedelta(days=20 * step)
        yield [at, round(share * 100, 1), resolved, outcome, "Something was seen" * (step % 3 == 0)]


def furnished(folder: Path) -> Flask:
    """Return the application over an atlas with the imported histories; print the time it took."""
    file = folder / "forecasts.csv"
    write_forecasts(file)
    app = create_app(folder, {"WIKI_PAGE_CACHE": "0"})
    with app.app_context():
        upgrade()
    begun = time.perf_counter()
    result = app.test_cli_runner().invoke(args=["import", "--forecasts", str(file)])
    click.echo(f"{result.stdout.strip()} In {time.perf_counter() - begun:.1f} s.")
    return app


@contextmanager
def counting() -> Iterator[list[str]]:
    """Yield a list to which the statements sent to the database in the block are added."""
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def fetch(client: FlaskClient, address: str) -> tuple[float, float]:
    """Return the milliseconds that an answer took, by the clock and of processor time.

    Raises SystemExit where it is an error.
    """
    begun, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    answer.get_data()
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")
    return (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000


def main() -> None:
    """Measure the pages over a long history and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        client = furnished(Path(folder)).test_client()
        click.echo(f"{'page':20}{'first ms':>10}{'median ms':>11}{'cpu ms':>9}{'queries':>9}")
        for page in PAGES:
            with counting() as statements:
                first, _ = fetch(client, page)
            rounds = [fetch(client, page) for _ in range(ROUNDS)]
            clock, worked = (median(times) for times in zip(*rounds, strict=True))
            line = f"{first:>10.1f}{clock:>11.1f}{worked:>9.1f}{len(statements):>9}"
            click.echo(f"{page:20}{line}")


if __name__ == "__main__":
    main()
