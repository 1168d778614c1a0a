"""The command that rebuilds the projections."""

import click
from flask.cli import with_appcontext

from wiki.cli.context import progress, writing
from wiki.db import db
from wiki.projections import rebuild as rebuild_all


@click.command()
@with_appcontext
def rebuild() -> None:
    """Make every projection again: the tables that follow from the journal.

    Nothing that was written is changed. It is needed only where `check` found a difference.

    \b
    Example:
      flask rebuild
    """
    with writing(), progress("Rebuilding"):
        rows = rebuild_all(db.session.connection())
    for table, total in rows.items():
        click.echo(f"{table}: {total:,} rows")
