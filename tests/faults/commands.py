"""Commands are killed at any moment: import, backup, restore, purge, and each migration."""

import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from tests.faults.apart import apart, killed, timed
from tests.faults.atlas import copied, judge, open_app
from tests.faults.outcome import Found, Outcome
from tests.served import ROOT
from wiki.backups import restoring
from wiki.backups.reading import opened
from wiki.backups.restoring import restore
from wiki.backups.writing import AtlasPaths, write_backup
from wiki.db import db
from wiki.installation import known_versions

PAGES = sorted((ROOT / "wiki" / "demo").glob("*.md"))
SLOW_BYTES = 64 * 1024
PAUSE = 0.003  # seconds
ITS_VERSIONS = "revision WHERE kind = 'belief' AND item_id <= 10 AND after IS NOT NULL"


def source(folder: Path) -> AtlasPaths:
    """Return what a backup of an atlas in a folder is made of."""
    return AtlasPaths(database=folder / "atlas.sqlite", media=folder / "media")


def moments(trials: int, seconds: float, chance: Random) -> Iterator[float]:
    """Yield moments spread over the time that a command takes, from its beginning on."""
    for number in range(trials):
        yield seconds * (number + chance.random()) / trials


def kill_import(trials: int, chance: Random, broken: bool) -> Outcome:
    """Kill `import`: all of its pages are there afterwards, or none."""
    outcome = Outcome()
    with copied() as folder:
        seconds = timed(run_import, folder, broken)
    for moment in moments(3 if broken else trials, seconds, chance):
        with copied() as folder:
            before = apart(count, folder, "topic")
            outcome.ended += not killed(run_import, folder, broken, after=moment)
            found, added = judge(folder), apart(count, folder, "topic") - before
            if added not in (0, len(PAGES)):
                found.torn.append(f"{added} of {len(PAGES)} pages were imported")
            outcome.add(found, times=[seconds])
    return outcome


def run_import(folder: Path, broken: bool = False) -> None:
    """Import pages of the demo; broken, each statement is committed at once."""
    app = open_app(folder)
    if broken:
        commit_each()
    _command(app, "import", *map(str, PAGES))


def _command(app: Flask, *words: str) -> None:
    """Run a command. Raises RuntimeError where it refuses."""
    result = app.test_cli_runner().invoke(args=words)
    if result.exit_code:
        raise RuntimeError(result.output)


