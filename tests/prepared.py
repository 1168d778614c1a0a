"""Instance folders that hold what many tests begin with, made once for many tests and copied.

Making a region takes longer than most tests that need one; copying a database takes a millisecond.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import Flask

from wiki.db import db

# What is in a folder was written just now, as far as a test can tell.
SECONDS = 20.0
Names = tuple[str, ...]


class Prepared:
    """Folders made by `fill`, which writes what some names stand for into a copy of `empty`."""

    def __init__(self, empty: Path, place: Path, fill: Callable[[Path, Names], None]) -> None:
        self._empty, self._place, self._fill = empty, place, fill
        self._made: dict[Names, tuple[Path, float]] = {}

    def copy(self, names: Names, to: Path) -> None:
        """Copy the folder for some names, in the order in which they are to be written."""
        shutil.copytree(self._folder(names) if names else self._empty, to)

    def _folder(self, names: Names) -> Path:
        folder, made = self._made.get(names, (None, 0.0))
        if folder is None or time.monotonic() - made > SECONDS:
            if folder:
                shutil.rmtree(folder)
            folder = self._place / f"{'-'.join(names)}-{time.monotonic_ns()}"
            shutil.copytree(self._empty, folder)
            self._fill(folder, names)
            self._made[names] = folder, time.monotonic()
        return folder


class WrittenOnce:
    """What fixtures write into the database of an app, kept for the next test that has them."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[sqlite3.Connection, float]] = {}

    def write(self, app: Flask, write: Callable[[], object], before: Names) -> None:
        """Write, or copy what the same function wrote for a test before, if that was just now.

        `before` says what is in the database already. Files beside it are not copied.
        """
        name = (write.__module__, write.__qualname__, *before)
        copy, made = self._kept.get(name, (None, 0.0))
        with app.app_context():
            file = db.engine.url.database
        assert file
        with closing(sqlite3.connect(file)) as atlas:
            if copy and time.monotonic() - made < SECONDS:
                copy.backup(atlas)
            else:
                write()
                copy = copy or sqlite3.connect(":memory:")
                atlas.backup(copy)
                self._kept[name] = copy, time.monotonic()
