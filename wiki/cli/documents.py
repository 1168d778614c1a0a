"""Commands that bring pages into the atlas and out of it: the demo, import and export."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from wiki.cli.context import (
    clock,
    keeping_objects,
    progress,
    reading,
    settings,
    signature,
    today,
    writing,
)
from wiki.config import MEDIA
from wiki.demo import fill_all
from wiki.exchange.document import PageDocument
from wiki.exchange.document_error import DocumentError
from wiki.exchange.exporting import export_topic
from wiki.exchange.forecasts import SCALES, Scale, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.report import ImportReport
from wiki.media.names import names_in
from wiki.media.shelf import Shelf
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.queries.surroundings import source_for
from wiki.queries.topics import has_topics, list_topics
from wiki.storage import make_private, make_private_folder
from wiki.visibility import AUTHOR


@click.command()
@with_appcontext
def demo() -> None:
    """Fill an empty atlas with the demo: areas, regions, readings and essays.

    \b
    Example:
      flask demo
    """
    with writing():
        if not fill_if_empty():
            raise click.ClickException(
                "This atlas has regions already, and the demo goes into an empty one only."
            )
    click.echo(f"The demo is at {settings().base_url}")


@click.command("import")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--forecasts", metavar="FILE", help="Read a history of credences as CSV instead.")
@click.option(
    "--scale",
    type=click.Choice(SCALES),
    help="What a number in the CSV means: per cent, or a probability from 0 to 1.",
)
@click.option("--as-is", is_flag=True, help="Take text that still holds part of an empty slot.")
@with_appcontext
def import_(
    files: tuple[str, ...], forecasts: str | None, scale: Scale | None, as_is: bool
) -> None:
    """Read page documents, or the plain text of published pages, into the atlas.

    What is there already is brought up to date; what a file lacks is reported and kept. All files
    are one change: if one of them is wrong, nothing is imported.

    \b
    A CSV file of forecasts has the columns, in any order:
      topic,claim,at,credence,resolved,outcome,reason

    \b
    Examples:
      flask import coordination.md
      flask import pages/*.md
      flask import --forecasts forecasts.csv
      flask import --forecasts forecasts.csv --scale probability
    """
    if forecasts is not None:
        if files:
            raise click.ClickException("Import forecasts and pages one after the other.")
        load_forecasts(forecasts, scale or "", as_is=as_is)
        return
    if scale:
        raise click.ClickException("--scale is for forecasts: name their file with --forecasts.")
    if not files:
        raise click.ClickException("Name the files to import, such as pages/*.md.")
    try:
        with keeping_objects():
            documents = read_files(files)
            with writing(), progress("Importing") as tell:
                report = import_documents(documents, signature(), progress=tell, as_is=as_is)
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    say(report)


@click.command()
@click.argument("words", nargs=-1, metavar="[TOPIC]... DIR")
@click.option("--all", "everything", is_flag=True, help="Export every region of the atlas.")
@with_appcontext
def export(words: tuple[str, ...], everything: bool) -> None:
    """Write regions as page documents, one file each, into the folder DIR, made if missing.

    TOPIC is a title or the last part of the region's address. The files hold everything, private
    notes too, and their owner alone can read them; a file of the same name is replaced. The
    pictures of the pages go into DIR/media.

    \b
    Examples:
      flask export coordination-and-community-norms backup/
      flask export --all backup/
    """
    *names, folder = words or ("",)
    if bool(names) == everything or not folder:
        raise click.ClickException(
            "Name a region and a folder, such as `flask export timelines backup/`, or all regions "
            "and a folder, `flask export --all backup/`."
        )
    with reading():
        topics = choose_topics(names)
        write_files(topics, Path(folder))
    click.echo(f"Wrote {with_count(len(topics), 'page')} to {folder}")


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


def fill_if_empty() -> bool:
    """Put the demo into the atlas unless it has a region, deleted or not.

    Return whether the demo was put in.
    """
    if has_topics():
        return False
    with progress("Filling the atlas with the demo"):
        fill_all(signature(), clock())
    return True


def read_files(files: Iterable[str]) -> list[tuple[str, PageDocument]]:
    """Return the documents that files hold. Raises DocumentError."""
    day = today()
    return [(file, read_page(file, read_bytes(file), today=day)) for file in files]


def read_bytes(file: str) -> bytes:
    """Return what a file holds; what cannot be read ends the command."""
    if os.path.isdir(file):
        raise click.ClickException(f"{file} is a folder: name the files in it, such as {file}/*.md")
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


def choose_topics(names: Iterable[str]) -> Sequence[Topic]:
    """Return the topics of these titles or slugs, or all of them."""
    if names:
        return [find_or_end(name) for name in names]
    topics = list_topics(reader=AUTHOR)
    if not topics:
        raise click.ClickException("This atlas has no regions yet, so there is nothing to export.")
    return topics


def find_or_end(name: str) -> Topic:
    """Return the topic of a title or slug; one that is not there ends the command."""
    topic = find_topic(name)
    if topic is None:
        raise click.ClickException(
            f"There is no region called {name}: write its title, or the last part of its address."
        )
    return topic


def write_files(topics: Sequence[Topic], folder: Path) -> None:
    """Write each topic's page document into a folder, with the pictures that it shows."""
    try:
        make_private_folder(folder)
        with progress("Exporting") as tell:
            for done, topic in enumerate(topics, 1):
                document = export_topic(topic, source_for(AUTHOR))
                write_file(folder / f"{topic.slug}.md", document.encode("utf-8"))
                write_pictures(folder / MEDIA, names_in(document))
                tell(done, len(topics))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(f"{folder} cannot be written: {reason}.") from error


def write_pictures(folder: Path, names: Iterable[str]) -> None:
    """Write those of some pictures that the atlas has into a folder, which is made for them."""
    shelf = Shelf(settings().media_path)
    for name in names:
        if (data := shelf.read(name)) is not None:
            make_private_folder(folder)
            write_file(folder / name, data)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner alone, as it may hold private notes.

    A link of that name is replaced and never followed.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        make_private(draft)
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def with_count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
