"""The rows that more than one kind needs, a module each; other models are with their kinds."""

from wiki.models.essay import Essay, essay_topic
from wiki.models.mergeable import Mergeable
from wiki.models.next_version import NextVersion
from wiki.models.reading import BEARINGS, Bearing, Reading, reading_topic
from wiki.models.relation import INVERSE_KINDS, RELATION_KINDS, Relation
from wiki.models.shared import DRAFT, PUBLISHED, Shared
from wiki.models.topic import LONGEST_SHORT_TITLE, PRIVATE, PUBLIC, SHORT_TITLE_RULE, Area, Topic
from wiki.models.topic_item import Note, TopicItem, anchor_indexes, one_per_topic
from wiki.models.unjournaled import Address, Atlas, Author

__all__ = [
    "BEARINGS",
    "DRAFT",
    "INVERSE_KINDS",
    "LONGEST_SHORT_TITLE",
    "PRIVATE",
    "PUBLIC",
    "PUBLISHED",
    "RELATION_KINDS",
    "SHORT_TITLE_RULE",
    "Address",
    "Area",
    "Atlas",
    "Author",
    "Bearing",
    "Essay",
    "Mergeable",
    "NextVersion",
    "Note",
    "Reading",
    "Relation",
    "Shared",
    "Topic",
    "TopicItem",
    "anchor_indexes",
    "essay_topic",
    "one_per_topic",
    "reading_topic",
]
