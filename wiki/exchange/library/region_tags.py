"""The regions that a file names for a work or an essay, where this atlas has them."""

from collections.abc import Iterable, Mapping

from wiki.db import db
from wiki.forms.fields import LINE
from wiki.models import Topic
from wiki.projections.names import read_names
from wiki.visibility import AUTHOR


class RegionTags:
    """Finds regions by title or slug, present or former."""

    def __init__(self) -> None:
        self._names = read_names(reader=AUTHOR)

    def find(self, names: Iterable[str]) -> dict[str, Topic]:
        """Return the region of each name, by name; names of no region are left out."""
        ids = {
            name: region.id
            for name in names
            if len(name) <= LINE and (region := self._names.find(name))
        }
        return {name: db.session.get_one(Topic, topic_id) for name, topic_id in ids.items()}


def distinct_topics(regions: Mapping[str, Topic]) -> list[Topic]:
    """Return the regions that `RegionTags.find` found, each once, even if several names mean it."""
    return list(dict.fromkeys(regions.values()))
