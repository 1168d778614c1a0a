"""The token of a form for something new: given out when it opens, read when it is sent."""

import secrets

from flask import request


def new_once() -> str:
    """Return a random value that makes a form count once."""
    return secrets.token_urlsafe(12)


def sent_once() -> str:
    """Return the token that came with a form, empty for none."""
    return request.form.get("once", "")


def kept_once() -> str:
    """Return the token of a form that is answered open again, a new one where it had none."""
    return sent_once() or new_once()
