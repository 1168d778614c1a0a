"""What the buttons of a form for a reading or an essay ask for: a draft, or publishing it."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from flask import request

from wiki.errors import Conflict, Invalid
from wiki.models import DRAFT, PUBLISHED, Reading, Shared
from wiki.related import load_related
from wiki.sections import Section
from wiki.services.reading_list import queued_values
from wiki.visibility import is_hidden_by_topics, is_public

LATER, PUBLISH = "later", "publish"  # buttons
OTHERS_NOW = (
    "Nothing was published: there are other drafts by now than the page counted. Open it again, "
    "and look at them before you press the button."
)


def button_value() -> str:
    """Return the value for the button “Save as another”: the button that the refused form came by.

    Without it, that button would publish what was a draft, or was to be read later.
    """
    sent = request.form
    return next((button for button in (LATER, PUBLISH) if _asks(button)), sent.get("state") or "1")


def _asks(button: str) -> bool:
    return button in request.form or request.form.get("create") == button


def requested_state(section: Section, item: Any, *, is_new: bool = False) -> dict[str, Any]:
    """Return the state that a sent form asks for, as values to save; {} if it stays.

    `item` is None for a new one. *Publish* publishes, and *Save draft* makes a draft; a form that
    says neither leaves what is published as it is. With `is_new`, the form is for something new,
    and `item` is what the same form made when it was sent before. Such a form of a reading also
    says by its button whether the work is on the reading list. Raises Invalid.
    """
    if not section.initial_state:
        return {}
    listed = {}
    if section.model is Reading and (is_new or item is None):
        position: int | None = item.queued if item else None
        if _asks(LATER):
            return queued_values(position)
        listed = {"queued": None} if position else {}
    if _asks(PUBLISH):
        return {"state": PUBLISHED} | listed
    if typed := request.form.get("state", "") or (_asks(DRAFT) and DRAFT):
        if typed not in (PUBLISHED, DRAFT):
            raise Invalid("state", f"A state is one of {PUBLISHED}, {DRAFT}.")
        return {"state": typed} | listed
    if item is not None and not item.is_draft:
        return listed
    return {"state": section.initial_state} | listed


def asks_to_publish() -> bool:
    """Return whether a form was sent by *Publish*, so that its author means visitors to read it."""
    return _asks(PUBLISH)


def may_publish() -> bool:
    """Return whether visitors may come to read what a sent form says, by the button that sent it.

    A preview and *Show what it changes* save nothing, and the other buttons save for the author.
    """
    if "preview" in request.form or "show" in request.args:
        return False
    if asks_to_publish():
        return True
    is_draft = request.form.get("state") == DRAFT or _asks(DRAFT)
    return not (is_draft or _asks(LATER) or "keep" in request.form)


def is_only_hidden(item: Any) -> bool:
    """Return whether an item is published, and hidden from visitors only by its regions."""
    return isinstance(item, Shared) and not item.is_set_aside and is_hidden_by_topics(item)


def opened_text(item: Any, *, was_hidden: bool) -> str:
    """Return the sentence for a save that made a hidden item visible to visitors, else ""."""
    if not was_hidden:
        return ""
    load_related(item)
    return " Visitors can read it now." if is_public(item) else ""


def saved_text(item: Any, before: str) -> str:
    """Return the status line for a saved item; `before` is its former state, "" for a new one."""
    if getattr(item, "queued", None) is not None:
        return "Saved on the reading list."
    if item.is_draft:
        return "Saved as a draft."
    return "Published." if before == DRAFT else "Saved."


def digest_of_drafts(drafts: Sequence[int]) -> str:
    """Return a digest of the ids of drafts, for the form that publishes all of them."""
    return blake2b(repr(sorted(drafts)).encode(), digest_size=12).hexdigest()


def check_counted(drafts: Sequence[int]) -> None:
    """Raise Conflict if the form that publishes these drafts was opened with others."""
    sent = request.form.get("drafts")
    if drafts and sent is not None and sent != digest_of_drafts(drafts):
        raise Conflict(OTHERS_NOW)
