"""Commands about the map: laying it out anew, and writing it to a file."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from wiki.cli.context import progress, reading, settings, signature, site, today, writing
from wiki.cli.targets import check_file
from wiki.exchange.graphs import to_dot, to_graphml
from wiki.exchange.whole.folder import write_file
from wiki.map.drawing import Map
from wiki.queries.map.graph import read_graph, read_map
from wiki.services.places import lay_out_anew
from wiki.text import counted, without_controls
from wiki.visibility import AUTHOR, VISITOR


@click.group("map")
def map_() -> None:
    """Lay the map out anew, or write it to a file.

    \b
    Examples:
      flask map relayout
      flask map export map.svg
    """


@map_.command()
@with_appcontext
def relayout() -> None:
    """Give every region a new place on the map; it is one change, and can be undone.

    \b
    Example:
      flask map relayout
    """
    with writing(), progress("Laying the map out"):
        count = lay_out_anew(signature())
    click.echo(f"Laid out {counted(count, 'region')}: see {settings().base_url}/map")


@map_.command()
@click.argument("file")
@click.option("--private", "is_private", is_flag=True, help="With what only the author sees.")
@with_appcontext
def export(file: str, is_private: bool) -> None:
    """Write the map to FILE: a picture, GraphML or DOT, as its suffix says.

    \b
    Examples:
      flask map export map.svg
      flask map export map.graphml
      flask map export map.dot
    """
    path = Path(file)
    formats = {".svg": to_svg, ".graphml": to_graphml, ".dot": to_dot}
    if path.suffix.lower() not in formats:
        raise click.ClickException("Name a file that ends in .svg, .graphml or .dot.")
    check_file(path, is_private=is_private)
    reader = AUTHOR if is_private else VISITOR
    with reading():
        if path.suffix.lower() == ".svg":
            drawn = read_map(reader=reader, today=today(), wait=True)
        else:
            drawn = read_graph(reader=reader)
        text = without_controls(formats[path.suffix.lower()](drawn))
    try:
        write_file(path, [text.encode("utf-8")])
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(f"{file} cannot be written: {reason}.") from error
    click.echo(f"Wrote {counted(len(drawn.nodes), 'region')} to {file}")


def to_svg(drawn: Map) -> str:
    """Return a map as an SVG file that needs no style sheet."""
    template = current_app.jinja_env.get_template("map/map.svg")
    base = settings().base_url
    return template.render(
        map=drawn, date=today().isoformat(), source=f"{base}/map", site=site(), base_url=base
    )
