"""Commands about authors: passwords and one-time sign-in links."""

import sys

import click
from flask.cli import with_appcontext

from wiki.cli.context import gate, reading, settings, site, writing
from wiki.db import db
from wiki.models import Author
from wiki.queries.authors import find_author, list_authors
from wiki.services.authors import main_author, make_author, set_password

LONGEST_INPUT = 10_000


@click.command()
@click.argument("name")
@with_appcontext
def author(name: str) -> None:
    """Set the password of the author NAME, who is made if new.

    The password is asked for twice, or read from standard input. All sessions of the author end.

    \b
    Examples:
      flask author "Ada Lovelace"
      flask author "Ada Lovelace" < password.txt
    """
    password = read_password()
    with writing():
        found = find_author(name)
        person = found or make_author(name)
        set_password(person, password)
        db.session.flush()
        gate().close_sessions(person.id)  # first, as nothing is saved where the gate fails
        sentence = f"{person.name} " + ("has a new password." if found else "is an author now.")
    with reading():  # again: the former password was good until now
        gate().close_sessions(person.id)
    click.echo(f"{sentence} Sign in at {settings().base_url}/sign-in")


@click.command("sign-in-link")
@click.option("--author", "name", metavar="NAME", help="Whom it signs in, if there are several.")
@with_appcontext
def sign_in_link(name: str | None) -> None:
    """Print a link that signs an author in once, within 15 minutes.

    \b
    Examples:
      flask sign-in-link
      flask sign-in-link --author "Ada Lovelace"
    """
    with writing():
        link = link_for(choose_author(name))
    click.echo(link)


def read_password() -> str:
    """Return the password typed twice at a terminal, or the first line of standard input."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return typed
    try:
        text = sys.stdin.buffer.read(LONGEST_INPUT).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException("The password is not UTF-8 text: save it as such.") from None
    return text.partition("\n")[0].removesuffix("\r")


def choose_author(name: str | None) -> Author:
    """Return the author with this name; for None the only author, who is added if missing."""
    if name is not None:
        if found := find_author(name):
            return found
        if not name.strip():
            raise click.ClickException("--author is empty: write a name after it, or leave it out.")
        raise click.ClickException(
            f'There is no author called {name}: `flask author "{name}"` makes one.'
        )
    if len(authors := list_authors()) > 1:
        raise click.ClickException(
            f'There are several authors: say which one, such as --author "{authors[0].name}".'
        )
    return main_author(site().author_name)


def link_for(person: Author) -> str:
    """Return the address of a new one-time sign-in link for an author."""
    return f"{settings().base_url}/sign-in/{gate().make_link(person.id)}"
