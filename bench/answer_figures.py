"""The figures of bench/answers.py: their tables, and those among them that have a limit."""

from collections.abc import Mapping
from dataclasses import dataclass

import click

from bench.figures import record_figure

# Common words, a rare one that is the name of a region, and one that is misspelt.
SEARCHES = tuple(f"/search?q={words}" for words in ("models", "models+labs", "region-50", "modle"))
AROUND = ("/atlas/region-50/links", "/map.json")
SAVE = "saving a belief, htmx"
REGION = "/atlas/region-50"
# They list as many regions as there are, up to a limit that 100 do not reach: their size has one.
MAPS = ("/", "/map", "/?at=2023-05-01", "/map?at=2023-05-01")


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
