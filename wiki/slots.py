"""Slots: fields that are marked but not filled, such as `<one-line why>`.

What one is, is said here alone: `wiki.db` registers it in SQLite, so that queries and code agree.
"""


def is_placeholder(value: str) -> bool:
    """Return whether a field is wholly in angle brackets, apart from a final full stop."""
    text = value.strip().removesuffix(".").rstrip()
    inner = text[1:-1]
    return (
        text[:1] == "<" and text[-1:] == ">" and bool(inner.strip()) and not set(inner) & set("<>")
    )
