"""The commands, thin over services. Each is one transaction: all of it or nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_migrate.cli import db as tables

from wiki.cli.authors import author, sign_in_link
from wiki.cli.context import reading
from wiki.cli.documents import demo, export, import_
from wiki.cli.map import map_
from wiki.cli.projections import check, rebuild
from wiki.cli.server import serve

COMMANDS: list[click.Command] = [
    *(author, sign_in_link, demo, import_, export, map_, serve, tables, check, rebuild),
]


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
tables.commands["upgrade"].epilog = "\b\nExample:\n  flask db upgrade"


def register(app: Flask) -> None:
    """Register the commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
