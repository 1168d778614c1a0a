"""Text: the only place that makes HTML safe. No queries."""

from wiki.naming import is_seen, name_key, sort_key, unaccented
from wiki.slots import is_placeholder
from wiki.text.composition import composed, for_comparing
from wiki.text.contents import Heading, minutes_to_read, with_contents
from wiki.text.feed_html import absolute
from wiki.text.figures import decimal_text, share_text
from wiki.text.item_links import rewrite_item_links
from wiki.text.linking import TypedLink, links_of, split_at_span
from wiki.text.links import rooted
from wiki.text.markers import Measure, Resolver, Target, no_words
from wiki.text.mentions import find_mention
from wiki.text.own_labels import with_own_labels
from wiki.text.questions import question_mark
from wiki.text.region_names import (
    Names,
    Region,
    index_word,
    index_words,
    is_name,
    is_part,
    link_meanings,
    names_among,
    names_in,
    unwritten_slug,
    unwritten_title,
)
from wiki.text.relinking import is_linkable, link_to, rename_links
from wiki.text.rendering import (
    ReadWords,
    language_attribute,
    pictures_without_words,
    plain,
    plain_if_filled,
    render,
    render_line,
    wikilinks,
)
from wiki.text.searchable import in_usual_letters, searchable
from wiki.text.shortening import shorten
from wiki.text.shown_addresses import mark_addresses
from wiki.text.unlinking import unlink
from wiki.text.unspaced import LETTERS as UNSPACED
from wiki.text.unspaced import joined, parted
from wiki.text.words import (
    clean_line,
    clean_text,
    count_sentences,
    counted,
    escape_marks,
    isolated,
    leftover_slot,
    names_a_field,
    placeholder_words,
    quoted,
    slugify,
    visible,
    without_controls,
)

__all__ = [
    "UNSPACED",
    "Heading",
    "Measure",
    "Names",
    "ReadWords",
    "Region",
    "Resolver",
    "Target",
    "TypedLink",
    "absolute",
    "clean_line",
    "clean_text",
    "composed",
    "count_sentences",
    "counted",
    "decimal_text",
    "escape_marks",
    "find_mention",
    "for_comparing",
    "in_usual_letters",
    "index_word",
    "index_words",
    "is_linkable",
    "is_name",
    "is_part",
    "is_placeholder",
    "is_seen",
    "isolated",
    "joined",
    "language_attribute",
    "leftover_slot",
    "link_meanings",
    "link_to",
    "links_of",
    "mark_addresses",
    "minutes_to_read",
    "name_key",
    "names_a_field",
    "names_among",
    "names_in",
    "no_words",
    "parted",
    "pictures_without_words",
    "placeholder_words",
    "plain",
    "plain_if_filled",
    "question_mark",
    "quoted",
    "rename_links",
    "render",
    "render_line",
    "rewrite_item_links",
    "rooted",
    "searchable",
    "share_text",
    "shorten",
    "slugify",
    "sort_key",
    "split_at_span",
    "unaccented",
    "unlink",
    "unwritten_slug",
    "unwritten_title",
    "visible",
    "wikilinks",
    "with_contents",
    "with_own_labels",
    "without_controls",
]
