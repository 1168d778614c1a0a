"""Commands that fill the atlas with the demo and write its pages into files."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from wiki.cli.context import (
    clock,
    progress,
    reading,
    settings,
    signature,
    writing,
)
from wiki.cli.path_types import ROOT, is_root
from wiki.cli.targets import check_page, check_private_folder
from wiki.config.database import MEDIA
from wiki.demo import fill_all
from wiki.exchange.exporting import export_topic
from wiki.exchange.whole.files import atlas_files
from wiki.exchange.whole.folder import write_file, write_folder
from wiki.media.names import names_in
from wiki.media.shelf import Shelf
from wiki.models import Topic
from wiki.queries.atlas import has_journal
from wiki.queries.names import find_topic
from wiki.queries.sources import source_for
from wiki.queries.topics import has_topics, list_topics
from wiki.storage import make_private_folder
from wiki.text import counted
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


@click.command()
@click.argument("words", nargs=-1, metavar="[TOPIC]... DIR")
@click.option("--all", "everything", is_flag=True, help="Export every region of the atlas.")
@with_appcontext
def export(words: tuple[str, ...], everything: bool) -> None:
    """Write regions as page documents, one file each, into the folder DIR, made if missing.

    TOPIC is a title or the last part of the region's address. The files hold everything, private
    notes too, and their owner alone can read them. An earlier document of the same name is
    replaced, and no other file is. The pictures of the pages go into DIR/media.

    With --all it holds everything there is: the pages, `essays/`, `areas.yaml`, `reading.json`
    (what has no region), `forecasts.csv` (every credence), all pictures, and `journal.jsonl`, from
    which `flask import DIR` makes the same atlas again. In a folder that is there already, only
    files of an earlier export are replaced or removed. Passwords are in none. The folder of an
    atlas or of a frozen site is refused.

    \b
    Examples:
      flask export coordination-and-community-norms backup/
      flask export --all backup/
    """
    *names, folder = words or ("",)
    if bool(names) == everything or not folder.strip():
        raise click.ClickException(
            "Name a region and a folder, such as `flask export timelines backup/`, or all regions "
            "and a folder, `flask export --all backup/`."
        )
    if is_root(Path(folder)):
        raise click.ClickException(ROOT.format(folder))
    check_private_folder(Path(folder))
    if everything:
        write_everything(Path(folder))
        return
    with reading():
        topics = [find_or_end(name) for name in names]
        for topic in topics:
            check_page(Path(folder) / f"{topic.slug}.md")
        write_files(topics, Path(folder))
    click.echo(f"Wrote {counted(len(topics), 'page')} to {folder}")


def fill_if_empty() -> bool:
    """Fill the atlas with the demo, unless it has a region, deleted or not.

    Return whether it was filled.
    """
    if has_topics():
        return False
    with progress("Filling the atlas with the demo"):
        fill_all(signature(), clock())
    return True


def write_everything(folder: Path) -> None:
    """Write an export of the whole atlas into a folder, and print what was written."""
    try:
        with reading(), progress("Exporting") as report:
            if not has_journal():
                raise click.ClickException("This atlas is empty, so there is nothing to export.")
            pages = counted(len(list_topics(reader=AUTHOR)), "page")
            files = atlas_files(Shelf(settings().media_path), clock(), report)
            written = write_folder(folder, files)
    except (OSError, ValueError) as error:
        raise click.ClickException(unwritable(folder, error)) from error
    click.echo(f"Wrote {pages} and the journal, {written:,} files in all, to {folder}")


def find_or_end(name: str) -> Topic:
    """Return the topic with this title or slug; if there is none, the command ends."""
    topic = find_topic(name)
    if topic is None:
        raise click.ClickException(
            f"There is no region called {name}: write its title, or the last part of its address."
        )
    return topic


def write_files(topics: Sequence[Topic], folder: Path) -> None:
    """Write each topic's page document into a folder, and its pictures into `media/` there."""
    try:
        make_private_folder(folder)
        source = source_for(AUTHOR, clock().zone)
        with progress("Exporting") as report:
            for done, topic in enumerate(topics, 1):
                document = export_topic(topic, source)
                write_file(folder / f"{topic.slug}.md", [document.encode("utf-8")])
                write_pictures(folder / MEDIA, names_in(document))
                report(done, len(topics))
    except (OSError, ValueError) as error:
        raise click.ClickException(unwritable(folder, error)) from error


def write_pictures(folder: Path, names: Iterable[str]) -> None:
    """Write the pictures with these names into a folder; those the atlas lacks are left out."""
    shelf = Shelf(settings().media_path)
    for name in names:
        if (data := shelf.read(name)) is not None:
            make_private_folder(folder)
            write_file(folder / name, [data])


def unwritable(folder: Path, error: OSError | ValueError) -> str:
    """Return the sentence for a folder that cannot be written."""
    reason = getattr(error, "strerror", None) or error
    return f"{folder} cannot be written: {reason}."
