"""Runs every benchmark and writes what they print to bench/RESULTS.md.

    .venv/bin/python -m bench

Times are of the machine that ran it; compare figures of one run with each other. One benchmark
alone, which writes nothing down: `python -m bench.NAME`. Where one fails, its end is written down
in its place, the others run on, and the last of all is an error.
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

import click

from bench.generated import KEPT_IN

LAST_WORDS = 1_000  # characters of an error that are written down
HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
# No benchmarks themselves, or one that needs a file; `demo` writes the journal of the demo.
HELD_BACK = {"__init__", "__main__", "commonmark", "demo", "generated", "load"}


def run(name: str, atlases: str) -> tuple[str, bool]:
    """Return what a benchmark prints, with the command that runs it, and whether it succeeded.

    Generated atlases are kept in the folder `atlases` for the benchmarks that follow.
    """
    command, begun = [sys.executable, "-m", f"bench.{name}"], time.monotonic()
    click.echo(f"bench.{name} …", err=True, nl=False)
    variables = os.environ | {KEPT_IN: atlases}
    done = subprocess.run(command, capture_output=True, text=True, env=variables)
    click.echo(f" {time.monotonic() - begun:.0f} s", err=True)
    printed = done.stdout.strip()
    if done.returncode:
        printed += f"\nfailed with {done.returncode}: {done.stderr.strip()[-LAST_WORDS:]}"
    return f"## python -m bench.{name}\n\n```\n{printed}\n```\n", not done.returncode


def main() -> None:
    """Run every benchmark and write bench/RESULTS.md; exit with 1 where one failed."""
    names = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in HELD_BACK)
    versions = ", ".join(f"{name} {version(name)}" for name in ("Flask", "SQLAlchemy"))
    machine = f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}"
    run_with = f"Python {platform.python_version()}, SQLite {sqlite_version}, {versions}"
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    head = f"# Results\n\n`make bench` wrote this on {day}: {machine}, {run_with}.\n"
    parts, good = [head], True
    with tempfile.TemporaryDirectory() as atlases:
        for name in names:
            told, succeeded = run(name, atlases)
            parts.append(told)
            good = good and succeeded
            RESULTS.write_text("\n".join(parts), encoding="utf-8")
    click.echo(f"Wrote {RESULTS}")
    sys.exit(not good)


if __name__ == "__main__":
    main()
