"""Tokens of forms for something new: made when the form opens, read when it is sent."""

import secrets

from flask import request


def new_once() -> str:
    """Return a new random token."""
    return secrets.token_urlsafe(12)


def sent_once() -> str:
    """Return the token that was sent with a form, "" for none."""
    return request.form.get("once", "")


def reused_once() -> str:
    """Return the token of a form that is shown again, or a new one if none was sent."""
    return sent_once() or new_once()
