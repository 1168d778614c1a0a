"""The commands of Flask-Migrate over the tables, `flask db`, with a sentence where one fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.cli import with_appcontext
from flask_migrate.cli import db as tables

from wiki.cli.context import reading


def explained(run: Callable[..., None]) -> Callable[..., None]:
    """Make a command of Flask-Migrate end with a sentence where something goes wrong."""

    @with_appcontext
    @wraps(run)
    def explain(*words: Any, **options: Any) -> None:
        with reading():
            run(*words, **options)

    return explain


for command in tables.commands.values():
    command.callback = explained(command.callback)
tables.commands["upgrade"].epilog = "\b\nExample:\n  flask db upgrade"  # the one that readers need
