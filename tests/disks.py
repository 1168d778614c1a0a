"""Disks that cannot be written: full ones, and files that are read-only.

Neither needs any right that an ordinary user lacks.
"""

import ctypes
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from wiki.db import db

CAPABILITIES_VERSION = 0x20080522
# CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: by these the superuser ignores permissions.
OVERRIDING = 1 << 1 | 1 << 2


@contextmanager
def full_disk() -> Iterator[None]:
    """Let this process write nothing into any file, as if there were no room left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder and the files in it read-only, for the superuser too."""
    modes = {path: path.stat().st_mode for path in (*folder.iterdir(), folder)}
    for path in modes:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        with bound_by_permissions():
            yield
    finally:
        for path, mode in reversed(modes.items()):
            path.chmod(mode)


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Let permissions bind this thread whoever runs it; those of an ordinary user always do."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, before = (ctypes.c_uint32 * 2)(CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    effective, *rest = before
    now = (ctypes.c_uint32 * 6)(effective & ~OVERRIDING, *rest)
    assert libc.capset(header, now) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0


def let_go(app: Flask) -> None:
    """Close the app's database, as a server that stops does: no file stays beside it."""
    with app.app_context():
        db.engine.dispose()


@contextmanager
def no_more_files() -> Iterator[None]:
    """Let this process open no file beyond those that it has open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
