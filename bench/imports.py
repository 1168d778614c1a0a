"""The cost of an import: page documents of generated regions, imported into an empty atlas.

    .venv/bin/python -m bench.imports [PAGES]...

The pages are those of a generated atlas (see bench/generated.py), some 35 items each, exported and
then imported as one change. The figures are processor time, in all and for each page.
"""

import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

import click
from flask_migrate import upgrade
from sqlalchemy import func, select

from bench.figures import record_figure, sized
from bench.generated import make_atlas
from wiki import create_app
from wiki.db import db
from wiki.exchange.exporting import export_topic
from wiki.journal import Revision
from wiki.queries.sources import source_for
from wiki.queries.topics import list_topics
from wiki.visibility import AUTHOR

SIZES = sized((100, 1_000), (10, 30))


def write_pages(folder: Path, count: int) -> list[str]:
    """Export the pages of a generated atlas to files in a folder; return their paths."""
    files = []
    with make_atlas(folder, count).app_context():
        for topic in list_topics(reader=AUTHOR):
            file = folder / f"{topic.slug}.md"
            file.write_text(export_topic(topic, source_for(AUTHOR, UTC)), encoding="utf-8")
            files.append(str(file))
    return files


def measure(count: int) -> float:
    """Import so many pages and print a line; return the seconds of processor time.

    Raises SystemExit where the import fails.
    """
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        files = write_pages(Path(one), count)
        app = create_app(Path(other), {})
        with app.app_context():
            upgrade()
        begun = time.process_time()
        result = app.test_cli_runner().invoke(args=["import", *files])
        took = time.process_time() - begun
        if result.exit_code:
            raise SystemExit(result.output)
        with app.app_context():
            items = db.session.scalar(select(func.count()).select_from(Revision)) or 0
        click.echo(f"{count:>8,}{items:>10,}{took:>10.1f}{took / count * 1000:>13.1f}")
    return took


def main() -> None:
    """Measure imports of each size, print a table and record the figures."""
    click.echo(f"{'pages':>8}{'items':>10}{'cpu s':>10}{'ms a page':>13}")
    found = {count: measure(count) for count in map(int, sys.argv[1:] or SIZES)}
    few, many = min(found), max(found)
    record_figure("imports.cpu", found[many], f"{many:,} pages")
    growth = (found[many] / many) / (found[few] / few)
    record_figure("imports.growth", growth, f"{many:,} against {few:,} pages")


if __name__ == "__main__":
    main()
