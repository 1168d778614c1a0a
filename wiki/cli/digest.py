"""The command that prints recent changes as a mail, which any list service can send."""

from datetime import date, datetime, timedelta

import click
from flask.cli import with_appcontext

from wiki.cli.context import clock, reading, settings, site
from wiki.clock import start_of
from wiki.exchange.mail import write_mail, write_recipients
from wiki.queries.changelog.entries import group_by_region, list_since
from wiki.visibility import VISITOR


@click.command()
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 366))
@click.option("--to", metavar="ADDRESS", help="Begin the mail with a line To.")
@with_appcontext
def digest(days: int, to: str | None) -> None:
    """Print what visitors could read of the last days, today left out, as a plain-text mail.

    Nothing is printed where nothing changed, so that no empty mail is sent.

    \b
    Examples:
      flask digest
      flask digest --to readers@example.org | sendmail -t
    """
    try:
        begun = "" if to is None else f"To: {write_recipients(to)}\n"
    except ValueError as error:
        raise click.ClickException(f"--to cannot be used. {error}") from error
    with reading():
        until = clock().today
        since = until - timedelta(days=days)
        entries = [
            one for one in list_since(_start(since), reader=VISITOR) if one.at < _start(until)
        ]
        if not entries:
            return
        title, base = site().site_title, settings().base_url
        text = write_mail(title, base, since, until - timedelta(days=1), group_by_region(entries))
    click.echo(begun + text, nl=False)


def _start(day: date) -> datetime:
    return start_of(day, site().time_zone)
