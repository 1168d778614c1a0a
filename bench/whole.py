"""The cost of exporting a whole atlas into a folder, and importing it elsewhere.

    .venv/bin/python -m bench.whole [REGIONS]...

The atlas is a generated one (see bench/generated.py). Each command is a process of its own. The
figures are seconds on the clock, seconds of processor time, and the most memory in megabytes.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import click

from bench.figures import sized
from bench.generated import make_atlas
from wiki.db import db

SIZES = sized((100, 1_000), (20,))


def measure(data: Path, *words: str) -> str:
    """Run a command of the atlas with a data folder; return its three figures as text.

    Raises SystemExit where it fails.
    """
    begun = time.perf_counter()
    command = [sys.executable, "-m", "wiki", "--data", str(data), *words]
    process = os.posix_spawn(sys.executable, command, os.environ)
    _, status, after = os.wait4(process, 0)
    if status:
        raise SystemExit(f"{words[0]} failed")
    took = time.perf_counter() - begun
    cpu = after.ru_utime + after.ru_stime
    return f"{took:>9.1f}{cpu:>9.1f}{after.ru_maxrss / 1024:>9.0f}"


def main() -> None:
    """Measure export and import for each number of regions and print a table."""
    click.echo(f"{'':>16}{'seconds':>9}{'cpu s':>9}{'MB':>9}")
    for count in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            one, other, out = (Path(folder, name) for name in ("one", "other", "out"))
            with make_atlas(one, count).app_context():
                db.engine.dispose()
            measure(other, "db", "upgrade")
            click.echo(f"{count:>8,}{'out':>8}{measure(one, 'export', '--all', str(out))}")
            click.echo(f"{count:>8,}{'in':>8}{measure(other, 'import', str(out))}")


if __name__ == "__main__":
    main()
