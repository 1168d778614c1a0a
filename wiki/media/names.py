"""Names and addresses of pictures: `/media/<hash>.<ending>`, the hash being of the file's bytes."""

import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

AT = "/media/"
HASH_BYTES = 16
ENDINGS = {"webp": "image/webp", "avif": "image/avif"}
NAME = rf"[0-9a-f]{{{2 * HASH_BYTES}}}\.(?:{'|'.join(ENDINGS)})"

_NAME = re.compile(NAME)
_NAMED = re.compile(rf"{AT}({NAME})(?![0-9A-Za-z])")


def name_for(data: bytes, ending: str) -> str:
    """Return the file name for a picture with this content and ending."""
    return f"{blake2b(data, digest_size=HASH_BYTES).hexdigest()}.{ending}"


def is_name(text: str) -> bool:
    """Return whether a text is a possible file name of a picture."""
    return _NAME.fullmatch(text) is not None


def picture_at(address: str) -> str | None:
    """Return the file name of the picture at an address of this site; None for any other."""
    found = _NAMED.fullmatch(address)
    return found[1] if found else None


def names_in(value: Any) -> set[str]:
    """Return the file names of the pictures whose addresses occur in a text or JSON value."""
    return set(_NAMED.findall(json.dumps(value)))


def shown_names(state: Mapping[str, Any] | None) -> set[str]:
    """Return the file names of the pictures that an item shows, given its state.

    What a topic keeps of a document without showing it to anybody (`extra`) is left out.
    """
    return names_in({name: value for name, value in (state or {}).items() if name != "extra"})


def type_of(name: str) -> str:
    """Return the media type of a picture, such as `image/webp`, given its file name."""
    return ENDINGS[name.rpartition(".")[2]]
