"""Commands that make the projections again, and that compare them with the journal."""

import click
from flask.cli import with_appcontext

from wiki.cli.context import progress, reading, writing
from wiki.db import db
from wiki.projections import PROJECTIONS
from wiki.projections import rebuild as rebuild_all
from wiki.projections.search import check_indexes


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
        click.echo(f"{table}: {total} rows")


@click.command()
@with_appcontext
def check() -> None:
    """Compare every projection with the journal, and print a line for each difference.

    It ends with 1 where there is a difference; `rebuild` mends that.

    \b
    Example:
      flask check
    """
    differing = False
    with reading(), progress("Checking"):
        for projection in PROJECTIONS:
            total, lines = projection.check(db.session.connection())
            differing = differing or bool(lines)
            for line in lines or [f"{projection.table}: {total} rows, as the journal has it"]:
                click.echo(line)
        db.session.rollback()
        for line in check_indexes(db.session.connection()):
            differing = True
            click.echo(line)
        db.session.rollback()
    if differing:
        raise click.exceptions.Exit(1)
