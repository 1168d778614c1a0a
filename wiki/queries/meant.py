"""The regions that the names in a form mean, where its text becomes public with them."""

from wiki.errors import Invalid
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.text import quoted
from wiki.visibility import VISITOR, is_public


def find_meant(name: str, *, field: str) -> Topic | None:
    """Return the topic that a name in a form is of, or None.

    Raises Invalid where the name was that of a private topic only, and the one that it leads to is
    public now: after a merge, the form would show to visitors what was written for no visitor.
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
