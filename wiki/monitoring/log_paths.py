"""The path of a request as it may stand in a log: one word of printable ASCII without secrets."""

import re
from urllib.parse import quote

# What follows these is a secret: whoever has it can sign in.
SECRET_BELOW = ("/sign-in/",)
HIDDEN = "..."
LONGEST_PATH = 1_000
_SECRET = re.compile(f"({'|'.join(SECRET_BELOW)})[^\\s\"'/]+")
_PLAIN = "/-._~!$&'()*+,;=:@"


def without_secrets(path: str) -> str:
    """Return the path of a WSGI request, without query string, as it may be logged.

    The secret part is replaced by `...`; spaces, line breaks and all that is not ASCII are
    percent-encoded.
    """
    merged = re.sub("/{2,}", "/", path)
    if merged.startswith(SECRET_BELOW):
        return merged[: merged.index("/", 1) + 1] + HIDDEN
    return quote(merged[:LONGEST_PATH].encode("latin-1", "replace"), safe=_PLAIN)


def hide_secrets(text: str) -> str:
    """Return a text in which the secret part of every address is replaced by `...`."""
    return _SECRET.sub(rf"\1{HIDDEN}", text)
