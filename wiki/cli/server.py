"""The command behind `make run`: everything that has to happen before serving, and serving."""

import os
import socket
import sys
from pathlib import Path

import click
import flask_migrate
from flask.cli import with_appcontext
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from wiki.cli.authors import link_for
from wiki.cli.context import settings, writing
from wiki.cli.pages import fill_if_empty
from wiki.config import Settings
from wiki.db import db
from wiki.services.authors import the_author

ROOT = Path(__file__).parents[2]
WORKERS = 2
# More than there are database connections, so that slow senders do not keep readers waiting.
THREADS = 32


@click.command()
@with_appcontext
def serve() -> None:
    """Bring the database up to date, fill an empty one with the demo, and serve the atlas.

    It prints the address and a one-time sign-in link. WIKI_HOST and WIKI_PORT say where it serves.

    \b
    Example:
      WIKI_PORT=8080 flask serve
    """
    known = settings()
    check_port(known)
    flask_migrate.upgrade()
    with writing():
        author = the_author(known.author_name)
        fill_if_empty()
        name, link = author.name, link_for(author)
    db.engine.dispose()
    click.echo(f"The atlas is at {known.base_url}")
    click.echo(f"Sign in as {name}, once and within 15 minutes: {link}")
    click.echo("Ctrl-C stops it.")
    sys.stdout.flush()
    run(known)


def run(known: Settings) -> None:
    """Serve until somebody stops it."""
    Server(
        "app:app",
        address=known.host,
        port=known.port,
        interface=Interfaces.WSGI,
        workers=min(WORKERS, os.cpu_count() or 1),
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        working_dir=ROOT,
    ).serve()


def check_port(known: Settings) -> None:
    """Stop where somebody else has the port: the server would share it without a word."""
    family = socket.AF_INET6 if ":" in known.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((known.host, known.port))
        except OSError as error:
            other = known.port % 65535 + 1
            raise click.ClickException(
                f"Nothing can be served on {known.host}, port {known.port} ({error.strerror}): "
                f"choose another port, such as WIKI_PORT={other}, or another WIKI_HOST."
            ) from None
