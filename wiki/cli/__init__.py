"""The commands, thin over services. Each is one transaction: all of it or nothing.

A worker runs none of them, so the module of a command is imported when the command is asked for,
and Flask-Migrate with it. The program reads this module before anything else, so it imports little.
"""

import errno
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

OUTPUT = "A file could not be read or written, perhaps the one that this command's words go to"


class Commands(MutableMapping[str, click.Command]):
    """The commands by name; each module is imported when its command is first read."""

    def __init__(self) -> None:
        self._known: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Return the command with this name. Raises KeyError if there is none."""
        if name not in self._known:
            module, own = PLACES[name]
            command = getattr(import_module(f"wiki.cli.{module}"), own)
            self._known[name] = ending_with_a_sentence(command)
        return self._known[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command that is imported already."""
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        """Remove a command that was added. Raises KeyError for the program's own."""
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all commands."""
        return iter(dict.fromkeys([*PLACES, *self._known]))

    def __len__(self) -> int:
        """Return how many commands there are."""
        return len(PLACES.keys() | self._known.keys())


def ending_with_a_sentence(command: click.Command) -> click.Command:
    """Make a command end with a sentence for any OSError that it does not expect itself.

    Such are a full disk that its output is written to, or a name that is too long.
    """
    if "invoke" in vars(command):  # another app had it before
        return command
    invoke = command.invoke

    def run(context: click.Context) -> Any:
        try:
            return invoke(context)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads what it says: click ends it quietly
                raise
            what = f"{error.filename} cannot be used" if error.filename else OUTPUT
            raise click.ClickException(f"{what}: {error.strerror or error}.") from error

    command.invoke = run  # type: ignore[method-assign,assignment]  # of it alone
    return command


class Tables:
    """Stands for Flask-Migrate among an app's extensions until it is first needed."""

    def __init__(self, app: "Flask") -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        """Load Flask-Migrate, put it in the place of this object, and return its attribute."""
        import_module("wiki.cli.tables")  # Flask-Migrate adds its commands as they are then
        migrate, db = import_module("flask_migrate").Migrate, import_module("wiki.db").db
        migrate(self._app, db, directory=str(MIGRATIONS))
        return getattr(self._app.extensions["migrate"], name)


def register(app: "Flask") -> None:
    """Register the commands with an app."""
    app.extensions["migrate"] = Tables(app)
    app.cli.commands = Commands()
