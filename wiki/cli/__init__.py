"""The commands, thin over services. Each is one transaction: all of it or nothing."""

import click
from flask import Flask
from flask_migrate.cli import db as tables

from wiki.cli.authors import author, sign_in_link
from wiki.cli.documents import demo, export, import_
from wiki.cli.map import map_
from wiki.cli.server import serve

tables.commands["upgrade"].epilog = "\b\nExample:\n  flask db upgrade"
COMMANDS: list[click.Command] = [author, sign_in_link, demo, import_, export, map_, serve, tables]


def register(app: Flask) -> None:
    """Make the commands known to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)
