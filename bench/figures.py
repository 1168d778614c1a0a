"""How benchmarks record the figures that they find, and whether they run small.

`python -m bench` gives each benchmark a file to record its figures in; one that is run alone only
prints them. With BENCH_QUICK=1 everything is small: that shows that the benchmarks work, and its
figures say little.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

FIGURES_IN, QUICK = "BENCH_FIGURES", "BENCH_QUICK"
Size = TypeVar("Size")


@dataclass(frozen=True)
class Figure:
    """A figure that a benchmark found, with a note in a few words."""

    value: float
    note: str = ""


def is_quick() -> bool:
    """Return whether everything is to be small, as BENCH_QUICK says."""
    return os.environ.get(QUICK, "") not in ("", "0")


def sized(full: Size, quick: Size) -> Size:
    """Return `full`, or `quick` where everything is to be small."""
    return quick if is_quick() else full


def record_figure(key: str, value: float, note: str = "") -> None:
    """Record a figure under its key of bench/wanted.py, if there is a file for figures."""
    if file := os.environ.get(FIGURES_IN):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps({"key": key, "value": value, "note": note}) + "\n")


def read_figures(file: Path) -> dict[str, Figure]:
    """Return the figures recorded in a file, by key; of several with one key, the last."""
    if not file.exists():
        return {}
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {line["key"]: Figure(line["value"], line["note"]) for line in lines}
