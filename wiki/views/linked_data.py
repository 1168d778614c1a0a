"""Descriptions of pages for programs, as JSON-LD in the vocabulary of schema.org.

Browsers run none of it. Parts are left out where it would be long, so that it stays a small part of
a page.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import current_app

from wiki.site import Site
from wiki.views.json_page import absolute

Data = dict[str, Any]
MOST_BYTES = 520
LONGEST_HEADLINE = 110  # characters; search engines show no more
CONTEXT = "https://schema.org"


def home_data(site: Site) -> Data | None:
    """Return the JSON-LD of the first page, about the site and its author; None if too long."""
    base = {"@context": CONTEXT, "@type": "WebSite", "name": site.site_title, "url": absolute("/")}
    about = {"description": site.site_summary} if site.site_summary else {}
    persons = list(_persons(site))
    return _fitting(
        *(base | about | {"author": person} for person in persons),
        *(base | {"author": person} for person in persons),
        base,
    )


def about_data(site: Site) -> Data | None:
    """Return the JSON-LD of the page “About”, about the author; None if too long."""
    return _fitting(*({"@context": CONTEXT} | person for person in _persons(site)))


def article_data(
    site: Site, title: str, modified: datetime | None, published: str = ""
) -> Data | None:
    """Return the JSON-LD of a region's page or an essay; `published` is a date, "" for none.

    It has at most MOST_BYTES; None if even the shortest form is longer.
    """
    base = {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": title[:LONGEST_HEADLINE],
    }
    dates = {"dateModified": modified.isoformat(timespec="seconds")} if modified else {}
    dates |= {"datePublished": published} if published else {}
    author = list(_persons(site))[-1]
    return _fitting(base | dates | {"author": author}, base | dates)


def _persons(site: Site) -> Iterator[Data]:
    """Yield the author with all their links, then with fewer and fewer of them."""
    base = {"@type": "Person", "name": site.author_name, "url": absolute("/about")}
    same = [f"https://orcid.org/{site.orcid}"] if site.orcid else []
    same += site.links
    for count in range(len(same), 0, -1):
        yield base | {"sameAs": same[:count]}
    yield base


def _fitting(*choices: Data) -> Data | None:
    """Return the first of these data that is short enough, None if none is."""
    return next((data for data in choices if _length(data) <= MOST_BYTES), None)


def _length(data: Data) -> int:
    return len(current_app.json.dumps(data).encode())
