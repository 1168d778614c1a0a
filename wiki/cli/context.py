"""What commands share: settings, site, gate, signature, one transaction, progress messages."""

import gc
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Event, Thread

import click
from flask import current_app
from sqlalchemy.exc import DatabaseError

from wiki.cli.database import check_database
from wiki.cli.stopping import stopped_in_order
from wiki.clock import Clock
from wiki.config import Settings
from wiki.db import begin_writing, db
from wiki.errors import Invalid
from wiki.fetch import Fetcher
from wiki.gate import Gate
from wiki.journal import Signature
from wiki.media.shelf import Shelf
from wiki.queries.authors import list_authors
from wiki.queries.site import read_site
from wiki.site import Site
from wiki.storage import Unavailable, sentence_for

PATIENCE_SECONDS = 2.0
NO_TABLES = "The database has no tables yet, or old ones: run `flask db upgrade` first."


def settings() -> Settings:
    """Return the settings of the operator."""
    value: Settings = current_app.extensions["atlas.settings"]
    return value


def pictures() -> Shelf:
    """Return the folder of pictures."""
    value: Shelf = current_app.extensions["atlas.pictures"]
    return value


def site() -> Site:
    """Return the site's own settings in force."""
    return read_site(settings().site_settings)


def gate() -> Gate:
    """Return the gate: sessions and one-time links."""
    value: Gate = current_app.extensions["atlas.gate"]
    return value


def fetcher() -> Fetcher | None:
    """Return the Fetcher, which asks other sites; None if that is switched off."""
    value: Fetcher | None = current_app.extensions["atlas.fetcher"]
    return value


def clock() -> Clock:
    """Return the clock of the site's time zone."""
    zone = site().time_zone
    return Clock(datetime.now(zone), zone)


def today() -> date:
    """Return the present day in the site's time zone."""
    return clock().today


def signature() -> Signature:
    """Return the signature for commands: that of the first author, if there is one."""
    author = next(iter(list_authors()), None)
    return Signature(author_id=author.id if author else None, today=today())


@contextmanager
def reading() -> Iterator[None]:
    """Check the database before the block, and close its session after it.

    Errors of the database, and Invalid, end the command with a sentence.
    """
    check_database(settings().database_path)
    try:
        yield
    except Invalid as error:
        raise click.ClickException(error.message) from error
    except (DatabaseError, sqlite3.Error, Unavailable) as error:
        raise click.ClickException(error_sentence(error)) from error
    finally:
        db.session.rollback()


@contextmanager
def writing(*, dry_run: bool = False) -> Iterator[None]:
    """Begin a transaction with the write lock, and commit it at the end of the block.

    It is rolled back after an error, and at the end of a dry run.
    """
    with reading():
        begin_writing()
        yield
        if not dry_run:
            db.session.commit()


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Switch off Python's garbage collection: what an import makes is used until it ends."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Write to standard error every two seconds how far a command is.

    The block gets a function to call with the number of steps done and the total. A signal that
    ends the program raises SystemExit in the block, so that it can clean up.
    """
    steps = [""]
    ended = Event()

    def write() -> None:
        while not ended.wait(PATIENCE_SECONDS):
            click.echo(f"{doing}{steps[-1]} …", err=True)

    teller = Thread(target=write, daemon=True)
    teller.start()
    try:
        with stopped_in_order():
            yield lambda done, total: steps.append(f": {done:,} of {total:,}")
    finally:
        ended.set()
        teller.join()


def error_sentence(error: DatabaseError | sqlite3.Error | Unavailable) -> str:
    """Return a sentence on an error of the database, with what can be done about it."""
    if not settings().database_path.exists():
        return NO_TABLES
    if isinstance(error, Unavailable):
        return f"The file {error.path} cannot be used ({error.reason}). {error}"
    reason = str(getattr(error, "orig", error))
    if reason.startswith("no such"):
        return NO_TABLES
    if sentence := sentence_for(error):
        return f"The file {settings().database_path} cannot be used ({reason}). {sentence}"
    return f"The database cannot be used ({reason}): see WIKI_DATABASE_URL."
