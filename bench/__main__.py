"""Runs every benchmark and writes what they print to bench/RESULTS.md.

    .venv/bin/python -m bench

Times are of the machine that ran it; compare figures of one run with each other.
"""

import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
# No benchmarks themselves, or one that needs a file.
HELD_BACK = {"__init__", "__main__", "commonmark", "generated"}


def run(name: str) -> str:
    """Return what a benchmark prints, with the command that runs it. Raises CalledProcessError."""
    command = [sys.executable, "-m", f"bench.{name}"]
    click.echo(f"bench.{name} …", err=True)
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return f"## python -m bench.{name}\n\n```\n{printed.strip()}\n```\n"


def main() -> None:
    """Run all and write the file."""
    names = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in HELD_BACK)
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    head = f"# Results\n\n`make bench` wrote this on {datetime.now(UTC):%Y-%m-%d}: {machine}.\n"
    RESULTS.write_text("\n".join([head, *map(run, names)]), encoding="utf-8")
    click.echo(f"Wrote {RESULTS}")


if __name__ == "__main__":
    main()
