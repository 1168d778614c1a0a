"""What the buttons of a form for a reading or an essay make of it: a draft, or published."""

from typing import Any

from flask import request

from wiki.errors import Invalid
from wiki.models import DRAFT, PUBLISHED
from wiki.sections import Section


def asked_state(section: Section, item: Any) -> dict[str, str]:
    """Return the state that a sent form asks for, as a value to save; empty where it stays.

    `item` is None for a new one. *Publish* publishes, and *Save draft* says that it is a draft; a
    form that says neither leaves what is published as it is. Raises Invalid.
    """
    if not section.begins:
        return {}
    if "publish" in request.form:
        return {"state": PUBLISHED}
    if typed := request.form.get("state", ""):
        if typed not in (PUBLISHED, DRAFT):
            raise Invalid("state", f"A state is one of {PUBLISHED}, {DRAFT}.")
        return {"state": typed}
    if item is not None and not item.is_draft:
        return {}
    return {"state": section.begins}


def said_saved(item: Any, before: str) -> str:
    """Return what the status line says of a saved item that was in a state `before`, or new: ''."""
    if item.is_draft:
        return "Saved as a draft."
    return "Published." if before == DRAFT else "Saved."
