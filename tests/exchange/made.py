"""Empty atlases for tests of whole exports, and the commands run in them."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from tests.compiled_once import share_compiled
from tests.conftest import ENVIRON
from wiki import create_app
from wiki.db import db

Make = Callable[[str], Flask]


@contextmanager
def made_in(folder: Path, empty: Path) -> Iterator[Make]:
    """Give a function that makes an empty atlas of a name in a folder."""
    made: list[Flask] = []

    def make_one(name: str) -> Flask:
        shutil.copytree(empty, folder / name)
        app = create_app(folder / name, ENVIRON)
        app.testing = True
        share_compiled(app)
        made.append(app)
        return app

    yield make_one
    for app in made:
        with app.app_context():
            db.engine.dispose()


def run(app: Flask, *words: Any) -> str:
    """Run a command that does what it should, and return what it printed."""
    result = app.test_cli_runner().invoke(args=list(map(str, words)))
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(app: Flask, *words: Any) -> str:
    """Run a command that is refused with one sentence, and return that."""
    result = app.test_cli_runner().invoke(args=list(map(str, words)))
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output
