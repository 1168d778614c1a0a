"""Flask-Migrate's commands over the tables, `flask db`, made to end with a sentence on errors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.cli import with_appcontext
from flask_migrate.cli import db as tables

from wiki.cli.context import reading, settings
from wiki.cli.upgrading import copy_before_migration

CHANGING = ("upgrade", "downgrade")  # those that change the tables of an atlas


def with_error_sentences(run: Callable[..., None], *, changing: bool) -> Callable[..., None]:
    """Return a command of Flask-Migrate that ends with a sentence if something goes wrong.

    If it is `changing` the tables, it first makes a copy of the database.
    """

    @with_appcontext
    @wraps(run)
    def run_and_explain(*words: Any, **options: Any) -> None:
        with reading():
            if changing:
                copy_before_migration(settings(), always=run.__name__ == "downgrade")
            run(*words, **options)

    return run_and_explain


for name, command in tables.commands.items():
    command.callback = with_error_sentences(command.callback, changing=name in CHANGING)
tables.commands["upgrade"].epilog = "\b\nExample:\n  flask db upgrade"  # the command to know
