"""The commands of Flask-Migrate over the tables, `flask db`, with a sentence where one fails."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.cli import with_appcontext
from flask_migrate.cli import db as tables

from wiki.cli.context import reading, settings
from wiki.cli.upgrading import copy_before_migration

CHANGING = ("upgrade", "downgrade")  # those that change the tables of an atlas


def explained(run: Callable[..., None], *, changing: bool) -> Callable[..., None]:
    """Make a command of Flask-Migrate end with a sentence where something goes wrong.

    One that changes the tables makes a copy of the database before.
    """

    @with_appcontext
    @wraps(run)
    def explain(*words: Any, **options: Any) -> None:
        with reading():
            if changing:
                copy_before_migration(settings(), always=run.__name__ == "downgrade")
            run(*words, **options)

    return explain


for name, command in tables.commands.items():
    command.callback = explained(command.callback, changing=name in CHANGING)
tables.commands["upgrade"].epilog = "\b\nExample:\n  flask db upgrade"  # the one that readers need
