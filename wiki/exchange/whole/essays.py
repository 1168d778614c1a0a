"""Writing an essay as a file: its fields as front matter, then its text."""

import json

from wiki.anchors import Anchor
from wiki.models import Essay


def write_essay(essay: Essay) -> str:
    """Return the text of an essay's file.

    It has no `atlas:` key, by which a file is known as the page of a region.
    """
    topics = [topic.title for topic in essay.live_topics]
    values = {
        "essay": str(Anchor.of(essay)),
        "title": essay.title,
        "slug": essay.slug,
        "published_on": essay.published_on,
        "url": essay.url,
        "topics": topics,
        "state": essay.state,
    }
    filled = {name: value for name, value in values.items() if value}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in filled.items()]
    return (
        "\n".join(["---", *lines, "---", "", *([essay.body] if essay.body else [])]).rstrip() + "\n"
    )
