"""Importing files: page documents, works of other programs, and forecasts."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from wiki.addresses import AddressError, read_address
from wiki.cli.context import (
    clock,
    fetcher,
    progress,
    reading,
    signature,
    today,
    without_garbage_collection,
    writing,
)
from wiki.cli.import_choices import ImportChoices, Imported
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import looks_like_works, read_works
from wiki.exchange.library.work import UnreadableFile
from wiki.exchange.options import ImportOptions
from wiki.exchange.report import ImportReport
from wiki.storage.given_files import MEBIBYTE, TooLarge, read_given

NamedFile = tuple[str, bytes]  # as the command named it, and its content
LARGEST = 64 * MEBIBYTE  # of one file
NO_FETCHER = (
    "Nothing is fetched here: save the feed as a file, or set WIKI_FETCH to 1 and install "
    "atlas-wiki[fetch]."
)


def load_files(files: Sequence[str], choices: ImportChoices) -> None:
    """Import works or page documents; the content of the files says which they are.

    Instead of a file, the address of a feed may be given.
    """
    contents = [
        (file, fetch_feed(file) if is_address(file) else read_bytes(file)) for file in files
    ]
    if any(is_address(file) or looks_like_works(content) for file, content in contents):
        choices.refuse_unfit(Imported.WORKS)
        load_works(contents, publish=choices.publish, dry_run=choices.dry_run)
    else:
        load_pages(contents, choices)


def load_pages(files: Sequence[NamedFile], choices: ImportChoices) -> None:
    """Import page documents, given as (name, content), and print the report.

    If a file is no page, the command first says what it looks like, before any option is refused.
    """
    try:
        with without_garbage_collection():
            documents = read_files(files)
            choices.refuse_unfit(Imported.PAGES)
            with writing(dry_run=choices.dry_run), progress("Importing") as on_step:
                report = import_documents(
                    documents, signature(), ImportOptions(as_is=choices.as_is), progress=on_step
                )
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    print_report(report)


def load_works(files: Sequence[NamedFile], *, publish: bool, dry_run: bool) -> None:
    """Import the works of one file, given as (name, content), as readings; print the report.

    More than one file ends the command.
    """
    if len(files) > 1:
        raise click.ClickException("Import one bibliography at a time, and pages by themselves.")
    ((name, content),) = files
    try:
        with without_garbage_collection(), progress("Importing") as on_step:
            read = read_works(content, today=today(), zone=clock().zone)
            with writing(dry_run=dry_run):
                report = import_works(read, signature(), publish=publish, progress=on_step)
    except UnreadableFile as error:
        raise click.ClickException(f"{name} cannot be imported. {error}") from error
    for line in report.lines():
        click.echo(line)


def is_address(file: str) -> bool:
    """Return whether an argument of the command is a web address and not a file."""
    return file.lower().startswith(("http://", "https://"))


def fetch_feed(address: str) -> bytes:
    """Return the feed at an address; if none can be fetched, the command ends."""
    asks = fetcher()
    if asks is None:
        raise click.ClickException(NO_FETCHER)
    try:
        with reading():
            author_id = signature().author_id or 0
        feed = asks.fetch_feed(read_address(address), author_id)
    except AddressError as error:
        raise click.ClickException(str(error)) from error
    if not feed:
        raise click.ClickException(
            f"No feed of at most 1 MB came from {address}: save it as a file, and import that."
        )
    return feed


def load_forecasts(file: str, choices: ImportChoices) -> None:
    """Import a file of forecasts, and print the report."""
    choices.refuse_unfit(Imported.FORECASTS)
    now = clock()
    try:
        forecasts, ignored = read_forecasts(
            file, read_bytes(file), now, choices.scale or "", as_is=choices.as_is
        )
        with writing(dry_run=choices.dry_run), progress("Importing") as on_step:
            loaded = import_forecasts(file, forecasts, signature(), now, progress=on_step)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(loaded.sentence())
    for note in loaded.notes:
        click.echo(f"  {note}")
    if ignored:
        click.echo(f"  not read: {', '.join(ignored)}")
    for words in loaded.unread:
        click.echo(f"  not read, since this point has another reason: {words}")


def read_files(files: Sequence[NamedFile]) -> list[tuple[str, PageDocument]]:
    """Return (name, page document) for each file, given as (name, content).

    A page that does not say its visibility is refused in a folder for what is private, as in an
    export that is imported as a whole: one of those named, or the one that the file is in. Raises
    DocumentError.
    """
    day = today()
    return [
        (file, read_page(file, content, today=day, folders=_folders_of(file)))
        for file, content in files
    ]


def _folders_of(file: str) -> tuple[str, ...]:
    """Return the names of the folders in a file's path, and of the one that the path begins in.

    Of a path from the root of the disk it is the innermost folder alone.
    """
    path = Path(file)
    if path.is_absolute():
        return (path.parent.name,)
    return (Path.cwd().name, *Path(os.path.normpath(path)).parts[:-1])


def read_bytes(file: str) -> bytes:
    """Return the content of a file; if it cannot be read, or is too large, the command ends."""
    try:
        return read_given(Path(file), LARGEST)
    except TooLarge as error:
        raise click.ClickException(f"{file} cannot be imported. {error}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(f"{file} cannot be read: {reason}.") from error


def print_report(report: ImportReport) -> None:
    """Print the report of an import: what was done, what files lack, and what is not shown."""
    click.echo(report.sentence())
    for note in filter(None, [report.opened_sentence(), *report.notes]):
        click.echo(f"  {note}")
    for file, section, label in report.missing:
        click.echo(f"  not in {file}, kept: {section}: {label}")
    for file, words in report.unread:
        click.echo(f"  in {file}, kept and not shown: {words}")
