"""Names of several people in one text, as tables have them."""

import re
from collections.abc import Iterator

from wiki.text.people import is_company, is_family_name, with_legal_forms

_SUFFIX = re.compile(r", *((?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\.?)(?=\s*(?:,|$))", re.IGNORECASE)


def split_people(said: str) -> Iterator[str]:
    """Yield the names in a text, which may have a comma between them or within each.

    `Kahneman, Daniel` is one person: in a list of several each has two words.
    """
    for part in [said] if is_company(said) else re.split(r";|,? and ", said):
        names = with_legal_forms(_SUFFIX.sub(r" \1", part).split(","))
        has_family = is_family_name(names[0]) if names else False
        is_one = len(names) == 2 and (has_family or not all(" " in name for name in names))
        yield from [", ".join(names)] if is_one else names
