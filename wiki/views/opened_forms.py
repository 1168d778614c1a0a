"""Checking whether something has changed since a form was opened, apart from its own texts.

A form has the id of the author who opened it. Where another one signed in since, in another tab of
the same browser, what the first one wrote would be saved in the name of the second: it is refused,
and the author can confirm.

A form for texts has the id of the last change when it was opened. Saving it for visitors is refused
if a region that the form is about was private then and is public now, or if an area that it is
about had no public region then and has one now, or if the reading or essay that it edits was a
draft then and is published now, unless *Publish* sends it; the author can confirm. A field whose
changes make no version, such as the day of a review, stays as it is now if nobody touched it in the
form.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import g, request

from wiki.actions import QUIET
from wiki.db import LARGEST, to_json
from wiki.forms.fields import ListField
from wiki.forms.item_form import ItemForm
from wiki.journal import revision_after
from wiki.models import Area, Essay, Reading, Topic
from wiki.queries.addresses import find_holder
from wiki.queries.authors import list_authors
from wiki.queries.cache import read_newest
from wiki.queries.items import find_item
from wiki.queries.names import find_topic, join_typed_names
from wiki.queries.shown_since import is_shown_since
from wiki.recorded import Recorded
from wiki.sections import reading
from wiki.text import clean_line, quoted
from wiki.views.context import current_author, opening_author_id, sent_by_htmx, this_atlas_id
from wiki.views.publishing import asks_to_publish, may_publish
from wiki.views.refusals import ELSEWHERE, Refusal, has_typed_text
from wiki.visibility import is_public

FIELD = "opened"
WRITER = "by"
FORMS = {"base", "once"}  # one of these is in every form that somebody types into
MOST = 40  # regions that are looked up


def opened_at() -> int:
    """Return the id of the last change when the form opened; a form shown again keeps its own."""
    opened: int | None = g.get("opened_at")
    if opened is None:
        newest = read_newest().change
        now = int(newest[1]) if newest else 0
        opened = g.opened_at = request.form.get(FIELD, now, type=int)
    return opened


def begun_name(version: object, number: int, topics: Iterable[Topic]) -> str:
    """Return a name for what the text of a form was begun on: the same for the same, else another.

    That is the version of an item, 0 for something new, the number of its next version, the author,
    and how many of its topics visitors do not see.
    """
    hidden = sum(not is_public(topic) for topic in topics)
    return f"on-{version}-{number}-{opening_author_id()}-{hidden}"


def find_opening() -> Refusal | None:
    """Return a refusal if visitors can read what a form is about only since it was opened.

    Otherwise, and for a form that publishes nothing, return None.
    """
    opened = request.form.get(FIELD, type=int)
    if opened is None or not FORMS & set(request.form):
        return None
    if not (has_typed_text() and may_publish()):
        return None
    shown = next((row for row in _rows() if is_shown_since(row, opened)), None)
    if shown is None:
        return None
    return _refusal(
        f"visitors can read {quoted(shown.title)} since this form was opened.",
        "if they may read this.",
        confirms=FIELD,
    )


def find_foreign() -> Refusal | None:
    """Return a refusal if the sent form was opened on another atlas, or by another author."""
    if request.form.get("atlas", atlas := this_atlas_id()) != atlas:
        return ELSEWHERE
    author, writer = current_author(), request.form.get(WRITER, type=int)
    if author is None or writer in (None, author.id):
        return None
    names = {other.id: other.name for other in list_authors()}  # the id may be of any size
    opener = names.get(writer, "somebody else")
    return _refusal(
        f"{opener} opened this form, and you are signed in as {author.name} now.",
        f"to save it as {author.name}.",
        confirms=WRITER,
    )


def _refusal(why: str, means: str, *, confirms: str) -> Refusal:
    """Return a refusal that sending the form again confirms, in place and on a page of its own."""
    if sent_by_htmx():
        sentence = f"{why[:1].upper()}{why[1:]} Press the button again {means}"
        return Refusal(sentence, confirms=confirms)
    begin = "Not saved" if has_typed_text() else "Nothing was changed"
    kept = " Your text is kept below." if has_typed_text() else ""
    return Refusal(f"{begin}: {why}", f"Press Save {means}{kept}", confirms=confirms)


def keep_untouched(form: ItemForm, item: Recorded) -> None:
    """Give fields of a sent form that nobody touched the present values of its item.

    It concerns fields whose changes make no version, so that no conflict reports them. The journal
    says what such a field held when the form was opened.
    """
    opened = request.form.get(FIELD, type=int)
    then = None if opened is None else revision_after(item.__kind__, item.id, opened)
    if then is None or then.after is None:
        return
    for name in QUIET:
        if name in form and to_json(form[name].data) == then.after.get(name):
            form[name].data = getattr(item, name)


def _addressed(kind: str, root: str) -> Any:
    """Return the region or area that the address of a form names, or None."""
    slug = (request.view_args or {}).get("slug")
    return find_holder(kind, slug) if slug and request.path.startswith(root) else None


def _edited() -> Reading | Essay | None:
    """Return the reading or essay that a form edits, None for a form of anything else."""
    values = request.view_args or {}
    found = None
    if request.blueprint == "writing":
        found = find_holder("essay", values.get("slug", ""))
    elif request.blueprint in ("reading", "inbox"):
        item_id = values.get("item_id") or request.form.get("reading", 0, type=int)
        found = find_item(reading.SECTION, item_id) if 0 < item_id <= LARGEST else None
    elif (item_id := values.get("item_id")) and (section := values.get("section")):
        found = find_item(section, item_id)
    return found if isinstance(found, Reading | Essay) else None


def _rows() -> Iterator[Topic | Area | Reading | Essay]:
    """Yield what a form is about: what its address names, and the regions that it names.

    What it edits is left out where *Publish* sends it.
    """
    if not asks_to_publish() and (edited := _edited()):
        yield edited
    if addressed := _addressed("topic", "/atlas/") or _addressed("area", "/areas/"):
        yield addressed
    typed = join_typed_names(ListField.split(request.form.getlist("topics"))[:MOST])
    for name in (*typed, clean_line(request.form.get("region", ""))):
        if name and (named := find_topic(name)):
            yield named
