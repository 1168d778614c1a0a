"""An atlas with secrets in every corner: whatever holds the word SECRET is for authors alone.

PLACEHOLDER stands in every slot that is marked but not filled; visitors may see it on the page.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.conftest import TODAY
from tests.new_pages import create_area, create_topic
from tests.writers import reread
from tests.writers import section as section_named
from wiki.db import begin_writing, db
from wiki.journal import DatedCredence, Signature, record, version
from wiki.models import Topic
from wiki.queries.items import find_single
from wiki.queries.topics import get_topic
from wiki.sections import SECTIONS
from wiki.sections.belief import Belief
from wiki.sections.trigger import Trigger
from wiki.services.areas import delete_area
from wiki.services.authors import make_author
from wiki.services.collections import add_shared
from wiki.services.items import SaveResult, add_item, delete_item, save_item
from wiki.services.merge import merge_topic
from wiki.services.next_versions import save_next
from wiki.services.reading_list import put_on_list, show_on_list
from wiki.services.relocate import relocate_item
from wiki.services.topics import delete_topic, edit_topic, save_note
from wiki.services.undo import undo_change
from wiki.text import plain
from wiki.visibility import AUTHOR

SECRET = "quagga"
PLACEHOLDER = "tarpan"
SLOT = f"<{PLACEHOLDER}>."


@dataclass
class Planted:
    """Who planted it, and the slugs of the regions no visitor may know of."""

    by: Signature = field(default_factory=lambda: Signature(make_author("Ada").id, TODAY))
    secret: list[str] = field(default_factory=list)

    def topic(self, title: str, **values: Any) -> Topic:
        made = create_topic({"title": title} | values, self.by)
        if SECRET in made.slug:
            self.secret.append(made.slug)
        return made

    def add(self, topic: Topic, name: str, **typed: str) -> SaveResult:
        section = section_named(name)
        form = section.form(MultiDict(typed), today=TODAY)
        assert form.validate(), form.errors
        return add_item(section, topic, form.values, self.by)

    def save(
        self, topic: Topic, name: str, item: Any, *, by: Signature | None = None, **values: Any
    ) -> SaveResult:
        """Save an item on the version it has now; `by` stands for another reason or cause."""
        section = section_named(name)
        base = version(section.kind, item.id)
        return save_item(section, topic, item, values, by or self.by, base=base)

    def one_of_each(self, topic: Topic, word: str, other: Topic) -> None:
        """Add an item of every kind, with the word in every field that takes text."""
        for section in SECTIONS:
            typed = dict.fromkeys(section.form_fields, word)
            typed |= {"range": "", "resolves_on": "", "belief": "", "size": ""}
            typed |= {"credence": "70", "kind": "related", "region": other.slug, "url": ""}
            typed |= {"quotes": f"> {word}\npublic"}
            typed |= {
                "read_on": "2026-05-01",
                "published_on": "2025",
                "topics": topic.slug,
                "slug": "",
                "quotes": f"> {word}",
            }
            self.add(topic, section.name, **{n: typed[n] for n in section.form_fields})


def plant() -> Planted:
    """Fill the atlas; commits."""
    begin_writing()
    planted = Planted()
    public = planted.topic("Compute", summary="On chips", area="Governance")
    other = planted.topic("Elsewhere", status="Forming", summary=SLOT, area="Governance")
    planted.one_of_each(public, "plain words", other)
    _placeholders(planted, other)
    _private_region(planted, public)
    _private_once(planted, public)
    _gone(planted, public)
    _private_parts(planted, public)
    _private_causes(planted, public)
    _resolved(planted, public)
    _drafts(planted, public)
    _to_read(planted, public)
    _moved(planted, public)
    _next_versions(planted, public)
    _quotes(planted, public)
    _deleted(planted)
    db.session.commit()
    return planted


def _quotes(planted: Planted, public: Topic) -> None:
    """Quotes of a public reading: one was never public, and one was until it was made private."""
    said = {"title": "Quoted", "takeaway": "Told", "topics": public.slug}
    lines = f"> {SECRET} first\nnote: {SECRET}\n\n> {SECRET} second\npublic\n\n> open\npublic"
    reading = planted.add(public, "reading", quotes=lines, **said).item
    shut = [quote | {"public": quote["text"] == "open"} for quote in reading.quotes]
    planted.save(public, "reading", reading, quotes=shut)


def _placeholders(planted: Planted, topic: Topic) -> None:
    for name in ("stance", "beliefs", "uncertainties", "triggers", "reading", "writing"):
        section = section_named(name)
        given = {"range": "", "resolves_on": "", "belief": "", "size": ""}
        given |= {"credence": "", "url": "", "read_on": "", "published_on": "", "slug": ""}
        given |= {"quotes": ""}
        typed = dict.fromkeys(section.form_fields, SLOT) | given | {"topics": topic.slug}
        planted.add(topic, name, **{n: typed[n] for n in section.form_fields})
    half = {"url": "https://example.org/half", "topics": topic.slug, "takeaway": SLOT}
    planted.add(topic, "reading", title="Half noted", **half)
    planted.add(topic, "writing", title="Half written", body=SLOT, topics=topic.slug)


def _private_region(planted: Planted, public: Topic) -> None:
    hidden = planted.topic(
        f"{SECRET} basin",
        summary=SECRET,
        status="Forming",
        area=f"{SECRET} land",
        visibility="private",
    )
    create_area({"title": f"{SECRET} bare"}, planted.by)
    planted.one_of_each(hidden, SECRET, public)
    planted.add(
        public, "reading", title="Read on both", takeaway="Both", topics=f"compute,{hidden.slug}"
    )
    planted.add(
        public, "writing", title="Written on both", body="Both", topics=f"compute,{hidden.slug}"
    )


def _private_once(planted: Planted, public: Topic) -> None:
    """One region that was public and no longer is, and one the other way round."""
    bay = planted.topic(f"{SECRET} bay", summary=SECRET, area=f"{SECRET} shore")
    planted.one_of_each(bay, SECRET, public)
    edit_topic(bay, {"visibility": "private"}, planted.by)
    opened = planted.topic(f"{SECRET} draft", summary=SECRET, visibility="private")
    planted.secret.remove(opened.slug)
    belief = planted.add(opened, "beliefs", claim=SECRET, credence="31").item
    edit_topic(
        opened,
        {"title": "Opened", "summary": "Now for all", "visibility": "public"},
        planted.by,
        change_address=True,
    )
    planted.save(opened, "beliefs", belief, claim="Now said openly", credence=None, why="")


def _moved(planted: Planted, public: Topic) -> None:
    """Beliefs that were moved into, out of and beside private regions, and one that was merged.

    What was written of them in a private region, or before they went to one, is secret.
    """
    beliefs = section_named("beliefs")
    secret = planted.topic(f"{SECRET} home", visibility="private")
    merged = planted.topic(f"{SECRET} merged", visibility="private", summary=SECRET)
    once = planted.topic("Open once")
    for home in (secret, merged, once):
        added = planted.add(home, "beliefs", claim=SECRET, why=SECRET, credence="13")
        planted.save(home, "beliefs", added.item, claim="Moved here", why="", credence=Decimal(77))
        if home is not merged:
            relocate_item(beliefs, home, added.item, "Compute", planted.by)
    left = planted.add(public, "beliefs", claim=f"{SECRET} left", why="", credence="13")
    relocate_item(beliefs, public, left.item, secret.title, planted.by)
    planted.add(merged, "stance", body="Plain words of a stance")
    planted.add(merged, "reading", title="Read there", takeaway="Plain", topics=merged.slug)
    planted.add(merged, "regions", region="Elsewhere", kind="related", reason="Plain")
    save_note(merged, f"{SECRET} note", planted.by, base=0)
    merge_topic(merged, public.title, planted.by, publish=True)
    edit_topic(once, {"visibility": "private"}, planted.by)


def _gone(planted: Planted, public: Topic) -> None:
    gone = planted.topic(f"{SECRET} gone", summary=SECRET, area=f"{SECRET} waste")
    planted.one_of_each(gone, SECRET, public)
    delete_topic(gone, planted.by)
    section = section_named("beliefs")
    hidden = get_topic(f"{SECRET}-basin", reader=AUTHOR)
    kept = planted.add(hidden, "beliefs", claim=SECRET, credence="12")
    undo_change(delete_item(section, hidden, kept.item, planted.by).change, planted.by)  # type: ignore[arg-type]  # something was deleted


def _deleted(planted: Planted) -> None:
    """Items of every kind and an area that visitors could read until they were deleted.

    What stays names them, or was changed together with them.
    """
    land, other = planted.topic("Cleared", area=f"{SECRET} gone area"), planted.topic("Cleared too")
    planted.one_of_each(land, SECRET, other)
    beliefs = section_named("beliefs")
    gone = db.session.scalars(beliefs.items, {"topic_id": land.id}).one()
    anchor, by = f"b-{gone.id}", replace(planted.by, reason=SECRET)
    read = {"title": "Read on what is gone", "takeaway": "Plain", "topics": land.slug}
    stays = planted.add(land, "reading", **read).item
    planted.save(land, "reading", stays, bears={anchor: "for"})
    planted.add(land, "triggers", observation="Bound to what is gone", belief=anchor)
    planted.add(land, "uncertainties", question="Is [[" + anchor + "]] gone?")
    planted.save(land, "beliefs", gone, credence=Decimal(20), by=by)
    gone.outcome = "true"
    with record(planted.by) as entry:
        entry.alter(gone, outcome="true", ended_on="2026-05-01")
        entry.record_point(gone, DatedCredence(Decimal(33), date(2026, 4, 1), reason=SECRET))
    for section in SECTIONS:
        for item in list(db.session.scalars(section.items, {"topic_id": land.id}).unique()):
            if item is stays or SECRET not in str(item.snapshot()):
                continue
            with record(by) as entry:
                entry.delete(item)
    reread(land)
    assert land.area
    delete_area(land.area, planted.by)


def _next_versions(planted: Planted, public: Topic) -> None:
    """What the author is still writing on a public stance and a public essay."""
    essay = planted.add(public, "writing", title="Reworked", body="Said", topics="compute").item
    stance = find_single(section_named("stance"), public)
    assert stance
    for item in (essay, stance):
        typed = dict.fromkeys(("body", "title", "reason", "slug"), SECRET)
        save_next(item, typed, planted.by, base=0, number=0)


def _private_causes(planted: Planted, public: Topic) -> None:
    """A public reading that moves a private belief, and a public belief moved by what is hidden."""
    hidden = get_topic(f"{SECRET}-basin", reader=AUTHOR)
    moved = planted.add(hidden, "beliefs", claim=SECRET, credence="12").item
    reading = section_named("reading")
    typed = {"title": "Read for a secret", "takeaway": "Told", "topics": "compute"}
    said = {f"bears_{moved.id}": "for", f"credence_{moved.id}": "50", "reason": SECRET}
    form = reading.form_at(hidden, plain)(MultiDict(typed | said), today=TODAY)
    assert form.validate(), form.errors
    by = replace(planted.by, reason=SECRET)
    add_item(reading, hidden, form.values, by, form_values=form.data)
    cause = planted.add(public, "reading", title=SECRET, takeaway=SECRET, topics="compute").item
    belief = planted.add(public, "beliefs", claim="Moved by a secret", credence="40").item
    by = replace(planted.by, cause=("reading", cause.id))
    planted.save(public, "beliefs", belief, by=by, credence=Decimal(60))
    planted.save(public, "reading", cause, topics=[hidden])
    slot = planted.add(public, "reading", title=SLOT, takeaway="Told", topics="compute").item
    by = replace(planted.by, cause=("reading", slot.id))
    planted.save(public, "beliefs", belief, by=by, claim="Moved by a slot", credence=Decimal(61))


def _resolved(planted: Planted, public: Topic) -> None:
    """Beliefs with a past and an end, and triggers that happened, in public and in private."""
    hidden = get_topic(f"{SECRET}-basin", reader=AUTHOR)
    for topic, word in ((public, "plainly"), (hidden, SECRET)):
        with record(planted.by) as entry:
            belief = entry.add(
                Belief(topic_id=topic.id, claim=word, credence=Decimal(60), outcome="true")
            )
            belief.ended_on = "2026-05-01"
            for day, number in ((1, 30), (2, 40)):
                past = date(2026, 4, day)
                entry.record_point(belief, DatedCredence(Decimal(number), past, reason=word))
        anchor = f"b-{belief.id}"
        told = planted.add(hidden, "reading", title=SECRET, topics=hidden.slug).item
        trigger = Trigger(topic_id=topic.id, observation=f"{word} seen", belief=anchor)
        trigger.happened_on, trigger.cause = "2026-06-01", f"r-{told.id}"
        slot = Trigger(topic_id=topic.id, observation=SLOT, happened_on="2026-06-01")
        slot.belief = anchor
        with record(planted.by) as entry:
            entry.add(trigger)
            entry.add(slot)
    with record(planted.by) as entry:
        elsewhere = Belief(topic_id=hidden.id, claim=SECRET, credence=Decimal(70))
        entry.add(elsewhere)
        bound = Trigger(topic_id=public.id, observation="Bound to what is hidden")
        bound.belief = f"b-{elsewhere.id}"
        entry.add(bound)
        ended = Belief(topic_id=public.id, claim=SLOT, credence=Decimal(70), outcome="false")
        ended.ended_on = "2026-05-01"
        entry.add(ended)
        entry.record_point(ended, DatedCredence(Decimal(20), date(2026, 4, 1)))


def _to_read(planted: Planted, public: Topic) -> None:
    """Works on the reading list: the author's alone, one of a private region, and one read once."""
    section = section_named("reading")
    words = dict.fromkeys(("title", "takeaway", "authors"), SECRET)
    hidden = get_topic(planted.secret[0], reader=AUTHOR)
    for topic, state in ((public, "draft"), (hidden, "published")):
        values = words | {"state": state, "queued": 1, "topics": [topic]}
        add_shared(section, values, planted.by, once="")
    read = {"read_on": "2026-05-03", "state": "published", "topics": [public]}
    item, _ = add_shared(section, words | read, planted.by, once="")
    put_on_list(item, planted.by)
    show_on_list(item, planted.by, public=False)


