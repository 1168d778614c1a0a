"""How items of a kind end: which of them no longer count, and what a page since a day says."""

from collections.abc import Callable
from dataclasses import dataclass

from wiki.forms.document_line import Values


@dataclass(frozen=True, kw_only=True)
class Former:
    """Which items of a section are former (resolved, settled), and the heading above them."""

    title: str
    test: Callable[[Values], bool]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The field that ends an item, such as a belief's outcome: it is "" while the item is open.

    Of what changed since a day, `ended` is the heading above the items that ended, and `reopened`
    above those that are open again. `templates/sections/<kind>/ended.html` writes how one ended.
    """

    field: str
    ended: str
    reopened: str
