"""Generates the large atlas that several benchmarks read, if BENCH_ATLASES does not have it yet.

BENCH_ATLASES=DIR .venv/bin/python -m bench.prepare
"""

import tempfile
import time
from pathlib import Path

import click

from bench.figures import sized
from bench.generated import make_atlas
from wiki.db import db

LARGE = sized(10_000, 120)  # regions


def main() -> None:
    """Generate the atlas and print how long that took."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, make_atlas(Path(folder), LARGE).app_context():
        db.engine.dispose()
    click.echo(f"{LARGE:,} regions in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