def _drafts(planted: Planted, public: Topic) -> None:
    """Readings and essays that are drafts, were drafts once, or are drafts again."""
    with record(planted.by) as entry:
        belief = entry.add(Belief(topic_id=public.id, claim="Read on in secret"))
    anchors = {"bears": {f"b-{belief.id}": "against"}}
    shared: dict[str, dict[str, Any]] = {
        "reading": {"takeaway": SECRET, "authors": SECRET, "read_on": "2026-05-02"} | anchors,
        "writing": {"body": SECRET, "published_on": "2026-05-02"},
    }
    for name, values in shared.items():
        words = values | {"title": SECRET, "url": ""}
        section = section_named(name)
        for topics in ([public], []):
            add_item(section, public, words | {"state": "draft", "topics": topics}, planted.by)
        out = add_item(section, public, words | {"state": "draft"}, planted.by).item
        spoken = "takeaway" if name == "reading" else "body"
        said = {
            "title": f"Out by {name}",
            "slug": "out-at-last",
            spoken: "Said at last",
            "authors": "",
            "bears": {},
        }
        kept: dict[str, Any] = {field: said[field] for field in said if field in section.fields}
        planted.save(public, name, out, **kept, state="published")
        taken = add_item(section, public, words | {"state": "draft"}, planted.by).item
        planted.save(public, name, taken, state="published")
        planted.save(public, name, taken, state="draft")
        undone = planted.save(public, name, taken, state="published").change
        undo_change(undone, planted.by)  # type: ignore[arg-type]  # it was published
    _draft_causes(planted, public, belief)


def _draft_causes(planted: Planted, public: Topic, belief: Any) -> None:
    """A draft of a reading that makes a trigger happen and moves a belief."""
    reading = section_named("reading")
    values = {"title": SECRET, "takeaway": SECRET, "state": "draft", "url": ""}
    draft = add_item(reading, public, values, planted.by).item
    with record(replace(planted.by, reason=SECRET, cause=("reading", draft.id))) as entry:
        trigger = Trigger(topic_id=public.id, observation="Seen in a draft")
        trigger.happened_on, trigger.cause = "2026-06-02", f"r-{draft.id}"
        entry.add(trigger)
        entry.alter(draft, takeaway=f"{SECRET} again")
    by = replace(planted.by, cause=("reading", draft.id))
    planted.save(public, "beliefs", belief, by=by, credence=Decimal(44))


def _private_parts(planted: Planted, public: Topic) -> None:
    """The note and what a document held that the atlas does not know, on a public page."""
    save_note(public, SECRET, planted.by, base=0)
    heading = {"title": SECRET, "text": SECRET, "after": "stance"}
    extra = {"front_matter": {SECRET: f"{SECRET}: {SECRET}"}, "headings": [heading]}
    edit_topic(public, {"extra": extra}, planted.by)
