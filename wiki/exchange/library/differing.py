"""What a file says otherwise of a work than its reading or essay, which stays as it is."""

from collections.abc import Iterable

from wiki.addresses import bare_url
from wiki.exchange.library.title_keys import bare_words, title_key
from wiki.exchange.library.work import ESSAY, READING, Work
from wiki.models import Essay, Reading

WORDS = {
    "title": "the title",
    "url": "the address",
    "authors": "the authors",
    "published_on": "the date of publication",
    "read_on": "the day of reading",
    "citation_key": "the citation key",
}
_OF_ESSAYS = ("title", "published_on")
_OF_READINGS = (*_OF_ESSAYS, "url", "authors", "read_on")
_KEYS = {"title": title_key, "url": bare_url, "authors": bare_words}


def differing_note(row: Reading, work: Work) -> str:
    """Return sentences on what a row of a file says otherwise than its reading, "" for nothing.

    Another spelling of the same says nothing else, nor does a date with its month left out.
    Citation keys are those of the program that wrote the file, and are not compared.
    """
    is_read = row.queued is not None and work.read_on and not work.unread_reason
    listed = f"It stays on the reading list, though the file has it as read on {work.read_on}."
    differs = _differing(row, work, _OF_READINGS, READING)
    return " ".join(filter(None, (differs, listed if is_read else "")))


def differing_essay_note(row: Essay, work: Work) -> str:
    """Return a sentence on what an entry of a feed says otherwise than its essay, or ""."""
    return _differing(row, work, _OF_ESSAYS, ESSAY)


def _differing(row: Essay | Reading, work: Work, compared: Iterable[str], noun: str) -> str:
    pairs = {name: (getattr(row, name), getattr(work, name)) for name in compared}
    names = [WORDS[name] for name, pair in pairs.items() if _differ(name, *pair)]
    says = f"The file says otherwise, and the {noun} stays as it is: {', '.join(names)}."
    return says if names else ""


def _differ(name: str, here: str, there: str) -> bool:
    if not here or not there:
        return False
    if name in _KEYS:
        return _KEYS[name](here) != _KEYS[name](there)
    return not (here.startswith(there) or there.startswith(here))  # dates
