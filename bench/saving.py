"""How long the author waits for a save in a large atlas, on the clock, through the server.

    .venv/bin/python -m bench.saving [REGIONS]

Beliefs are saved one after the other as htmx does, each in a random region, with a full commit, its
journal and its projections; the answer has the section. Fetching the form is not counted. The first
saves, which fill caches, are left out.
"""

import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import median, quantiles

import click

from bench.author import Author, link_for
from bench.figures import record_figure, sized
from bench.load import servers
from bench.prepare import LARGE

SAVES, BEFORE = sized((500, 20), (20, 2))


def main() -> None:
    """Measure the saves, print percentiles and record the p99."""
    regions = int(sys.argv[1]) if sys.argv[1:] else LARGE
    chance = Random(1)
    with tempfile.TemporaryDirectory() as folder:
        link = link_for(Path(folder), regions)
        with (
            servers({"atlas": ("wiki:create_app", {"WIKI_DATA": folder})}) as started,
            closing(Author(started["atlas"].port, link)) as author,
        ):
            every = [
                author.save(chance.randint(1, regions), f"What save {index} claims")
                for index in range(BEFORE + SAVES)
            ]
        size = os.path.getsize(Path(folder) / "atlas.sqlite") / 1_000_000
    times = every[BEFORE:]
    last = quantiles(times, n=100)[98]
    click.echo(f"{regions:,} regions, {size:,.0f} MB: {SAVES} saves")
    click.echo(f"milliseconds: {median(times):.1f} p50, {last:.1f} p99, {max(times):.1f} at most")
    record_figure("saving.p99", last, f"{regions:,} regions; p50 {median(times):.1f} ms")


if __name__ == "__main__":
    main()
