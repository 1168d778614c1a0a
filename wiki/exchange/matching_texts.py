"""Finding the row that has the words of an entry, even if its links were changed since."""

from collections.abc import Callable, Sequence
from typing import Any

from wiki.queries.names import AT
from wiki.text import name_key, rename_links, rewrite_item_links

Row = Any


def find_matching(
    rows: Sequence[Row], field: str, words: str, *, ignore_link_ids: bool
) -> Row | None:
    """Return the first row with these words in a field, in any spelling; or None.

    `ignore_link_ids` is for words that come from another atlas: an earlier import may have changed
    their links, so words also count as the same if only their links differ.
    """
    tries: list[tuple[Callable[[str], str], str]] = [(name_key, name_key(words))]
    if ignore_link_ids and (key := _linked_key(words)):
        unlinked, _ = rewrite_item_links(words, lambda _: "")
        tries += [(_linked_key, key), (name_key, name_key(unlinked))]
    found = (row for read, key in tries for row in rows if read(getattr(row, field)) == key)
    return next(found, None)


def _linked_key(text: str) -> str:
    """Return a key that is the same whatever ids and addresses those have that a text links to.

    It is "" for a text without such a link.
    """
    rewritten, _ = rewrite_item_links(text, lambda _: "z-0")
    rewritten = rename_links(rewritten, lambda typed: f"{AT}z" if typed.startswith(AT) else None)
    return name_key(rewritten) if rewritten != text else ""
