"""The command that reads pages, folders of notes, and histories of credences into the atlas."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from wiki.cli.context import (
    clock,
    keeping_objects,
    progress,
    signature,
    today,
    trying,
    writing,
)
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecasts import SCALES, Scale, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import looks_like_works, read_works
from wiki.exchange.library.work import UnreadableFile
from wiki.exchange.notes.files import FolderError, is_folder, read_folder
from wiki.exchange.notes.importing import FolderOptions, import_folder
from wiki.exchange.report import ImportReport
from wiki.forms.fields import LINE
from wiki.text import clean_line, is_seen

HELP = """\
Read page documents, the plain text of published pages, or works that you read, into the atlas.

What is there already is brought up to date; what a file lacks is reported and kept. All files
are one change: if one of them is wrong, nothing is imported.

In place of files it takes one folder, or a zip of one: of notes in Markdown, as Obsidian,
Quartz and Logseq keep them, or of page documents. A note becomes a region, private unless it
says `publish: true`; one whose title a region has already is left out.

A bibliography (BibTeX, RIS, CSL-JSON), bookmarks as HTML, or the CSV of Readwise, Zotero or
Goodreads becomes readings, as drafts unless --publish is given. Its content says which it is.
Highlights and notes come along, for you alone. A work that is a reading already stays one.

\b
A CSV file of forecasts has the columns, in any order:
  topic,claim,at,credence,resolved,outcome,reason

\b
Examples:
  flask import coordination.md
  flask import pages/*.md
  flask import --dry-run vault/
  flask import --area Notes vault.zip
  flask import library.bib
  flask import --publish highlights.csv
  flask import --forecasts forecasts.csv
  flask import --forecasts forecasts.csv --scale probability
"""


@click.command("import", help=HELP)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--forecasts", metavar="FILE", help="Read a history of credences as CSV instead.")
@click.option(
    "--scale",
    type=click.Choice(SCALES),
    help="What a number in the CSV means: per cent, or a probability from 0 to 1.",
)
@click.option("--as-is", is_flag=True, help="Take text that still holds part of an empty slot.")
@click.option("--public", is_flag=True, help="Of a folder: make its notes public, not private.")
@click.option("--area", metavar="NAME", help="Of a folder: the area for notes that name none.")
@click.option("--publish", is_flag=True, help="Of works: publish them, instead of as drafts.")
@click.option("--dry-run", is_flag=True, help="Of a folder or works: only say what would be done.")
@with_appcontext
def import_(
    files: tuple[str, ...],
    forecasts: str | None,
    scale: Scale | None,
    as_is: bool,
    public: bool,
    area: str | None,
    publish: bool,
    dry_run: bool,
) -> None:
    """Read what the arguments name; the help of the command says what they mean."""
    if forecasts is not None:
        if files:
            raise click.ClickException("Import forecasts and pages one after the other.")
        load_forecasts(forecasts, scale or "", as_is=as_is)
        return
    if scale:
        raise click.ClickException("--scale is for forecasts: name their file with --forecasts.")
    if not files:
        raise click.ClickException("Name the files to import, such as pages/*.md.")
    if any(is_folder(Path(file)) for file in files):
        take_folder(files, FolderOptions(public, area_named(area), as_is), dry_run=dry_run)
        return
    if public or area is not None:
        raise click.ClickException("--public and --area are for a folder or a zip.")
    if any(looks_like_works(read_bytes(file)) for file in files):
        take_works(files, publish=publish, dry_run=dry_run)
        return
    if publish or dry_run:
        raise click.ClickException("--publish is for works, --dry-run for them or a folder.")
    take_pages(files, as_is=as_is)


def take_pages(files: Sequence[str], *, as_is: bool) -> None:
    """Bring page documents into the atlas, and say what that did."""
    try:
        with keeping_objects():
            documents = read_files(files)
            with writing(), progress("Importing") as tell:
                report = import_documents(documents, signature(), progress=tell, as_is=as_is)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    say(report)


def take_folder(files: Sequence[str], options: FolderOptions, *, dry_run: bool) -> None:
    """Bring a folder or a zip into the atlas, and say what that did, or would do."""
    if len(files) > 1:
        raise click.ClickException("Import a folder or a zip by itself, and files by themselves.")
    during = trying if dry_run else writing
    try:
        with keeping_objects(), progress("Importing") as tell:
            folder, day = read_folder(Path(files[0])), today()
            with during():
                report = import_folder(folder, signature(), options, today=day, progress=tell)
    except FolderError as error:
        raise click.ClickException(f"{files[0]} cannot be imported. {error}") from error
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    if report.pages:
        say(report.documents)
    for line in report.lines():
        click.echo(line)
    if dry_run:
        click.echo("This was a dry run: nothing was written.")


def take_works(files: Sequence[str], *, publish: bool, dry_run: bool) -> None:
    """Bring the works of one file into the atlas as readings, and say what that did."""
    if len(files) > 1:
        raise click.ClickException("Import one bibliography at a time, and pages by themselves.")
    during = trying if dry_run else writing
    try:
        with keeping_objects(), progress("Importing") as tell:
            zone = clock().zone
            read = read_works(read_bytes(files[0]), today=today(), zone=zone)
            with during():
                report = import_works(read, signature(), publish=publish, progress=tell)
    except UnreadableFile as error:
        raise click.ClickException(f"{files[0]} cannot be imported. {error}") from error
    for line in report.lines():
        click.echo(line)
    if dry_run:
        click.echo("This was a dry run: nothing was written.")


def area_named(typed: str | None) -> str:
    """Return the area that `--area` names, "" without it; a useless name ends the command."""
    name = clean_line(typed or "")
    if typed is not None and (not is_seen(name) or len(name) > LINE):
        raise click.ClickException(f"The name of an area has from 1 to {LINE:,} characters.")
    return name


def load_forecasts(file: str, scale: Scale, *, as_is: bool = False) -> None:
    """Bring a file of forecasts into the atlas, and say what it did."""
    now = clock()
    try:
        found, ignored = read_forecasts(file, read_bytes(file), now, scale, as_is=as_is)
        with writing(), progress("Importing") as tell:
            loaded = import_forecasts(file, found, signature(), now, progress=tell)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(loaded.sentence())
    if ignored:
        click.echo(f"  not read: {', '.join(ignored)}")
    for words in loaded.unread:
        click.echo(f"  not read, since this point has another reason: {words}")


def read_files(files: Iterable[str]) -> list[tuple[str, PageDocument]]:
    """Return the documents that files hold. Raises DocumentError."""
    day = today()
    return [(file, read_page(file, read_bytes(file), today=day)) for file in files]


def read_bytes(file: str) -> bytes:
    """Return what a file holds; what cannot be read ends the command."""
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(f"{file} cannot be read: {reason}.") from error


def say(report: ImportReport) -> None:
    """Print what an import did, what the files lack, and what of them is kept and not shown."""
    click.echo(report.sentence())
    for note in report.notes:
        click.echo(f"  {note}")
    for file, section, label in report.missing:
        click.echo(f"  not in {file}, kept: {section}: {label}")
    for file, words in report.unread:
        click.echo(f"  in {file}, kept and not shown: {words}")
