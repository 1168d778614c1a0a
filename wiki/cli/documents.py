"""Commands that fill the atlas with the demo and write its pages into files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from wiki.cli.context import (
    clock,
    pictures,
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
from wiki.queries.pictures import find_uses
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
        lines = list(lost_pictures(write_files(topics, Path(folder))))
    click.echo(f"Wrote {counted(len(topics), 'page')} to {folder}")
    end_if_lost(lines)


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
    """Write an export of the whole atlas into a folder, and print what was written.

    Where a picture that a text shows cannot be read, all else is written and the command fails.
    """
    lost: dict[str, str] = {}
    try:
        with reading(), progress("Exporting") as report:
            if not has_journal():
                raise click.ClickException("This atlas is empty, so there is nothing to export.")
            pages = counted(len(list_topics(reader=AUTHOR)), "page")
            files = atlas_files(reachable_pictures(), clock(), report, lost)
            written = write_folder(folder, files, lost.keys())
            lines = list(lost_pictures(lost))
    except (OSError, ValueError) as error:
        raise click.ClickException(unwritable(folder, error)) from error
    click.echo(f"Wrote {pages} and the journal, {written:,} files in all, to {folder}")
    end_if_lost(lines)


def find_or_end(name: str) -> Topic:
    """Return the topic with this title or slug; if there is none, the command ends."""
    topic = find_topic(name)
    if topic is None:
        raise click.ClickException(
            f"There is no region called {name}: write its title, or the last part of its address."
        )
    return topic


def write_files(topics: Sequence[Topic], folder: Path) -> dict[str, str]:
    """Write each topic's page document into a folder, and its pictures into `media/` there.

    Pictures that cannot be read are left out; returned is why, by the name of each.
    """
    lost: dict[str, str] = {}
    try:
        make_private_folder(folder)
        source = source_for(AUTHOR, clock().zone)
        with progress("Exporting") as report:
            for done, topic in enumerate(topics, 1):
                document = export_topic(topic, source)
                write_file(folder / f"{topic.slug}.md", [document.encode("utf-8")])
                write_pictures(folder / MEDIA, sorted(names_in(document)), lost)
                report(done, len(topics))
    except (OSError, ValueError) as error:
        raise click.ClickException(unwritable(folder, error)) from error
    return lost


def write_pictures(folder: Path, names: Iterable[str], lost: dict[str, str]) -> None:
    """Write the pictures with these names into a folder; add to `lost` those that it has not."""
    shelf = pictures()
    for name in names:
        try:
            data = shelf.get(name)
        except OSError as error:
            lost[name] = error.strerror or str(error)
            continue
        make_private_folder(folder)
        write_file(folder / name, [data])


def reachable_pictures() -> Shelf:
    """Return the pictures of the atlas; where their folder cannot be read, the command ends."""
    shelf = pictures()
    try:
        shelf.names()
    except OSError as error:
        reason = f"{error.filename or shelf.folder}: {error.strerror or error}"
        raise click.ClickException(f"Nothing was exported: {reason}.") from error
    return shelf


def lost_pictures(lost: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each of the pictures in `lost` that a text shows.

    Authors may remove a picture that earlier versions alone have.
    """
    folder = settings().media_path
    for name, uses in sorted(find_uses(lost.keys()).items()):
        if uses.items:
            yield f"Left out: {folder / name}, which is shown at {uses.addresses}: {lost[name]}."


def end_if_lost(lines: Sequence[str]) -> None:
    """Print which pictures an export lacks, and end the command as failed if there are any."""
    for line in lines:
        click.echo(line, err=True)
    if lines:
        click.echo("All else was written. Take them from a backup, and export again.", err=True)
        raise click.exceptions.Exit(1)


def unwritable(folder: Path, error: OSError | ValueError) -> str:
    """Return the sentence for a folder that cannot be written."""
    reason = getattr(error, "strerror", None) or error
    return f"{folder} cannot be written: {reason}."
