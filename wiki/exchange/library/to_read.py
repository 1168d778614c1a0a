"""Words by which files of other programs say that a work is still to be read."""

from wiki.exchange.compared_words import words_of
from wiki.forms.fields import LINE

# Names of folders, tags and states, as Pocket, Instapaper, Safari and Zotero's users write them.
_TO_READ = {
    *("unread", "to read", "toread", "to be read", "to read later", "read later", "readlater"),
    *("reading list", "readinglist"),
}


def is_to_read(name: str) -> bool:
    """Return whether the name of a folder, a tag or a state says that works are still to be read.

    Case and signs do not count: `to-read`, `_toread` and `ReadingList` are such names, too.
    """
    return " ".join(words_of(name[:LINE])) in _TO_READ
