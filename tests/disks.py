"""Disks that cannot be written: full ones, and files that are read-only, for a test's own files.

Neither needs any right that an ordinary user lacks.
"""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import Flask

from wiki.db import db


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow: this process may write nothing into any, as if there were no room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def let_go(app: Flask) -> None:
    """Close the app's database, as a server does that stops: nothing stays beside the file."""
    with app.app_context():
        db.engine.dispose()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder and what is in it read-only; it says so to the superuser too (see `bound`)."""
    modes = {path: path.stat().st_mode for path in (*folder.iterdir(), folder)}
    for path in modes:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        for path, mode in reversed(modes.items()):
            with suppress(FileNotFoundError):
                path.chmod(mode)
