"""Slots: fields that are marked but not filled, such as `<one-line why>`.

Only this module decides what a slot is: `wiki.db` registers the function in SQLite, so that queries
and code agree.
"""


def is_placeholder(value: str) -> bool:
    """Return whether a text is wholly in angle brackets, apart from a final full stop."""
    text = value.strip().removesuffix(".").rstrip()
    inner = text[1:-1]
    return (
        text[:1] == "<" and text[-1:] == ">" and bool(inner.strip()) and not set(inner) & set("<>")
    )
