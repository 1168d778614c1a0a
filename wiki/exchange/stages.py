"""What the stage or kind of a page, such as `status: wip`, says of who may see it."""

import re

from wiki.exchange.compared_words import words_of
from wiki.exchange.keys import LONGEST
from wiki.exchange.privacy_words import YES
from wiki.statuses import STATUSES

# Keys whose value names a stage or a kind, which may be that of a draft.
STAGES = {"tags", "tag", "status", "state", "stage", "phase", "type", "category", "categories"}
# Those that have one value out of a few: one that is not known to be open may ask for privacy.
_ONE_STAGE = {"status", "state", "stage", "phase", "type"}
PUBLISHED = {"publish", "published", "live", "public", "posted", "active", "final"}
# Further words of values of such keys that say nothing against visitors.
_OPEN_STAGES = {
    *("complete", "completed", "done", "finished", "maintained", "ready", "reviewed", "stable"),
    *("budding", "evergreen", "growing", "permanent", "seed", "seedling", "sprout", "tree"),
    *("article", "book", "concept", "content", "essay", "index", "literature", "map", "moc"),
    *("note", "notes", "of", "page", "paper", "podcast", "post", "reference", "region", "topic"),
    "video",
}
# An address of a page, as `permalink` has it: `/about/`, `my-note`, `notes/2`.
_ADDRESS = re.compile(r"^\s*/|\w[/._-]+\w|\w/|\d")
_OWN_STAGES = {status.lower() for status in STATUSES}
# Words for what is not finished, as the value of a key that names a stage.
_UNFINISHED = {"wip", "unfinished", "unready", "rough", "sketch"}


def is_unfinished(key: str, value: str) -> bool:
    """Return whether a key names a stage or kind, such as a tag, and the value an unfinished one.

    `status: wip` does, and `tags: wip`.
    """
    named = STAGES.intersection(words_of(key[: 10 * LONGEST]))
    return bool(named and _UNFINISHED.intersection(words_of(value)))


def is_unclear(key: str, value: str) -> bool:
    """Return whether the stage or kind of a page is not known to be that of a public one.

    So is what stands in place of an address: `permalink: nein` may mean that there is no page. No
    list has all words for what is not meant for visitors, so `status: geparkt` may be one. Tags
    and categories say what a page is about, in any word, and are not asked here.
    """
    names, words = words_of(key[: 10 * LONGEST]), set(words_of(value))
    if "permalink" in names:
        return bool(words) and not words <= YES and not _ADDRESS.search(value)
    if not value.strip() or not _ONE_STAGE.intersection(names):
        return False
    return not words or not words <= _OPEN_STAGES | PUBLISHED | _OWN_STAGES
