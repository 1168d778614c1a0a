"""The hidden fields of a form, which say what it was opened on and by whom."""

import re

HIDDEN = r'<input type="hidden" name="(base|once|opened|atlas|by)" value="([^"]*)"'


def hidden_fields(html: str) -> dict[str, str]:
    """Return the values of these fields in HTML, by name."""
    return dict(re.findall(HIDDEN, html))


def hidden_in_form(page: str) -> dict[str, str]:
    """Return the values of these fields from a page's first form of an item on, by name."""
    return hidden_fields(page[page.index("item-form") :])
