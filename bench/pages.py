"""What a reader waits for: bytes as sent and the server's time for the main pages of the demo.

    .venv/bin/python -m bench.pages

Each page is requested 50 times in this process, in rounds over all of them, and the median is
printed, beside the first answer, which draws the map. Bytes are with brotli, as the server sends.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

import click
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from bench.figures import sized
from wiki import create_app
from wiki.db import begin_writing, db
from wiki.demo import fill
from wiki.journal import Signature
from wiki.views.context import today

PAGES = ("/", "/map", "/reading", "/atlas/compute-governance", "/reading.rss")
PARTS = ("css/atlas.css", "css/map.css", "js/theme.js")
SCRIPTS = ("forms", "drafts", "typing", "opening", "waiting", "rows", "keys", "saving")
AUTHOR_PARTS = (
    "css/author.css",
    *(f"js/{name}.js" for name in (*SCRIPTS, "picking", "credence")),
    "vendor/htmx-4.0.1.min.js",
)
ROUNDS = sized(50, 3)


def furnished(folder: Path) -> Flask:
    """Return the application, without a page cache, over a new demo atlas in a folder."""
    app = create_app(folder, {"WIKI_PAGE_CACHE": "0"})
    with app.app_context():
        upgrade()
        begin_writing()
        fill(Signature(None, today()))
        db.session.commit()
    return app


def fetch(client: FlaskClient, address: str) -> tuple[int, float]:
    """Return the bytes of an answer, under brotli, and the milliseconds it took."""
    begun = time.perf_counter()
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    return len(answer.get_data()), (time.perf_counter() - begun) * 1000


def main() -> None:
    """Measure the pages and the style sheets and scripts, and print tables."""
    with tempfile.TemporaryDirectory() as folder:
        client = furnished(Path(folder)).test_client()
        first = {page: fetch(client, page) for page in PAGES}
        rounds = [{page: fetch(client, page)[1] for page in PAGES} for _ in range(ROUNDS)]
        click.echo(f"{'page':28}{'bytes':>8}{'first ms':>10}{'median ms':>11}")
        for page, (size, milliseconds) in first.items():
            middle = median(times[page] for times in rounds)
            click.echo(f"{page:28}{size:>8,}{milliseconds:>10.1f}{middle:>11.1f}")
        for title, parts in (("every reader", PARTS), ("the author besides", AUTHOR_PARTS)):
            total = sum(fetch(client, f"/static/{part}")[0] for part in parts)
            click.echo(f"{'style and script, ' + title:36}{total:>8,} bytes")


if __name__ == "__main__":
    main()
