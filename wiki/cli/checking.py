"""The command `check`: is the database intact, and does it agree with the journal everywhere?"""

from collections.abc import Iterator
from typing import Any

import click
from flask.cli import with_appcontext

from wiki.cli.context import pictures, progress, reading
from wiki.db import db
from wiki.journal.agreement import count_revisions, find_contradictions
from wiki.projections import PROJECTIONS
from wiki.projections.search import check_indexes
from wiki.queries.pictures import find_missing
from wiki.storage.integrity import find_damage

Line = tuple[bool, str]


@click.command()
@with_appcontext
def check() -> None:
    """Check the database, and compare its rows and every projection with the journal.

    It looks at SQLite's own structure, at references between rows, at what each item says against
    its last revision, and at links to items that are missing. It prints a line for each
    difference and ends with 1 where there is one: `rebuild` mends projections, a backup the rest.
    Pictures that are shown and missing are named, too.

    \b
    Example:
      flask check
    """
    differing = False
    with reading(), progress("Checking"):
        for is_right, line in check_all():
            differing = differing or not is_right
            click.echo(line)
    if differing:
        raise click.exceptions.Exit(1)


def check_all() -> Iterator[Line]:
    """Yield (is right, line) for each result of checking the database, rows and projections.

    A line is either a difference or the good result of one check.
    """
    yield from _lines(find_damage(_raw()), "database: whole, and all references are good")
    yield from _lines(
        list(find_contradictions()),
        f"journal: {count_revisions():,} revisions, and all rows are as it says",
    )
    for name, uses in find_missing(pictures().names()).items():
        yield True, f"picture {name}: missing; its description is shown at {uses.addresses}"
    db.session.rollback()
    for projection in PROJECTIONS:
        total, lines = projection.check(db.session.connection())
        yield from _lines(lines, f"{projection.table}: {total:,} rows, as the journal has it")
    db.session.rollback()
    yield from ((False, line) for line in check_indexes(db.session.connection()))
    db.session.rollback()


def _lines(wrong: list[str], right: str) -> Iterator[Line]:
    """Yield the faults in `wrong` as lines, or the line `right` if there are none."""
    yield from ((False, line) for line in wrong)
    if not wrong:
        yield True, right


def _raw() -> Any:
    """Return the session's connection as the `sqlite3.Connection` beneath it."""
    return db.session.connection().connection.dbapi_connection
