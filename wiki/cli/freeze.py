"""The command that writes the public site to files."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask.testing import FlaskClient

from wiki.cli.context import progress, reading
from wiki.cli.path_types import FolderPath
from wiki.cli.targets import check_public_folder
from wiki.config.variables import ConfigError
from wiki.frozen.files import FrozenFolder, file_for
from wiki.frozen.search_index import SCRIPT, entry_of, index_of, search_by_script
from wiki.frozen.site import HTML, SEARCH, FrozenPage, SiteAnswer, broken_links, freeze
from wiki.models import Topic
from wiki.projections.addresses import list_addresses
from wiki.projections.names import read_names
from wiki.recorded import Recorded
from wiki.text import counted
from wiki.visibility import VISITOR

# What no page links to, and feed readers, search engines and scripts ask for.
UNLINKED = ("/sitemap.xml", "/robots.txt", "/favicon.ico", "/titles.json", SEARCH, SCRIPT)
# The twins of a region's page, and the card that a link to it shows.
TWINS = (".json", ".md", "/card")
NOT_THERE = "/not-there"
# Names at the top of every frozen site that a folder of other things may have as well.
ALWAYS = ("index.html", "404.html", "static", "atlas", "robots.txt", "sitemap.xml", "favicon.ico")
SHOWN = 20


@click.command("freeze")
@click.argument("folder", metavar="DIR", type=FolderPath())
@click.option("--base", metavar="URL", help="Where the site will be: scheme and host.")
@with_appcontext
def freeze_(folder: Path, base: str | None) -> None:
    """Write the public site into the folder DIR, as files that any static server can serve.

    Each page has the address that it has here, and says what a visitor gets. Links and forms that
    need a server are left out; the search is done in the browser. Files that did not change are not
    written again; those of an earlier freeze that are gone are removed, and all others stay. A
    folder that holds another site, an export, or an atlas is refused, and so is one in which
    another file has a name that the site needs.

    \b
    Example:
      flask freeze site/ --base https://atlas.example.org
    """
    if base is not None and not base.strip():
        raise click.ClickException("--base is empty: write an address such as https://example.org.")
    check_public_folder(folder)
    with reading():
        slugs = read_names(reader=VISITOR).slugs()
        others = _list_others()
    try:
        app: Flask = current_app.extensions["atlas.at_address"](base) if base else current_app
    except ConfigError as error:
        raise click.ClickException(str(error).replace("WIKI_BASE_URL", "--base")) from error
    target = FrozenFolder(folder)
    try:
        pages = _write(app.test_client(), slugs, others, target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(f"{folder} cannot be written: {reason}.") from error
    _report(folder, target, pages)


def _list_others() -> list[str]:
    """Return the addresses that essays and areas have or had, to which old links may lead."""
    roots = Recorded.roots(slugged=True).items()
    others = ((root, kind) for root, kind in roots if kind != Topic.__kind__)
    return [f"/{root}/{slug}" for root, kind in others for slug in list_addresses(kind)]


def _write(
    client: FlaskClient, slugs: list[str], others: list[str], target: FrozenFolder
) -> list[FrozenPage]:
    """Write every page to its file, and return the pages without their content.

    `slugs` are those of regions, and `others` further addresses that no page may link to; those
    that visitors cannot get are left out.
    """

    def ask(address: str) -> SiteAnswer:
        with client.get(address, headers={"Accept": HTML}) as response:
            body = response.data
        parts = urlsplit(response.headers.get("Location", ""))
        location = parts.path + (f"#{parts.fragment}" if parts.fragment else "")
        return SiteAnswer(response.status_code, response.mimetype or "", body, location)

    regions = [f"/atlas/{slug}" for slug in slugs]
    twins = (region + twin for region in regions for twin in TWINS)
    seeds = ["/", *UNLINKED, *regions, *twins, *others]
    searched = set(_paths_in(ask("/sitemap.xml").body.decode()))
    pages: list[FrozenPage] = []
    entries = []
    met = set(seeds)
    target.begin(ALWAYS)
    with progress("Freezing") as report:
        for page in freeze(ask, seeds):
            met |= {link.partition("#")[0] for link in page.links}
            if page.address in searched and not page.leads_to:
                entries.append(entry_of(page))
            if page.address == SEARCH:
                page = search_by_script(page, SCRIPT)
            pages.append(_write_page(page, target))
            report(len(pages), len(met))
    pages.append(_write_page(index_of(entries), target))
    target.write("404.html", ask(NOT_THERE).body)
    target.finish()
    return pages


def _paths_in(sitemap: str) -> Iterator[str]:
    for part in sitemap.split("<loc>")[1:]:
        yield urlsplit(part.partition("</loc>")[0]).path or "/"


def _write_page(page: FrozenPage, target: FrozenFolder) -> FrozenPage:
    target.write(file_for(page.address, page.mimetype), page.body)
    page.body = b""  # thousands of pages are many megabytes
    return page


def _report(folder: Path, target: FrozenFolder, pages: list[FrozenPage]) -> None:
    cut = sum(page.cut for page in pages)
    click.echo(
        f"Wrote {counted(target.written, 'file')} to {folder}: {target.changed:,} changed, "
        f"{target.removed} removed."
    )
    click.echo(f"Links and forms left out, as they need a server: {cut}.")
    broken = broken_links(pages)
    for line in broken[:SHOWN]:
        click.echo(f"Leads nowhere: {line}", err=True)
    if broken:
        raise click.ClickException(
            f"Links of the site that lead nowhere: {len(broken):,}. The files are written."
        )
    click.echo("Every link leads somewhere.")
