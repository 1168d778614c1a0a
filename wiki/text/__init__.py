"""Text: the only place that makes HTML safe. No queries."""

from wiki.naming import name_key, sort_key
from wiki.text.contents import Heading, minutes_to_read, with_contents
from wiki.text.feed_html import absolute
from wiki.text.footnotes import with_own_labels
from wiki.text.markers import Measure, Resolver
from wiki.text.rendering import (
    language_attribute,
    needs_prose_styles,
    pictures_without_words,
    plain,
    plain_if_filled,
    render,
    render_line,
    wikilinks,
)
from wiki.text.searchable import searchable
from wiki.text.words import (
    clean_line,
    clean_text,
    count_sentences,
    escape_marks,
    is_placeholder,
    leftover_slot,
    placeholder_words,
    slugify,
    visible,
    without_controls,
)

__all__ = [
    "Heading",
    "Measure",
    "Resolver",
    "absolute",
    "clean_line",
    "clean_text",
    "count_sentences",
    "escape_marks",
    "is_placeholder",
    "language_attribute",
    "leftover_slot",
    "minutes_to_read",
    "name_key",
    "needs_prose_styles",
    "pictures_without_words",
    "placeholder_words",
    "plain",
    "plain_if_filled",
    "render",
    "render_line",
    "searchable",
    "slugify",
    "sort_key",
    "visible",
    "wikilinks",
    "with_contents",
    "with_own_labels",
    "without_controls",
]
