"""Runs every benchmark and writes what they print to bench/RESULTS.md.

    .venv/bin/python -m bench

Times are of the machine that ran it; compare figures of one run with each other.
"""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

import click

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
# No benchmarks themselves, or one that needs a file; `demo` writes the journal of the demo.
HELD_BACK = {"__init__", "__main__", "commonmark", "demo", "generated", "load"}


def run(name: str) -> str:
    """Return what a benchmark prints, with the command that runs it. Raises CalledProcessError."""
    command = [sys.executable, "-m", f"bench.{name}"]
    click.echo(f"bench.{name} …", err=True)
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"## python -m bench.{name}\n\n```\n{printed.strip()}\n```\n"


def main() -> None:
    """Run every benchmark and write bench/RESULTS.md. Raises CalledProcessError where one fails."""
    names = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in HELD_BACK)
    versions = ", ".join(f"{name} {version(name)}" for name in ("Flask", "SQLAlchemy"))
    machine = f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}"
    run_with = f"Python {platform.python_version()}, SQLite {sqlite_version}, {versions}"
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    head = f"# Results\n\n`make bench` wrote this on {day}: {machine}, {run_with}.\n"
    parts = [head]
    for name in names:
        parts.append(run(name))
        RESULTS.write_text("\n".join(parts), encoding="utf-8")  # what is known stays if one fails
    click.echo(f"Wrote {RESULTS}")


if __name__ == "__main__":
    main()
