"""The cost of a worker: its start, the import of the application, and its memory when it is large.

    .venv/bin/python -m bench.workers [REGIONS]

A start is that of `atlas serve` over the large atlas until it has answered with the page of a
region: seconds on the clock, and processor seconds of all its processes. The import is timed in new
processes, in processor time, beside that of the libraries alone that every Flask program of this
kind needs. In all of them modules are compiled already. The memory is that of the only worker of a
server that has answered every address of bench/answers.py, and then pages of regions for a minute
and a half or until its page cache is full.
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

from bench.answers import VISITOR
from bench.figures import record_figure, sized
from bench.generated import make_atlas
from bench.load import ask, free_port, processor_seconds, request, servers
from bench.prepare import LARGE
from wiki.config import Settings
from wiki.pagecache import MEGABYTE

ROUNDS, STARTS = sized((7, 5), (1, 2))
SECONDS = sized(90, 5)  # how long pages of regions are asked for
TIMED = "import time; begun = time.process_time(); import {}; print(time.process_time() - begun)"
APPLICATION = "wiki.application"
LIBRARIES = "flask, flask_sqlalchemy, sqlalchemy.orm, wtforms, markdown, bleach, nh3"


def compiled_in(folder: str) -> dict[str, str]:
    """Return the variables with which Python keeps compiled modules in a folder, once compiled."""
    return {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}


def time_import(modules: str) -> float:
    """Return the seconds of processor time that importing modules takes in a new process."""
    command, times = [sys.executable, "-c", TIMED.format(modules)], []
    with tempfile.TemporaryDirectory() as folder:
        variables = os.environ | compiled_in(folder)
        for _ in range(ROUNDS + 1):
            printed = subprocess.run(command, check=True, capture_output=True, env=variables).stdout
            times.append(float(printed))
    return median(times[1:])


def measure_memory(folder: str, regions: int) -> None:
    """Print a worker's memory after its start, after answers of all kinds, and after many pages."""
    variables = {"WIKI_DATA": folder, "BENCH_WORKERS": "1"}
    with servers({"atlas": ("wiki:create_app", variables)}) as started:
        server = started["atlas"]
        ask(server.port, request("/healthz"))
        click.echo(f"memory at the start: {server.memory():.0f} MB")
        while b"map-sheet" not in ask(server.port, request("/map")).body:
            time.sleep(0.5)
        for address in VISITOR:
            ask(server.port, request(address))
        click.echo(f"memory after {len(VISITOR)} answers of all kinds: {server.memory():.0f} MB")
        begun, requests, size = time.monotonic(), 0, 0
        most = Settings.page_cache * MEGABYTE
        while time.monotonic() < begun + SECONDS and size < most and requests < regions:
            requests += 1
            size += len(ask(server.port, request(f"/atlas/region-{requests}")).body)
        each = (time.monotonic() - begun) / requests * 1000
        note = f"after {requests:,} regions, {each:.0f} ms each; {size / MEGABYTE:.0f} MB of pages"
        click.echo(f"memory {note}: {server.memory():.0f} MB")
        record_figure("workers.memory", server.memory(), note)


def time_start(folder: str) -> tuple[float, float]:
    """Return how long the server takes from its start to its first answer.

    Both values are in seconds: on the clock, and of processor time.
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
    """Return whether a server on a port answers with the page of a region by now."""
    try:
        return ask(port, request("/atlas/region-1")).status == 200
    except OSError:
        return False


def main() -> None:
    """Measure import, start and memory, print them and record the figures."""
    imported = time_import(APPLICATION)
    click.echo(f"import {APPLICATION}: {imported:.2f} s")
    record_figure("workers.import", imported, "of the processor")
    click.echo(f"import {LIBRARIES}: {time_import(LIBRARIES):.2f} s")
    regions = int(sys.argv[1]) if sys.argv[1:] else LARGE
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as compiled:
        os.environ.update(compiled_in(compiled))
        make_atlas(Path(folder), regions)
        click.echo(f"{regions:,} regions:")
        starts = [time_start(folder) for _ in range(STARTS + 1)][1:]  # the first one compiles
        took, worked = (median(each) for each in zip(*starts, strict=True))
        click.echo(f"start to first answer: {took:.2f} s, {worked:.2f} s of the processors")
        record_figure("workers.start", took, f"{regions:,} regions")
        measure_memory(folder, regions)


if __name__ == "__main__":
    main()
