"""The figures with a limit, in the order in which bench/RESULTS.md lists them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A figure with a limit: the key under which a benchmark records it, its name, limit and unit.

    The figure has to be at most the limit, or at least the limit if `at_least` is true.
    """

    key: str
    what: str
    limit: float
    unit: str
    at_least: bool = False

    def is_reached_by(self, value: float) -> bool:
        """Return whether a value is within the limit."""
        return value >= self.limit if self.at_least else value <= self.limit


def most(key: str, what: str, limit: float, unit: str) -> Wanted:
    """Return a figure that has to be at most its limit."""
    return Wanted(key, what, limit, unit)


def least(key: str, what: str, limit: float, unit: str) -> Wanted:
    """Return a figure that has to be at least its limit."""
    return Wanted(key, what, limit, unit, at_least=True)


SERVED_LIKE_A_FILE = (
    least("cached.page", "kept page of a region, against a bare Flask route", 3, "×"),
    least("cached.304", "the same, 304, against the same", 3.5, "×"),
    least("peers.dokuwiki", "kept page, against DokuWiki with the same text", 40, "×"),
    least("peers.dokuwiki.uncached", "page that is not kept, against the same", 0.4, "×"),
    least("peers.nginx", "kept page, against nginx with the same bytes as a file", 0.3, "×"),
    most("cached.cost", "the page cache, over a constant WSGI answer", 15, "µs"),
    most("zipf.late", "p99 over one answer not kept, with two saves a second", 10, "ms"),
    most("zipf.stale", "stale or failed answers meanwhile", 0, ""),
    least("zipf.hits", "kept answers, with a save once a minute", 95, "%"),
    most("first.p99", "first answer after an edit, any page or feed, p99", 250, "ms"),
    most("peers.save", "saving an item, p50, against a save of DokuWiki", 1, "×"),
    most("saving.p99", "saving an item in a large atlas, p99", 100, "ms"),
    most("workers.memory", "a worker with a large atlas and a full page cache", 200, "MB"),
    most("workers.start", "start to first answer with a large atlas", 1.5, "s"),
    most("actions.requests", "requests of the first view of a region", 3, ""),
    most("actions.html", "HTML of a region of the fixture, as sent", 12, "kB"),
    most("actions.css", "its CSS, as sent", 7, "kB"),
    most("actions.inp", "the author's slowest action, processor slowed 4 ×", 100, "ms"),
)
READING_APART = (
    most("answers.topic", "page of a region, not kept, against a bare Flask route", 90, "×"),
    most("answers.topic.first", "the same, after an edit elsewhere", 90, "×"),
    most("answers.topic.statements", "statements of it", 14, ""),
    most("answers.topic.growth", "time of it in a large atlas against a small one", 1.3, "×"),
    most("answers.lists", "the slowest list, feed, history or past page", 150, "×"),
    most("answers.lists.first", "the same, after an edit elsewhere", 150, "×"),
    most("answers.lists.growth", "the most that one of them grows", 1.3, "×"),
    most("answers.home.size", "`/` and `/map`, today and on a past day, under gzip", 60, "kB"),
    most("answers.home", "the same, once the map is drawn", 150, "ms"),
    most("answers.search", "the slowest search in a large atlas", 20, "ms"),
    most("answers.around", "page of a region, its backlinks, the map as JSON, there", 100, "ms"),
    most("answers.more", "statements that one of these has more than in a small atlas", 0, ""),
    most("answers.save", "saving an item, against a bare Flask route", 150, "×"),
    most("answers.save.statements", "statements of it", 28, ""),
    most("answers.save.growth", "time of it in a large atlas against a small one", 1.3, "×"),
    most("imports.cpu", "importing 1,000 pages, 50 s before", 25, "s"),
    most("imports.growth", "time of a page among many against one among few", 1.2, "×"),
    most("workers.import", "`import wiki.application`", 0.5, "s"),
)
TABLES = {"Served like a file": SERVED_LIKE_A_FILE, "Reading apart from writing": READING_APART}
