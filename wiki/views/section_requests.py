"""Reading what a request for a section's form says apart from the fields of its item."""

from dataclasses import replace
from typing import Any

from flask import request

from wiki.forms.item_form import ItemForm
from wiki.journal import Signature
from wiki.models import Topic
from wiki.queries.causes import get_cause
from wiki.sections import Section
from wiki.views.context import signature, today
from wiki.views.forms import chosen
from wiki.views.publishing import requested_state


def suggested_values(section: Section, topic: Topic) -> dict[str, Any]:
    """Return the initial values of the form for a new item on a topic's page."""
    values = requested_values(section)
    if section.owner == "shared":
        values["topics"] = [topic.name_in_list]
    return values


def requested_values(section: Section) -> dict[str, Any]:
    """Return the values of fields in the query string; `read_on` is today by default."""
    values: dict[str, Any] = {
        name: request.args[name] for name in section.fields if name in request.args
    }
    if "read_on" in section.fields:
        values.setdefault("read_on", today().isoformat())
    return values


def requested_asides(section: Section) -> dict[str, Any]:
    """Return the values of fields about the change, such as its reason, in the query string."""
    return {name: request.args[name] for name in section.form.asides if name in request.args}


def typed_values(
    section: Section, form: ItemForm, item: Any, *, is_new: bool = False
) -> dict[str, Any]:
    """Return a form's values and what its buttons ask for.

    For a relation, that is the choice to make or restore its region; for a reading or an essay, its
    state; and for a new essay, what to do with a deleted one of its title. `item` is None for a new
    one; with `is_new`, it is what the same form made when it was sent before. Raises Invalid.
    """
    names = ("create", "deleted") if section.owner == "pair" else ()
    choices = {name: request.form[name] for name in names if name in request.form}
    if is_new and section.model.has_slug():
        choices = chosen()
    return form.values | choices | requested_state(section, item, is_new=is_new)


def form_signature(form: ItemForm, topic: Topic) -> Signature:
    """Return the signature with the form's reason and cause.

    Raises Invalid for a cause of another topic.
    """
    asides = {name: form.data[name] for name in form.asides}
    cause = get_cause(topic, asides["cause"]) if asides.get("cause") else None
    return replace(signature(), reason=asides.get("reason", ""), cause=cause)
