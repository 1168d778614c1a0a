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
    """Return the name of a file with this content."""
    return f"{blake2b(data, digest_size=HASH_BYTES).hexdigest()}.{ending}"


def is_name(text: str) -> bool:
    """Return whether a text is the name of a picture."""
    return _NAME.fullmatch(text) is not None


def picture_at(address: str) -> str | None:
    """Return the name of the picture that an address on this site means, None for any other."""
    found = _NAMED.fullmatch(address)
    return found[1] if found else None


def names_in(said: Any) -> set[str]:
    """Return the names of the pictures whose address stands anywhere in a text or JSON values."""
    return set(_NAMED.findall(json.dumps(said)))


def names_shown(state: Mapping[str, Any] | None) -> set[str]:
    """Return the names of the pictures that an item in a state of the journal shows.

    What a topic keeps of a document without showing it to anybody (`extra`) is left out.
    """
    return names_in({name: said for name, said in (state or {}).items() if name != "extra"})


def type_of(name: str) -> str:
    """Return the media type of a picture, given its name."""
    return ENDINGS[name.rpartition(".")[2]]
