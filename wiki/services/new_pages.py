"""Adding regions and areas by forms with a token, so that one sent twice adds only one."""

from wiki.forms.document_line import Values
from wiki.journal import Change, Signature, record
from wiki.models import Area, Topic
from wiki.queries.addresses import restores
from wiki.queries.map.places import AT_ONCE
from wiki.queries.sent_forms import FormToken
from wiki.services.areas import add_area, edit_area
from wiki.services.former_rows import typed_over
from wiki.services.once import add_once
from wiki.services.places import give_places
from wiki.services.topics import add_or_restore, set_restored, set_topic
from wiki.text import slugify


def create_topic_once(values: Values, by: Signature, *, once: str) -> tuple[Topic, Change | None]:
    """Add a topic, or restore a deleted one of its title if the author chose so, and return it.

    The same form sent again, with the same token `once`, saves differences as an edit. Raises
    Invalid, and Conflict where the topic was deleted or changed meanwhile.
    """

    def add(key: str | None) -> tuple[Topic, Change | None]:
        with record(by, once=key) as entry:
            topic = add_or_restore(entry, values)
            give_places(entry, most=AT_ONCE)
        return topic, entry.change

    def edit(topic: Topic) -> Change | None:
        typed = slugify(values.get("slug") or "")
        moves = typed not in ("", topic.slug)  # an empty slug is made from the title
        with record(by) as entry:
            if restores(values):
                set_restored(entry, topic, values)
            else:
                set_topic(entry, topic, values, change_address=moves)
        return entry.change

    return add_once(FormToken("topic", once), add=add, edit=edit)


def create_area_once(values: Values, by: Signature, *, once: str) -> tuple[Area, Change | None]:
    """Add an area and return it with the change.

    The same form sent again, with the same token `once`, saves differences as an edit. Raises
    Invalid, and Conflict where the area was deleted or changed meanwhile.
    """

    def add(key: str | None) -> tuple[Area, Change | None]:
        with record(by, once=key) as entry:
            area = add_area(entry, values)
        return area, entry.change

    def edit(area: Area) -> Change | None:
        typed = typed_over(area, values) if restores(values) else values
        return edit_area(area, {"title": area.title, "summary": area.summary} | typed, by)

    return add_once(FormToken("area", once), add=add, edit=edit)
