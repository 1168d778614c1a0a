"""Related writing: the author's essays, here or at a URL, tagged with topics."""

from typing import Any

from sqlalchemy import Select, select
from wtforms.validators import ValidationError

from wiki.models import Essay, Topic, essay_topic
from wiki.sections.base import Section
from wiki.sections.entry import Head, Values, read_link, write_link
from wiki.sections.fields import (
    DateField,
    ItemForm,
    LineField,
    ListField,
    ProseField,
    Required,
    UrlField,
)

HERE = "/writing/"


class EssayForm(ItemForm):
    """An essay stands here or elsewhere, not both."""

    title = LineField("Title", [Required("Give the essay a title.")])
    published_on = DateField("Published on")
    url = UrlField("Address, if it stands elsewhere")
    body = ProseField("Text, if it stands here")
    slug = LineField("Address here (made from the title when empty)")
    topics = ListField("Regions")

    def validate_url(self, field: UrlField) -> None:
        """Refuse an essay in two places."""
        if field.data and self.body.data:
            raise ValidationError("Give an address or a text, not both.")


def find(topic: Topic) -> Select[Any]:
    """Return the query for the essays tagged with a topic, newest first."""
    tagged = Essay.id.in_(select(essay_topic.c.essay_id).where(essay_topic.c.topic_id == topic.id))
    alive = Essay.deleted_at.is_(None)
    return select(Essay).where(tagged, alive).order_by(Essay.published_on.desc(), Essay.id.desc())


def view(essay: Essay, topic: Topic) -> Values:
    """Return an essay's fields, its topics as titles or slugs."""
    names = [other.name_in_list for other in essay.live_topics]
    return {name: getattr(essay, name) for name in essay.__fields__} | {"topics": names}


def write(values: Values) -> str:
    """Write `2026-05-01 [Title](URL)`; an essay kept here links to its page."""
    url = values["url"] or HERE + values["slug"]
    return write_link(values["published_on"], values["title"], url)


def read(line: str) -> Values:
    """Read a date, a title and an address, which may be of this site."""
    published_on, title, url, _ = read_link(line)
    values = {"published_on": published_on, "title": title}
    if url.startswith(HERE):
        return values | {"slug": url.removeprefix(HERE), "url": ""}
    return values | {"url": url}


SECTION = Section(
    name="writing",
    title="Related writing",
    noun="essay",
    letter="e",
    model=Essay,
    form=EssayForm,
    lead="title",
    add="Add essay",
    empty="No essays tagged with this topic yet.",
    prompt="No essays tagged with this topic yet.",
    head=Head(("published_on", "title", "url"), write, read),
    owner="shared",
    find=find,
    view=view,
)
