"""Front matter that is not YAML: TOML between lines `+++`, or an object of JSON, as of Hugo.

It stays in the text of the note. Only what it says of visitors is read, so that a draft is one in
every form; what cannot be read may say it, too.
"""

import json
import re
import tomllib
from datetime import date
from typing import Any

import yaml

from wiki.exchange.notes.head import NoteHead, weigh_key
from wiki.exchange.plain_yaml import NULL
from wiki.text import clean_line

_TEXT = "tag:yaml.org,2002:str"
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_JSON = re.compile(r"\{\s*\"[^\"\n]*\"\s*:")
SHOWN = 80  # characters of a front matter that cannot be read


def read_other_head(text: str, *, today: date) -> NoteHead:
    """Return what front matter in TOML or JSON, if a note has one, says of who may see the note."""
    head, start = NoteHead(), text.lstrip("\ufeff\u200b \t\n")
    if not (start.startswith("+++") or _JSON.match(start)):
        return head
    try:
        for key, value in _read(start).items():
            weigh_key(head, key, _node(value), today)
    except (ValueError, RecursionError):
        head.unsure_reason = clean_line(start[:SHOWN])
    return head


def _read(start: str) -> dict[str, Any]:
    """Return the values of the front matter that a text begins with. Raises ValueError."""
    if start.startswith("{"):
        return dict(json.JSONDecoder().raw_decode(start)[0])
    parsed = _TOML.match(start)
    if parsed is None:
        raise ValueError("It does not end.")
    return tomllib.loads(parsed[1])


def _node(value: Any) -> yaml.Node:
    """Return a value as YAML has it."""
    if isinstance(value, dict):
        pairs = [(_node(str(key)), _node(inner)) for key, inner in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs)
    if isinstance(value, list):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(inner) for inner in value])
    if value is None:
        return yaml.ScalarNode(NULL, "")
    return yaml.ScalarNode(_TEXT, str(value).lower() if isinstance(value, bool) else str(value))
