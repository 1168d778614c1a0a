"""Finding a work by its address (a paper on arXiv, a DOI, or any page), or a feed."""

import logging
import time
from urllib.parse import quote, urljoin

from wiki.addresses import bare_url
from wiki.fetch.connection import MOST_BYTES, Deadline, FetchedAnswer, NotFetched, ask
from wiki.fetch.reading_answers import find_feed_link, read_arxiv, read_csl, read_html
from wiki.fetch.work import FoundWork

CSL = "application/vnd.citationstyles.csl+json"
PAGE = "text/html, application/xhtml+xml;q=0.9"
FEED = "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.8"
ARXIV = "https://export.arxiv.org/api/query?max_results=1&id_list="
DOI = "https://doi.org/"
HTML_TYPES = ("text/html", "application/xhtml+xml")
logger = logging.getLogger(__name__)


def find_work(url: str, seconds: float) -> FoundWork | None:
    """Return the work that the site at an address describes, None where it gives no title."""
    deadline = Deadline(time.monotonic() + seconds)
    try:
        found = _ask(url, deadline)
    except NotFetched as failed:
        logger.info("Not fetched: %s", failed)
        return None
    return found if found.title else None


def find_feed(url: str, seconds: float) -> bytes | None:
    """Return the bytes at an address or, if that is a page, of the first feed that it names.

    None where nothing is answered, or too much to be read.
    """
    deadline = Deadline(time.monotonic() + seconds)
    try:
        answer = ask(url, FEED, deadline)
        if _is_page(answer) and (link := find_feed_link(answer.body, answer.content_type)):
            answer = ask(urljoin(answer.url, link), FEED, deadline)
    except (NotFetched, ValueError) as failed:
        logger.info("Not fetched: %s", failed)
        return None
    return answer.body if len(answer.body) < MOST_BYTES else None


def _ask(url: str, deadline: Deadline) -> FoundWork:
    """Return the work that the answer describes, perhaps empty. Raises NotFetched."""
    key = bare_url(url)
    if key.startswith("arxiv:"):
        return read_arxiv(ask(ARXIV + quote(key[6:], safe="/"), "*/*", deadline).body)
    if key.startswith("doi:"):
        answer = ask(DOI + quote(key[4:], safe="/:;().,-_~@+"), f"{CSL}, {PAGE};q=0.5", deadline)
        is_csl = "json" in answer.content_type
        return read_csl(answer.body) if is_csl else _read_page(answer)
    return _read_page(ask(url, PAGE, deadline))


def _read_page(answer: FetchedAnswer) -> FoundWork:
    """Return the work that a page describes; an answer of another type gives an empty one."""
    is_page = _is_page(answer)
    return read_html(answer.body, answer.content_type) if is_page else FoundWork()


def _is_page(answer: FetchedAnswer) -> bool:
    return answer.content_type.partition(";")[0].strip().lower() in HTML_TYPES
