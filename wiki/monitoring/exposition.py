"""Counts and sizes in the text format that Prometheus reads, version 0.0.4."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from wiki.backups.own_copies import list_backups
from wiki.config import Settings
from wiki.monitoring.counts import LIMITS, Totals
from wiki.monitoring.requests import CACHE_STATES

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[str, float]


def exposition(folder: Path, settings: Settings, started: float) -> str:
    """Return all metrics in the text format of Prometheus.

    `folder` has the counts of the workers; `started` is when the server began, in seconds since
    1970.
    """
    totals = Totals(folder)
    running = dict(_memory(folder))
    parts = [
        _metric("atlas_info", "gauge", "Versions that run.", _versions()),
        _metric("atlas_start_time_seconds", "gauge", "When the server began.", [("", started)]),
        _metric("atlas_requests_total", "counter", "Requests answered.", _requests(totals)),
        _metric("atlas_request_seconds", "histogram", "Time to answer.", _seconds(totals)),
        _metric("atlas_response_bytes_total", "counter", "Bytes of bodies.", _bytes(totals)),
        _metric("atlas_workers", "gauge", "Workers that run.", [("", len(running))]),
        _metric("atlas_worker_memory_bytes", "gauge", "Memory in use.", running.items()),
        _metric("atlas_file_bytes", "gauge", "Sizes of the data files.", _sizes(settings)),
        _metric("atlas_disk_free_bytes", "gauge", "Space left for data.", _free(settings)),
        _metric(
            "atlas_last_backup_time_seconds",
            "gauge",
            "When the newest backup in backups/ was made.",
            _last_backup(settings),
        ),
    ]
    return "".join(parts)


def _metric(name: str, kind: str, explained: str, samples: Iterable[Sample]) -> str:
    """Return a metric with its samples, each the end of its name and a number; "" without any."""
    lines = [f"{name}{ending} {value!r}\n" for ending, value in samples]
    return f"# HELP {name} {explained}\n# TYPE {name} {kind}\n{''.join(lines)}" if lines else ""


def _versions() -> list[Sample]:
    return [(f'{{python="{platform.python_version()}",sqlite="{sqlite3.sqlite_version}"}}', 1)]


def _requests(totals: Totals) -> Iterator[Sample]:
    for method, status, count in totals.requests():
        yield f'{{method="{method}",status="{status}"}}', count


def _seconds(totals: Totals) -> Iterator[Sample]:
    for state in CACHE_STATES:
        durations = totals.durations(state)
        limits = [*map(repr, LIMITS), "+Inf"]
        for limit, count in zip(limits, accumulate(durations.ranges), strict=True):
            yield f'_bucket{{cache="{state}",le="{limit}"}}', count
        yield f'_sum{{cache="{state}"}}', durations.seconds
        yield f'_count{{cache="{state}"}}', sum(durations.ranges)


def _bytes(totals: Totals) -> Iterator[Sample]:
    for state in CACHE_STATES:
        yield f'{{cache="{state}"}}', totals.durations(state).size


def _memory(folder: Path) -> Iterator[Sample]:
    """Yield the memory of each worker that runs, where this system tells it."""
    for file in folder.iterdir():
        try:
            pages = int(Path(f"/proc/{file.name}/statm").read_text().split()[1])
        except OSError:
            continue
        yield f'{{pid="{file.name}"}}', pages * os.sysconf("SC_PAGE_SIZE")


def _sizes(settings: Settings) -> Iterator[Sample]:
    database = settings.database_path
    files = {
        "database": database,
        "wal": database.with_name(f"{database.name}-wal"),
        "gate": settings.gate_path,
    }
    for name, path in files.items():
        if path.is_file():
            yield f'{{file="{name}"}}', path.stat().st_size


def _free(settings: Settings) -> Iterator[Sample]:
    yield "", shutil.disk_usage(settings.database_path.parent).free


def _last_backup(settings: Settings) -> Iterator[Sample]:
    """Yield the time of the newest backup in seconds since 1970; drafts are no backups."""
    if backups := list_backups(settings.backups_path, settings.database_path):
        yield "", backups[0].made_at.timestamp()
