"""What a worker costs: its start, the time to import the program, and its memory when it is large.

    .venv/bin/python -m bench.workers [REGIONS]

A start is that of `atlas serve` over the large atlas until it has answered with the page of a
region: seconds on the clock, and of the processors, of all its processes. The import is timed in
new processes, in processor time, beside that of the libraries alone that every Flask program of
this kind needs. The memory is that of a process that has answered every address of
bench/answers.py, and then pages of regions for a minute and a half or until its page cache is full.
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
from bench.figures import sized, tell
from bench.generated import make_atlas
from bench.load import ask, free_port, processor_seconds, request
from bench.prepare import LARGE
from wiki import create_app
from wiki.pagecache import MEGABYTE, PageCache

ROUNDS, STARTS = sized((7, 5), (1, 2))
SECONDS = sized(90, 5)  # how long pages of regions are asked for
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


def answer_all(folder: Path, regions: int) -> None:
    """Print the memory of this process after it has opened an atlas, and after many answers."""
    app = create_app(folder, {})
    client = app.test_client()
    client.get("/healthz")
    click.echo(f"memory at the start: {memory():.0f} MB")
    wait_for_map(client)
    for address in VISITOR:
        client.get(address)
    click.echo(f"memory after {len(VISITOR)} answers of all kinds: {memory():.0f} MB")
    cache: PageCache = app.wsgi_app.cache  # type: ignore[attr-defined]
    begun, asked = time.monotonic(), 0
    while time.monotonic() < begun + SECONDS and not is_full(cache) and asked < regions:
        asked += 1
        client.get(f"/atlas/region-{asked}")
    each, held = (time.monotonic() - begun) / asked * 1000, cache.size / MEGABYTE
    note = f"after {asked:,} regions, {each:.0f} ms each; {held:.0f} MB of pages kept"
    click.echo(f"memory {note}: {memory():.0f} MB")
    tell("workers.memory", memory(), note)


def is_full(cache: PageCache) -> bool:
    """Return whether a page cache has reached its limit, but for a few pages."""
    return cache.size > 0.98 * cache.most


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
        answer_all(Path(sys.argv[2]), int(sys.argv[1]))
        return
    imported = time_import("wiki")
    click.echo(f"import wiki: {imported:.2f} s")
    tell("workers.import", imported, "of the processor")
    click.echo(f"import {LIBRARIES}: {time_import(LIBRARIES):.2f} s")
    regions = int(sys.argv[1]) if sys.argv[1:] else LARGE
    with tempfile.TemporaryDirectory() as folder:
        make_atlas(Path(folder), regions)
        click.echo(f"{regions:,} regions:")
        starts = [time_start(folder) for _ in range(STARTS)]
        took, worked = (median(each) for each in zip(*starts, strict=True))
        click.echo(f"start to first answer: {took:.2f} s, {worked:.2f} s of the processors")
        tell("workers.start", took, f"{regions:,} regions")
        # In a process of its own: this one holds all rows that it generated.
        command = [sys.executable, "-m", "bench.workers", str(regions), folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        click.echo(told.strip())


if __name__ == "__main__":
    main()