def commit_each() -> None:
    """Commit before every statement that writes, as if there were no transactions.

    Each takes a moment longer, so that most of the time in which a kill may come lies between two.
    """

    @event.listens_for(Engine, "before_cursor_execute")
    def commit(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        raw = connection.connection.dbapi_connection
        if raw.in_transaction and not statement.startswith(("SELECT", "PRAGMA", "BEGIN")):
            raw.execute("COMMIT")
            raw.execute("BEGIN IMMEDIATE")
            time.sleep(PAUSE)


def count(folder: Path, table: str) -> int:
    """Return how many rows a table has; a condition may follow its name."""
    with open_app(folder).app_context():
        number: int = db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0
        db.session.remove()
        db.engine.dispose()
    return number


def kill_backup(trials: int, chance: Random, broken: bool) -> Outcome:
    """Kill `backup`: a file of that name is a whole backup, the former one or the new one."""
    outcome = Outcome()
    with copied() as folder:
        file = folder / "kept.zip"
        work: Callable[..., Any] = _write_in_place if broken else write_backup
        seconds = timed(work, source(folder), file)
        for moment in moments(3 if broken else trials, seconds, chance):
            outcome.ended += not killed(work, source(folder), file, after=moment)
            found = Found()
            try:
                apart(_open_backup, file, folder)
            except RuntimeError as error:
                found.torn.append(str(error).splitlines()[-1])
            outcome.add(found, times=[seconds])
        outcome.torn += len(judge(folder).torn)
    return outcome


def _open_backup(file: Path, folder: Path) -> None:
    with opened(file, folder):
        pass


def _write_in_place(place: AtlasPaths, file: Path) -> None:
    """Write a backup straight under its name, slowly."""
    with zipfile.ZipFile(file, "w") as archive, archive.open("atlas.sqlite", "w") as packed:
        data = place.database.read_bytes()
        for start in range(0, len(data), SLOW_BYTES):
            packed.write(data[start : start + SLOW_BYTES])
            time.sleep(0.01)


def kill_restore(trials: int, chance: Random, broken: bool) -> Outcome:
    """Kill `restore`: the atlas is whole afterwards, the former one or that of the backup."""
    outcome = Outcome()
    with copied() as folder:
        file = folder.parent / "backup.zip"
        apart(write_backup, source(folder), file)
        apart(run_import, folder)
        seconds = timed(run_restore, folder, file, broken)
        for moment in moments(3 if broken else trials, seconds, chance):
            outcome.ended += not killed(run_restore, folder, file, broken, after=moment)
            outcome.add(judge(folder), times=[seconds])
    return outcome


def run_restore(folder: Path, file: Path, broken: bool = False) -> None:
    """Restore a backup; broken, the database is overwritten and not replaced."""
    if broken:
        restoring.os.replace = _overwrite  # type: ignore[attr-defined]
    restore(file, source(folder), folder / "backups", datetime.now())


def _overwrite(new: Path, old: Path) -> None:
    data = Path(new).read_bytes()
    with open(old, "wb") as file:
        for start in range(0, len(data), SLOW_BYTES):
            file.write(data[start : start + SLOW_BYTES])
            file.flush()
            time.sleep(0.02)


def kill_purge(trials: int, chance: Random, broken: bool) -> Outcome:
    """Kill `purge`: all versions of an item are gone afterwards, or none."""
    outcome = Outcome()
    with copied() as folder:
        seconds = timed(run_purge, folder, broken)
    for moment in moments(3 if broken else trials, seconds, chance):
        with copied() as folder:
            before = apart(count, folder, ITS_VERSIONS)
            outcome.ended += not killed(run_purge, folder, broken, after=moment)
            left, found = apart(count, folder, ITS_VERSIONS), judge(folder)
            if left not in (0, before):
                found.torn.append(f"{left} of {before} versions are left")
            outcome.add(found, times=[seconds])
    return outcome


def run_purge(folder: Path, broken: bool = False) -> None:
    """Purge a region with all that it holds; broken, each statement is committed at once."""
    app = open_app(folder)
    if broken:
        commit_each()
    _command(app, "purge", "region:region-1", "--yes")


def kill_migration(trials: int, chance: Random, broken: bool) -> Outcome:
    """Upgrade each earlier version with data in it, killed in the middle first."""
    outcome = Outcome()
    with copied() as folder, _earlier(folder) as files:
        numbers = sorted(files, reverse=True)
        chosen = numbers if trials >= len(numbers) else chance.sample(numbers, trials)
        oldest = numbers[-3:]  # of these most is to be done, so most can be left half done
        for number in oldest if broken else chosen:
            found, seconds = _upgrade_killed(files[number], folder, chance, broken)
            outcome.add(found, times=[seconds])
            outcome.remarks = [f"from {number}: {line}" for line in outcome.remarks][:5]
    return outcome


def _upgrade_killed(
    earlier: Path, folder: Path, chance: Random, broken: bool
) -> tuple[Found, float]:
    """Kill the upgrade of a database of an earlier version, then upgrade it.

    Returns what was found, and how many seconds an upgrade takes that nobody kills. What was made
    by going back lacks what the earlier version could not keep: only what is worse counts.
    """
    _put(earlier, folder)
    before, seconds = apart(count, folder, "revision"), timed(_upgrade, folder)
    usual = set(judge(folder).torn)
    _put(earlier, folder)
    killed(_upgrade, folder, broken, after=seconds * (0.2 + 0.7 * chance.random()))
    try:
        apart(_upgrade, folder)
    except RuntimeError as error:
        return Found(torn=[str(error).splitlines()[-1]]), seconds
    found = judge(folder)
    found.torn = [line for line in found.torn if line not in usual]
    found.lost += abs(apart(count, folder, "revision") - before)
    return found, seconds


def _put(earlier: Path, folder: Path) -> None:
    """Put a database in the place of the one in a folder."""
    database = folder / "atlas.sqlite"
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    shutil.copy(earlier, database)


@contextmanager
def _earlier(folder: Path) -> Iterator[dict[str, Path]]:
    """Give a database of each earlier version, made by going back from the newest."""
    numbers = sorted(known_versions())[:-1]
    place = folder.parent / "earlier"
    place.mkdir()
    apart(_go_back, folder, place, numbers)
    yield {number: place / number for number in numbers}


def _go_back(folder: Path, place: Path, numbers: list[str]) -> None:
    app = open_app(folder)
    for number in reversed(numbers):
        with app.app_context():
            downgrade(revision=number)
            db.session.remove()
            db.engine.dispose()
        shutil.copy(folder / "atlas.sqlite", place / number)


def _upgrade(folder: Path, broken: bool = False) -> None:
    if broken:
        commit_each()
    with open_app(folder).app_context():
        upgrade()
        db.engine.dispose()
