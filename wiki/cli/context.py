"""What the commands share: settings, gate, who signs, one transaction, and signs of life."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Event, Thread

import click
from flask import current_app
from sqlalchemy.exc import DatabaseError

from wiki.cli.database import check_database
from wiki.clock import Clock
from wiki.config import Settings
from wiki.db import begin_writing, db
from wiki.errors import Invalid
from wiki.gate import Gate
from wiki.journal import Signature
from wiki.services.authors import list_authors
from wiki.storage import Unavailable, sentence_for

PATIENCE_SECONDS = 2.0


def settings() -> Settings:
    """Return the site's settings."""
    found: Settings = current_app.extensions["atlas.settings"]
    return found


def gate() -> Gate:
    """Return the keeper of sessions and one-time links."""
    found: Gate = current_app.extensions["atlas.gate"]
    return found


def clock() -> Clock:
    """Return the clock of the site's time zone."""
    zone = settings().time_zone
    return Clock(datetime.now(zone), zone)


def today() -> date:
    """Return the day it is in the site's time zone."""
    return clock().today


def signature() -> Signature:
    """Return in whose name a command writes: the first author's, while there is one."""
    author = next(iter(list_authors()), None)
    return Signature(author_id=author.id if author else None, today=today())


@contextmanager
def reading() -> Iterator[None]:
    """Look at the database first and give up its session at the end.

    What goes wrong ends in one sentence.
    """
    check_database(settings().database_path)
    try:
        yield
    except Invalid as error:
        raise click.ClickException(error.message) from error
    except (DatabaseError, Unavailable) as error:
        raise click.ClickException(explained(error)) from error
    finally:
        db.session.rollback()


@contextmanager
def writing() -> Iterator[None]:
    """Open one transaction as a writer and commit it at the end; an error leaves no trace."""
    with reading():
        begin_writing()
        yield
        db.session.commit()


@contextmanager
def progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Say every two seconds, on standard error, how far it is.

    The caller is given what to call with the number of steps done, and of all.
    """
    steps = [""]
    ended = Event()

    def tell() -> None:
        while not ended.wait(PATIENCE_SECONDS):
            click.echo(f"{doing}{steps[-1]} …", err=True)

    teller = Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield lambda done, total: steps.append(f": {done} of {total}")
    finally:
        ended.set()
        teller.join()


def explained(error: DatabaseError | Unavailable) -> str:
    """Return what a person can do about an error of the database."""
    if isinstance(error, Unavailable):
        return f"The file {error.path} cannot be used ({error.reason}). {error}"
    reason = str(error.orig)
    if reason.startswith("no such"):
        return "The database has no tables yet, or old ones: run `flask db upgrade` first."
    if sentence := sentence_for(error):
        return f"The file {settings().database_path} cannot be used ({reason}). {sentence}"
    return f"The database cannot be used ({reason}): see WIKI_DATABASE_URL."
