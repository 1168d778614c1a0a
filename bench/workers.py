"""What a worker costs: its start, the time to import the program, and its memory when it is large.

    .venv/bin/python -m bench.workers [REGIONS]

A start is that of `atlas serve` over the large atlas until it has answered with the page of a
region: seconds on the clock, and of the processors, of all its processes. The import is timed in
new processes, in processor time, beside that of the libraries alone that every Flask program of
this kind needs. The memory is that of a process that has answered every address of
bench/answers.py and so many pages of regions that its page cache is full.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import click

from bench.answers import VISITOR, wait_for_map
from bench.generated import make_atlas
from bench.load import ask, free_port, processor_seconds, request
from wiki import create_app

REGIONS, ROUNDS, PAGES, STARTS = 10_000, 7, 2_500, 5
TIMED = "import time; begun = time.process_time(); import {}; print(time.process_time() - begun)"
LIBRARIES = "flask, flask_sqlalchemy, sqlalchemy.orm, wtforms, markdown, bleach, nh3"


def time_import(modules: str) -> float:
    """Return how long an import takes in a new process, in seconds of processor time."""
    command, times = [sys.executable, "-c", TIMED.format(modules)], []
    with tempfile.TemporaryDirectory() as folder:
        # Compiled once, as an installation is: the first time is not counted.
        variables = os.environ | {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(ROUNDS + 1):
            told = subprocess.run(command, check=True, capture_output=True, env=variables).stdout
            times.append(float(told))
    return median(times[1:])


def memory() -> float:
    """Return the megabytes of memory that this process has now."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def answer_all(folder: Path) -> None:
    """Print the memory of this process after it has opened an atlas, and after many answers."""
    client = create_app(folder, {}).test_client()
    client.get("/healthz")
    click.echo(f"memory at the start: {memory():.0f} MB")
    wait_for_map(client)
    pages = [f"/atlas/region-{number}" for number in range(1, PAGES + 1)]
    for address in (*VISITOR, *pages):
        client.get(address)
    click.echo(f"memory after {len(VISITOR) + PAGES} answers: {memory():.0f} MB")


def time_start(folder: str) -> tuple[float, float]:
    """Return how long the server takes from its start to its first answer.

    Both are in seconds: on the clock, and of the processors.
    """
    port = free_port()
    variables = {"WIKI_DATA": folder, "WIKI_PORT": str(port), "WIKI_DAILY_BACKUPS": "0"}
    command, nowhere = [sys.executable, "-m", "wiki", "serve"], subprocess.DEVNULL
    begun = time.monotonic()
    with subprocess.Popen(
        command, env=os.environ | variables, stdout=nowhere, stderr=nowhere, start_new_session=True
    ) as process:
        while not has_answered(port):
            time.sleep(0.01)
        took, worked = time.monotonic() - begun, processor_seconds(process.pid)
        os.killpg(process.pid, signal.SIGINT)
    return took, worked


def has_answered(port: int) -> bool:
    """Return whether a server answers with the page of a region."""
    try:
        return ask(port, request("/atlas/region-1")).status == 200
    except OSError:
        return False


def main() -> None:
    """Measure and print; with a folder, only the memory of this process over the atlas in it."""
    if sys.argv[2:]:
        answer_all(Path(sys.argv[2]))
        return
    click.echo(f"import wiki: {time_import('wiki'):.2f} s")
    click.echo(f"import {LIBRARIES}: {time_import(LIBRARIES):.2f} s")
    regions = int(sys.argv[1]) if sys.argv[1:] else REGIONS
    with tempfile.TemporaryDirectory() as folder:
        make_atlas(Path(folder), regions)
        click.echo(f"{regions:,} regions:")
        starts = [time_start(folder) for _ in range(STARTS)]
        took, worked = (median(each) for each in zip(*starts, strict=True))
        click.echo(f"start to first answer: {took:.2f} s, {worked:.2f} s of the processors")
        # In a process of its own: this one holds all rows that it generated.
        command = [sys.executable, "-m", "bench.workers", str(regions), folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        click.echo(told.strip())


if __name__ == "__main__":
    main()
