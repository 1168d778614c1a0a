"""The commands, thin over services. Each is one transaction: all of it or nothing.

A worker runs none of them, so the module of a command is imported when the command is asked for,
and Flask-Migrate with it. The program reads this module before anything else, so it imports little.
"""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from wiki.installation import MIGRATIONS

if TYPE_CHECKING:
    from flask import Flask

# The name of each command, with its module in this package and its name there.
PLACES = {
    "author": ("authors", "author"),
    "sign-in-link": ("authors", "sign_in_link"),
    "demo": ("documents", "demo"),
    "import": ("imports", "import_"),
    "export": ("documents", "export"),
    "digest": ("digest", "digest"),
    "freeze": ("freeze", "freeze_"),
    "map": ("map", "map_"),
    "serve": ("server", "serve"),
    "db": ("tables", "tables"),
    "check": ("checking", "check"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
    "doctor": ("doctor", "doctor"),
    "rebuild": ("projections", "rebuild"),
    "search": ("search", "search"),
    "purge": ("purge", "purge"),
}


class Commands(MutableMapping[str, click.Command]):
    """The commands by name, each imported when it is read first."""

    def __init__(self) -> None:
        self._known: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Return a command. Raises KeyError where there is none of this name."""
        if name not in self._known:
            module, own = PLACES[name]
            self._known[name] = getattr(import_module(f"wiki.cli.{module}"), own)
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command that is imported already."""
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        """Take out a command that was added. Raises KeyError for the others."""
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all commands."""
        return iter(dict.fromkeys([*PLACES, *self._known]))

    def __len__(self) -> int:
        """Return how many commands there are."""
        return len(PLACES.keys() | self._known.keys())


class Tables:
    """Stands for Flask-Migrate among an app's extensions until something is asked of it."""

    def __init__(self, app: "Flask") -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        """Put Flask-Migrate in place, and return what it has under this name."""
        import_module("wiki.cli.tables")  # Flask-Migrate adds its commands as they are then
        migrate, db = import_module("flask_migrate").Migrate, import_module("wiki.db").db
        migrate(self._app, db, directory=str(MIGRATIONS))
        return getattr(self._app.extensions["migrate"], name)


def register(app: "Flask") -> None:
    """Register the commands."""
    app.extensions["migrate"] = Tables(app)
    app.cli.commands = Commands()
