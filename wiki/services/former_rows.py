"""What a form for a new row changes of the deleted row that it restores instead."""

from collections.abc import Mapping
from typing import Any

from wiki.text import name_key


def typed_over(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a form that replace those of the row that it restores.

    An empty field leaves what the row has. So do the slug, which the row keeps, and a title that is
    the same name in another spelling.
    """
    typed = {name: value for name, value in values.items() if value and name != "slug"}
    if name_key(typed.get("title", "")) == name_key(row.title):
        typed.pop("title", None)
    return typed
