"""The filters of the reading log: by region, author, words, year, and takeaway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, not_, or_, select

from wiki.db import db, holds
from wiki.models import Reading, Topic, reading_topic
from wiki.naming import unaccented
from wiki.queries.cache import cached, read_newest
from wiki.queries.readings import visible_readings
from wiki.queries.search.results import items_having
from wiki.queries.search.terms import SearchTerms, parse_search
from wiki.visibility import Reader, is_slot

MARKS = "*_-/([\"'“‘"  # words begin behind them, too
DAY = len("2026-05-01")


@dataclass(frozen=True, kw_only=True)
class ReadingFilter:
    """The filters of the reading log; an empty one leaves all readings in.

    `q` is a search text. `year` is a year, month or day as ISO text. `takeaway` is "with" or
    "without".
    """

    topic: Topic | None = None
    author: str = ""
    q: str = ""
    year: str = ""
    takeaway: str = ""


def conditions_of(sought: ReadingFilter, *, reader: Reader) -> list[ColumnElement[bool]]:
    """Return a filter's SQL conditions on readings."""
    conditions: list[ColumnElement[bool]] = []
    if sought.topic:
        mine = select(reading_topic.c.reading_id).where(reading_topic.c.topic_id == sought.topic.id)
        conditions.append(Reading.id.in_(mine))
    if sought.author:
        key = unaccented(sought.author)
        conditions.append(holds(func.unaccented(Reading.authors), key))
    if sought.q:
        conditions.append(_having(parse_search(sought.q, {}, reader=reader), reader=reader))
    if sought.year:
        conditions.append(_is_within(sought.year))
    if sought.takeaway:
        unsaid = or_(Reading.takeaway == "", is_slot(Reading.takeaway))
        conditions.append(unsaid if sought.takeaway == "without" else not_(unsaid))
    return conditions


def _having(terms: SearchTerms, *, reader: Reader) -> ColumnElement[bool]:
    """Return an SQL condition: that a reading has what a search asks for.

    The index of visitors lacks works that are published without a region and a takeaway: no page
    shows them, but exports have them. Their words are looked for here, each as the beginning of one
    in the title or the authors.
    """
    indexed = Reading.id.in_(items_having(terms, "reading", reader=reader))
    if reader.sees_private or terms.conditions:
        return indexed
    title_and_authors: Any = literal(" ") + Reading.title + " " + Reading.authors
    phrases = list(terms.phrases)
    for mark in MARKS:
        title_and_authors = func.replace(title_and_authors, mark, " ")
        phrases = [phrase.replace(mark, " ") for phrase in phrases]
    words = func.unaccented(title_and_authors)
    keys = (f" {unaccented(phrase).strip()}" for phrase in phrases)
    has_all = (holds(words, key) for key in keys)
    unlisted = (Reading.takeaway == "", not_(Reading.topics.any()))
    return or_(indexed, and_(*unlisted, *has_all))


@dataclass(frozen=True)
class YearOfReading:
    """The number of readings on each day of a year, and of those without an exact day."""

    year: str
    days: Mapping[str, int]
    undated: int

    @property
    def total(self) -> int:
        """Return the number of readings in the year."""
        return sum(self.days.values()) + self.undated


def count_year(
    year: str, conditions: Sequence[ColumnElement[bool]], *, reader: Reader
) -> YearOfReading | None:
    """Return a year of the log, the newest one for ""; None where no reading has a date.

    `conditions` limit which readings count.
    """
    query: Any = visible_readings(reader=reader).where(~is_slot(Reading.title))
    query = query.where(*conditions, Reading.read_on != "")
    last = query.with_only_columns(Reading.read_on).order_by(Reading.read_on.desc()).limit(1)
    newest = year or db.session.scalar(last)
    if not newest:
        return None
    wanted, within = newest[:4], query.where(_is_within(newest[:4]))
    if conditions:
        return _counted(wanted, within)
    until, key = read_newest().reading, (reader, wanted)
    return cached("years of reading", key, until, lambda: _counted(wanted, within))


def _counted(year: str, query: Any) -> YearOfReading:
    """Return the counts of a year, given the query for its readings."""
    counted = query.with_only_columns(Reading.read_on, func.count()).group_by(Reading.read_on)
    counts: dict[str, int] = {row[0]: row[1] for row in db.session.execute(counted)}
    days = {day: count for day, count in sorted(counts.items()) if len(day) == DAY}
    return YearOfReading(year, days, sum(counts.values()) - sum(days.values()))


def _is_within(time: str) -> ColumnElement[bool]:
    """Return an SQL condition: that a work was read in a year, a month or on a day (ISO text)."""
    # A range, for the index of days; what begins with the text comes before the text with a tilde.
    return and_(Reading.read_on >= time, Reading.read_on < f"{time}~")
