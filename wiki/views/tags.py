"""Choosing which essays are tagged with a topic."""

import re
from collections.abc import Iterable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid, NothingArrived
from wiki.models import Topic
from wiki.queries.essays import find_essay, list_essays, list_mentioning, tagged_ids
from wiki.queries.topics import get_topic
from wiki.services.essays import tag_essays
from wiki.views.access import author_only
from wiki.views.context import signature, site
from wiki.views.notices import notice_of, see_other
from wiki.visibility import AUTHOR

bp = Blueprint("tags", __name__, url_prefix="/atlas/<slug:slug>/writing/tags")
NUMBER = re.compile("[0-9]{1,9}")


@bp.get("")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """List all essays with checkboxes; `?mentions=1` also ticks those that mention the topic."""
    topic = get_topic(slug, reader=AUTHOR)
    mentioning = list_mentioning(topic) if "mentions" in request.args else []
    return _page(topic, tagged_ids(topic) | {essay.id for essay in mentioning})


@bp.post("")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Tag exactly the ticked essays with the topic; 409 if the tags changed meanwhile."""
    topic = get_topic(slug, reader=AUTHOR)
    if not {"base", "essay"} & set(request.form):  # without any tick it sends `base` alone
        raise NothingArrived
    base = _essay_ids(request.form.get("base", "").split(","))
    typed = request.form.getlist("essay")
    chosen = _essay_ids(typed)
    try:
        _check_ids(typed)
        change = tag_essays(topic, chosen, signature(), base=base)
    except Invalid as error:
        return _page(topic, chosen, base=base, error=error, status=422)
    except Conflict:
        return _page(topic, chosen, seen=base, status=409)
    db.session.commit()
    address = url_for("topics.show", slug=topic.slug, _anchor="writing")
    return see_other(address, notice_of("Saved. Related writing.", change, address))


def _page(
    topic: Topic,
    ticked: set[int],
    *,
    base: set[int] | None = None,
    seen: set[int] | None = None,
    error: Invalid | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Show the list of essays with checkboxes.

    `seen` are the ids ticked when the author began, to show what changed since.
    """
    now = tagged_ids(topic)
    html = render_template(
        "writing/tags.html",
        topic=topic,
        essays=list_essays(reader=AUTHOR, zone=site().time_zone),
        ticked=ticked,
        base=sorted(now if base is None else base),
        meanwhile=None if seen is None else _changed(seen | ticked, seen, now),
        error=error,
    )
    return html, status


def _changed(ticked: set[int], seen: set[int], now: set[int]) -> list[tuple[str, str]]:
    """Return (what happened, title) for essays that were deleted, ticked or unticked meanwhile."""
    changed = []
    for essay_id in sorted(ticked | now):
        essay = find_essay(essay_id)
        if essay and essay.deleted_at:
            changed.append(("Deleted", essay.title))
        elif essay and (essay_id in now) != (essay_id in seen):
            changed.append(("Ticked" if essay_id in now else "No longer ticked", essay.title))
    return changed


def _check_ids(typed: Iterable[str]) -> None:
    """Raise Invalid for the first value that cannot be an essay's id."""
    for essay_id in typed:
        if not NUMBER.fullmatch(essay_id):
            raise Invalid("essay", f"There is no essay with the number {essay_id[:40]}.")


def _essay_ids(typed: Iterable[str]) -> set[int]:
    return {int(essay_id) for essay_id in typed if NUMBER.fullmatch(essay_id)}
