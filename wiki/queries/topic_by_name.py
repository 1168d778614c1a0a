"""Finding the region that a name in a form means, where the item becomes public with it."""

from wiki.errors import Invalid
from wiki.models import Topic
from wiki.queries.names import find_topic
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
