"""Pages for forms that were not saved: the reason, and the text to send again or copy."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from werkzeug.exceptions import HTTPException

from wiki.errors import Merged, Relocated
from wiki.models import Topic
from wiki.text import quoted

# Fields that the page itself fills in, and that nobody types.
UNTYPED = {"base", "once", "take", "again", "preview", "create", "next", "direction", "version"}
UNTYPED |= {
    "minor",
    "as_it_is",
    "publish",
    "state",
    "keep",
    "next_version",
    "atlas",
    "by",
    "opened",
    "replaces",
    "later",
    "do",
    "reading",
    "fetched",
    "drafts",
}
UNTYPED_PREFIX = "seen_"
SECRET = "password"  # fields with this word in their name are never given back
SECRETS = {"old", "new"}  # nor are these, which are passwords


@dataclass(frozen=True)
class Refusal:
    """Why nothing was saved, in one sentence, and what to do about it.

    With `again` the text comes back in a form that can be sent again, otherwise to be copied.
    `instead` is the title and the address of another page. `confirms` is a hidden field that the
    new form leaves out: sending that form means yes.
    """

    sentence: str
    advice: str = "Your text is kept below."
    again: bool = True
    instead: tuple[str, str] | None = None
    confirms: str = ""


SIGNED_OUT = Refusal("Not saved: you are signed out.")
GONE = Refusal(
    "Not saved: what you were writing on is not here any more.",
    "Restore it, then press Save again. Your text is kept below.",
)
DELETED_ALREADY = "It was deleted already."
ELSEWHERE = Refusal(
    "This form belongs to an atlas that is not here any more: another took its place.",
    "Copy what you want to keep of your text.",
    again=False,
)


def after_deletion(topic: Topic | None) -> Refusal:
    """Return the refusal of a form or button for a deleted item or topic.

    If nothing was typed, there is nothing to save again; then the page of `topic` is offered.
    """
    if has_typed_text():
        return GONE
    instead = (topic.title, f"/atlas/{topic.slug}") if topic else None
    return Refusal(
        "Nothing was changed: what this was about is not here any more.", instead=instead
    )


def after_merge(error: Merged) -> Refusal:
    """Return the refusal of a form for something that was merged, with a link to what it is now."""
    visibility = {None: "", True: ", which is public", False: ", which is private"}[error.is_open]
    root = request.path[1:].partition("/")[0]
    return _after_leaving(
        f"this {error.noun} was merged into {quoted(error.title)}{visibility}.",
        instead=(error.title, f"/{root}/{error.slug}"),
    )


def after_relocation(error: Relocated) -> Refusal:
    """Return the refusal of a form for an item that was moved to another region, with a link."""
    return _after_leaving(
        f"this {error.noun} was moved to the region {quoted(error.title)}.",
        instead=(error.title, f"/atlas/{error.slug}#{error.anchor}"),
    )


def _after_leaving(why: str, *, instead: tuple[str, str]) -> Refusal:
    """Return the refusal of a form for what is elsewhere now, at `instead`: title and address."""
    begin = "Not saved" if has_typed_text() else "Nothing was changed"
    advice = "Copy what you want to keep of your text."
    return Refusal(f"{begin}: {why}", advice, again=False, instead=instead)


def returned_text(refusal: Refusal = SIGNED_OUT) -> str:
    """Return the page that shows why a form was refused, and what was typed into it."""
    return render_template("errors/kept.html", **returned_values(refusal))


def returned_values(refusal: Refusal) -> dict[str, Any]:
    """Return the values for that page's template: the fields that were sent, and the reason."""
    fields = _sent_fields()
    return {
        "refusal": refusal,
        "signed_out": refusal is SIGNED_OUT,
        "typed": [field for field in fields if not _is_untyped(field[0])],
        "hidden": [
            field for field in fields if _is_untyped(field[0]) and field[0] != refusal.confirms
        ],
        "address": _address(),
    }


def _address() -> str:
    """Return the address asked for, with the query of a GET, from which a form may be filled."""
    opens = request.method in ("GET", "HEAD") and request.query_string
    return request.full_path if opens else request.path


def has_typed_text() -> bool:
    """Return whether the request is a form with typed text that can be sent back.

    It is not if the body is too large or malformed.
    """
    try:
        return any(value.strip() for name, value in _sent_fields() if not _is_untyped(name))
    except (HTTPException, OSError):
        return False


def _sent_fields() -> list[tuple[str, str]]:
    sent = [(name, value) for name, values in request.form.lists() for value in values]
    # A part of a multipart body may have no name.
    return [(name, value) for name, value in sent if name and not _is_secret(name)]


def _is_secret(name: str) -> bool:
    return SECRET in name.lower() or name in SECRETS


def _is_untyped(name: str) -> bool:
    return name in UNTYPED or name.startswith(UNTYPED_PREFIX)
