"""Runs every benchmark, and writes what they find to bench/RESULTS.md.

    .venv/bin/python -m bench [--atlases DIR] [--peers DIR]
    .venv/bin/python -m bench [--quick] [NAME]...

Times are of the machine that ran it; compare figures of one run with each other. To run one
benchmark alone, without writing the file: `python -m bench.NAME`. If a benchmark fails or takes too
long, the file says so in its place, the others still run, and the exit status is an error. It ends
after 30 minutes at most. A quick run, or one of a few benchmarks, prints the same text instead.

`--atlases` names a folder that keeps the generated atlases for the next run, `--peers` the one that
`python -m bench.peers --install DIR` filled.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from bench.figures import FIGURES_IN, QUICK, read_figures
from bench.generated import ATLASES_IN
from bench.results import report

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
LAST_WORDS = 1_000  # characters of an error that are written down
WHOLE, LONGEST = 1_800, 480  # seconds for all benchmarks, and for one
ENDING = 30  # seconds that one has to stop its servers
PEERS_IN = "BENCH_PEERS"
# Those with the most lines of the two tables come first, in case that the time does not suffice.
NAMES = (
    "prepare",
    "cached",
    "answers",
    "workers",
    "actions",
    "first",
    "saving",
    "zipf",
    "peers",
    "stale",
    "imports",
    "pages",
    "map",
    "views",
    "whole",
)


def run(name: str, seconds: float, folder: Path) -> tuple[str, bool]:
    """Run a benchmark for at most `seconds`.

    Return its output as Markdown, and whether it succeeded.

    The output is collected in a file in `folder`, so that the first part of one that never ends is
    known.
    """
    click.echo(f"bench.{name} …", err=True, nl=False)
    begun, command = time.monotonic(), [sys.executable, "-m", f"bench.{name}"]
    out, errors = folder / f"{name}.out", folder / f"{name}.err"
    with out.open("wb") as first, errors.open("wb") as second:
        ended = finish(subprocess.Popen(command, stdout=first, stderr=second), seconds)
    took = time.monotonic() - begun
    printed = out.read_text(encoding="utf-8", errors="replace").strip()
    if ended is None:
        printed += f"\ntook more than {seconds:.0f} s and was stopped"
    elif ended:
        error_text = errors.read_text(encoding="utf-8", errors="replace").strip()
        printed += f"\nfailed with {ended}: {error_text[-LAST_WORDS:]}"
    click.echo(f" {took:.0f} s{'' if ended == 0 else ', failed'}", err=True)
    text = f"## python -m bench.{name}\n\n{took:.0f} seconds.\n\n```\n{printed.strip()}\n```\n"
    return text, ended == 0


def finish(process: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    """Wait `seconds` for the end of a process.

    Return its status, None where it had to be stopped.
    """
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # as Ctrl-C does: it stops its servers
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return None


@click.command()
@click.option("--quick", is_flag=True, help="Make everything small, to see that it works.")
@click.option("--atlases", type=click.Path(path_type=Path), help="Keep generated atlases here.")
@click.option("--peers", type=click.Path(path_type=Path), help="Where the peers are installed.")
@click.argument("names", nargs=-1, type=click.Choice(NAMES))
def main(quick: bool, atlases: Path | None, peers: Path | None, names: tuple[str, ...]) -> None:
    """Run every benchmark, or those named, and print what they found.

    A whole run also writes this to bench/RESULTS.md. Exits with 1 where a benchmark failed.
    """
    # Started in the background, a shell lets it ignore Ctrl-C, and so would all its servers.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    begun, load, parts, good, written = time.monotonic(), os.getloadavg()[0], [], True, ""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        os.environ[FIGURES_IN] = str(folder / "figures")
        os.environ[ATLASES_IN] = str(atlases.absolute() if atlases else folder / "atlases")
        if quick:
            os.environ[QUICK] = "1"
        if peers:
            os.environ[PEERS_IN] = str(peers.absolute())
        for name in names or NAMES:
            remaining = WHOLE - (time.monotonic() - begun)
            text, succeeded = run(name, max(1, min(LONGEST, remaining)), folder)
            parts.append(text)
            good = good and succeeded
            written = report(read_figures(folder / "figures"), parts, load)
            if not quick and not names:
                RESULTS.write_text(written, encoding="utf-8")
    click.echo(written)
    click.echo(f"It took {(time.monotonic() - begun) / 60:.1f} minutes.", err=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
