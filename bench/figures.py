"""How benchmarks tell the figures that they find, and how large they are.

`python -m bench` gives each benchmark a file to tell its figures in; one that is run alone only
prints them. With BENCH_QUICK=1 everything is small: that shows that the benchmarks work, and its
figures say little.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

TOLD_IN, QUICK = "BENCH_FIGURES", "BENCH_QUICK"
Size = TypeVar("Size")


@dataclass(frozen=True)
class Figure:
    """What was found, with a few words on it."""

    value: float
    note: str = ""


def is_quick() -> bool:
    """Return whether everything is to be small."""
    return os.environ.get(QUICK, "") not in ("", "0")


def sized(full: Size, quick: Size) -> Size:
    """Return the first, or the second where everything is to be small."""
    return quick if is_quick() else full


def tell(key: str, value: float, note: str = "") -> None:
    """Tell the figure that bench/wanted.py has under a key."""
    if file := os.environ.get(TOLD_IN):
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(json.dumps({"key": key, "value": value, "note": note}) + "\n")


def told(file: Path) -> dict[str, Figure]:
    """Return what was told in a file, by key; where a key was told twice, the last figure."""
    if not file.exists():
        return {}
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {line["key"]: Figure(line["value"], line["note"]) for line in lines}
