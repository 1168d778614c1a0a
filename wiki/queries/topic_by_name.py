"""Finding the regions that names in a form mean, where the item becomes public with them."""

from collections.abc import Iterable

from wiki.errors import Invalid
from wiki.models import Topic
from wiki.queries.names import find_topic, join_typed_names, no_region_message
from wiki.text import quoted
from wiki.visibility import VISITOR, is_public


def find_topic_named(name: str, *, field: str) -> Topic | None:
    """Return the topic with a name typed in the form field `field`, or None.

    Raises Invalid where only a private topic had this name, and it leads to a public one by now:
    after a merge, the form would show visitors what was written in private.
    """
    topic = find_topic(name)
    if topic is None or not is_public(topic):
        return topic
    if find_topic(name, reader=VISITOR) is not topic:
        title = quoted(topic.title)
        raise Invalid(
            field,
            f"{quoted(name)} was private, and leads to {title} now, which is public: write {title} "
            "if visitors may read this.",
        )
    return topic


def resolve_topics(names: Iterable[str | Topic], *, also: Topic | None = None) -> list[Topic]:
    """Return the topics named, each once.

    First comes `also`, then those given as topics, then those of typed names; a name with commas
    may have been cut at them. Raises Invalid for a name of no topic.
    """
    named = list(names)
    topics = [*([also] if also else []), *(one for one in named if isinstance(one, Topic))]
    typed = join_typed_names([one for one in named if not isinstance(one, Topic)])
    return list(dict.fromkeys([*topics, *get_named_topics(typed)]))


def get_named_topics(names: Iterable[str]) -> list[Topic]:
    """Return the topics with these titles or slugs. Raises Invalid for a name of no topic."""
    topics: dict[Topic, None] = {}
    for name in names:
        topic = find_topic_named(name, field="topics")
        if topic is None:
            raise Invalid("topics", no_region_message(name))
        topics[topic] = None
    return list(topics)
