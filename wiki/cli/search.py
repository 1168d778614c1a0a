"""The command that rebuilds the full-text indexes."""

import click
from flask.cli import with_appcontext

from wiki.cli.context import progress, writing
from wiki.db import db
from wiki.projections.search import PROJECTION


@click.group(name="search")
def search() -> None:
    """Look after what searches look at.

    \b
    Example:
      flask search rebuild
    """


@search.command()
@with_appcontext
def rebuild() -> None:
    """Make the words of all items and the full-text indexes again.

    Nothing that was written is changed. `flask rebuild` does this too.

    \b
    Example:
      flask search rebuild
    """
    with writing(), progress("Rebuilding"):
        total = PROJECTION.rebuild(db.session.connection())
    click.echo(f"{PROJECTION.table}: {total:,} rows")
