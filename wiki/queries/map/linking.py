"""Summaries that link to items, on the map of a past day.

The sketch of a past day is cached for long, and an item to which a summary links may be hidden
meanwhile. So the words of such items are put in anew for each reader who asks.
"""

from dataclasses import replace

from wiki.map.sketch import Sketch
from wiki.queries.plain_words import words_with
from wiki.text import Resolver, plain


def words_unless_linking(source: str) -> str:
    """Return Markdown as plain words, but as it was typed where it may link to an item."""
    return source if _may_link(source) else plain(source)


def with_linked_words(sketch: Sketch, resolve: Resolver) -> Sketch:
    """Return a sketch with the words of `resolve` in the summaries that are still as typed."""
    if not any(_may_link(node.summary) for node in sketch.nodes):
        return sketch
    read = words_with(resolve)
    nodes = (
        replace(node, summary=read(node.summary)) if _may_link(node.summary) else node
        for node in sketch.nodes
    )
    return replace(sketch, nodes=tuple(nodes))


def _may_link(source: str) -> bool:
    return "[[" in source
