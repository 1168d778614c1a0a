"""Writes bench/RESULTS.md: the machine, each figure beside its limit, and all output."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

from bench.chromium import find_chromium
from bench.figures import Figure, is_quick
from bench.wanted import TABLES, Wanted

LIBRARIES = ("Flask", "Werkzeug", "SQLAlchemy", "granian", "Brotli")
PROGRAMS = {  # the browser and the load tool, and how each says which version it is
    "Chromium": (find_chromium(), "--version"),
    "nginx": ("nginx", "-v"),
    "wrk": ("wrk", "-v"),
}
HEAD = ("what", "wanted", "found", "reached", "")


def report(found: Mapping[str, Figure], parts: Sequence[str], load: float) -> str:
    """Return the whole text of RESULTS.md.

    `found` are the figures by key, `parts` the outputs of the benchmarks, and `load` is the
    system's load average before they began.
    """
    lines = ["# Results", "", f"`make bench` wrote this on {datetime.now(UTC):%Y-%m-%d}.", ""]
    lines += [f"- Machine: {machine()}; load {load:.1f} at the beginning", f"- {versions()}", ""]
    if is_quick():
        lines += ["**Everything was small (BENCH_QUICK): the figures say little.**", ""]
    for title, table in TABLES.items():
        lines += [f"## {title}", "", row(HEAD), row(["---", "--:", "--:", "---", "---"])]
        lines += [row(cells(wanted, found.get(wanted.key))) for wanted in table]
        lines.append("")
    return "\n".join([*lines, *parts])


def cells(wanted: Wanted, figure: Figure | None) -> list[str]:
    """Return the cells of a table's row for a figure with a limit; None was not measured."""
    sign = "≥" if wanted.at_least else "≤"
    limit = f"{sign} {number(wanted.limit)} {wanted.unit}".strip()
    if figure is None:
        return [wanted.what, limit, "–", "not measured", ""]
    reached = "yes" if wanted.is_reached_by(figure.value) else "**no**"
    value = f"{number(figure.value)} {wanted.unit}".strip()
    return [wanted.what, limit, value, reached, figure.note]


def row(texts: Sequence[str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


def number(value: float) -> str:
    """Return a number as text with at most two decimals: the larger, the fewer."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".removesuffix(".00").removesuffix(".0")


def machine() -> str:
    """Return processor, memory and operating system in one line."""
    processor = re.search(r"model name\s*:\s*(.*)", read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", read("/proc/meminfo"))
    size = f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "memory unknown"
    name = processor[1] if processor else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {size}, {platform.system()} {platform.release()}"


def versions() -> str:
    """Return the versions of Python, SQLite, libraries and programs in one line."""
    lines = [f"Python {platform.python_version()}", f"SQLite {sqlite_version}"]
    lines += [f"{name} {version(name)}" for name in LIBRARIES]
    for name, (program, option) in PROGRAMS.items():
        if path := shutil.which(program):
            done = subprocess.run([path, option], capture_output=True, text=True, check=False)
            if numbers := re.search(r"\d+\.[\d.]*\d", done.stdout + done.stderr):
                lines.append(f"{name} {numbers[0]}")
    return ", ".join(lines)


def read(path: str) -> str:
    """Return the text of a file, "" where there is none."""
    file = Path(path)
    return file.read_text(encoding="utf-8") if file.exists() else ""
